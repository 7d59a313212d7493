"""A laptop that was away for more than a year, told with real profiles and a server process that compacts meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from crm_desktop.features.contacts.commands import set_field
from crm_desktop.features.sync.commands import take_lost
from crm_desktop.features.sync.records import DONE
from sync.server import cli
from sync.server.opening import opened
from sync.server.storage import readers
from sync.server.storage.coding import writers_of
from tests import make
from tests.sync.loopback.office import Desk, Office, cards_of, enrolling, give, name_of, settle


@pytest.fixture
def desk(tmp_path: Path, office: Office) -> Iterator[Callable[[str], Desk]]:
    """A fresh laptop of somebody."""
    yield from enrolling(tmp_path, office.code)


Known = tuple[int, int, int]
"""Up to where the shop is compacted, how many exits it knows, and of how many writers of one contact at most."""


def more_than_a_year_goes_by(office: Office, *here: Desk) -> tuple[Known, Known]:
    """Those who are here sync as ever, the others do not; then the administrator compacts. Known before, and after."""
    settle(*here, *here)
    parts = opened(office.settings)
    with parts.engine.writing() as link:
        link.run("UPDATE reader SET at = '2020-01-01' WHERE shop = ?", office.shop)
    parts.close()
    settle(*here)
    before = known_of(office)
    assert cli.main(["compact", "--data", str(office.settings.data), "--shop", office.shop]) == 0
    return before, known_of(office)


def known_of(office: Office) -> Known:
    parts = opened(office.settings)
    with parts.engine.reading() as link:
        exits = link.rows("SELECT count(*) FROM scope_exit WHERE shop = ?", office.shop)[0][0]
        writers = link.rows("SELECT fver FROM record WHERE shop = ? AND tbl = 'contact'", office.shop)
        floor = readers.floor(link, office.shop)
    parts.close()
    return floor, exits, max(len(set(writers_of(one).values())) for (one,) in writers)


def edit(desk: Desk, person: str, column: str, value: str) -> None:
    desk.store.write("改", set_field, person, column, value)


def test_laptop_that_was_away_loses_nothing_and_overwrites_nothing(
    office: Office, desk: Callable[[str], Desk], capsys: pytest.CaptureFixture[str]
) -> None:
    ann, bo, meg = desk("ann"), desk("bo"), desk("meg")
    contested, given, erased, quiet = (make.customer(ann.store, name=name) for name in ("王芳", "李伟", "赵敏", "周正"))
    settle(ann, meg, ann)
    edit(ann, contested, "name", "王芳芳")
    edit(ann, quiet, "note", "周末来")
    added = make.customer(ann.store, name="新客户", phone="13900139000")

    edit(meg, contested, "name", "王小芳")
    edit(meg, contested, "company", "四海")
    meg.store.write("移交", give, given, "bo")
    meg.store.write("删", lambda session: session.execute(text("DELETE FROM contact WHERE id = :id"), {"id": erased}))
    before, after = more_than_a_year_goes_by(office, meg, bo)
    settle(ann, meg, bo, ann)

    assert (before, after[1:]) == ((0, 3, 2), (0, 1))  # the one who was given away, and two rows that hang on him
    assert capsys.readouterr().out == f"floor {after[0]}\t2 rows\t3 exits\n"
    (card,) = cards_of(ann, contested)
    assert (card.kept, card.lost, card.lost_author) == ("王小芳", "王芳芳", "ann")
    for laptop in (ann, meg):
        assert [name_of(laptop, one) for one in (contested, added, erased)] == ["王小芳", "新客户", None]
        assert laptop.value("SELECT note FROM contact WHERE id = :id", id=quiet) == "周末来"
        assert laptop.value("SELECT company FROM contact WHERE id = :id", id=contested) == "四海"
    assert [name_of(laptop, given) for laptop in (ann, bo, meg)] == [None, "李伟", "李伟"]
    for laptop in (ann, meg):
        server = {row: one["row_seq"] for row, one in office.records("contact").items() if not one["purged"]}
        mine = laptop.states("contact")
        assert mine == {row: seq for row, seq in server.items() if row in mine}
        assert set(server) - set(mine) <= ({given} if laptop is ann else set())

    ann.store.write("决定", take_lost, card.id, seen=card.seen)
    settle(ann, meg)
    assert [name_of(laptop, contested) for laptop in (ann, meg)] == ["王芳芳", "王芳芳"]
    assert cards_of(meg, contested, DONE)[0].in_use == "lost"


def test_laptop_in_use_notices_nothing_of_a_compaction(office: Office, desk: Callable[[str], Desk]) -> None:
    ann, meg = desk("ann"), desk("meg")
    person = make.customer(ann.store, name="王芳")
    settle(ann, meg, ann)
    edit(meg, person, "company", "四海")
    more_than_a_year_goes_by(office, meg, ann)

    edit(ann, person, "name", "王芳芳")
    receipt = ann.sync()
    again = ann.sync()

    assert (receipt.quiet, receipt.conflicts, again.requests) == (True, 0, 1)
    assert office.records("contact")[person]["name"] == "王芳芳"
