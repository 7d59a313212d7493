"""A laptop whose data file is damaged, with a real server: saved, connected as before, and whole again."""

from __future__ import annotations

from pathlib import Path

from crm_desktop.features.contacts.commands import set_field
from crm_desktop.features.search.derived import DERIVERS
from crm_desktop.features.sync import queries
from crm_desktop.store.salvage.saving import look, salvage
from tests import make
from tests.store.salvage.damage import overwrite, pages_of
from tests.sync.loopback.office import Desk, Office


def test_damaged_laptop_sends_what_waits_and_fetches_what_is_lost(tmp_path: Path, office: Office) -> None:
    ann = Desk(tmp_path / "ann")
    ann.enrol(office.code("ann"))
    people = [make.customer(ann.store, name=f"客户{n}") for n in range(30)]
    private = make.contact(ann.store, name="私人", private=True)
    ann.sync()
    ann.store.write("改", set_field, people[0], "company", "没来得及传")
    device = ann.device
    ann.close()
    lost = [page for table in ("contact_way", "tag", "customer") for page in pages_of(ann.folder, table)]
    overwrite(ann.folder / "data.db", [1, *lost])

    told = salvage(look(ann.folder, None), DERIVERS)
    ann.open()
    receipt = ann.sync()

    assert (told.connected, receipt.quiet, ann.device) == (True, True, device)
    assert office.records("contact")[people[0]]["company"] == "没来得及传"
    assert private not in office.records("contact")
    assert ann.value("SELECT name FROM contact WHERE id = :id", id=private) == "私人"
    assert ann.value("SELECT count(*) FROM customer") == 30
    assert set(ann.states("contact_way")) >= set(office.records("contact_way"))
    assert ann.store.check() == []
    assert ann.store.read(queries.state).parked == 0
    ann.close()
