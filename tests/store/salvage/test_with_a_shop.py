"""A laptop of a shop whose file is damaged and salvaged: what the shop has comes back, what was not sent goes there."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from crm_desktop.features.contacts.commands import set_field, share
from crm_desktop.features.search.derived import DERIVERS
from crm_desktop.store.salvage.saving import Salvaged, look, salvage
from crm_desktop.store.store import Store
from sync.core.mutations import Op
from tests import make
from tests.store.replica.shop import Laptop, Server
from tests.store.salvage.damage import overwrite, pages_of


def value(store: Store, sql: str, **values: object) -> Any:
    return store.read(lambda session: session.execute(text(sql), values).scalar())


class Salvagable(Laptop):
    """A laptop whose file is damaged and salvaged."""

    def damage(self, *tables: str, leaves: slice = slice(0, None)) -> Salvaged:
        folder = self.store.profile
        self.store.close()
        overwrite(folder / "data.db", [page for table in tables for page in pages_of(folder, table)[leaves]])
        told = salvage(look(folder, None), DERIVERS)
        self.store = Store.open(folder, passphrase=None, derivers=DERIVERS)
        self.replica = self.store.replica(self)
        return told


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def ann(tmp_path: Path, server: Server) -> Any:
    store = Store.create(tmp_path / "ann", passphrase=None, derivers=DERIVERS)
    laptop = Salvagable(store, server)
    yield laptop
    laptop.store.close()


def names_at(server: Server) -> set[str]:
    return {str(row.values.get("name")) for key, row in server.shop.records.items() if key[0] == "contact"}


@pytest.mark.parametrize("damaged", ["contact", "sync_acked", "sync_cursor", "step", "customer", "contact_way"])
def test_unsent_edits_go_to_the_shop_and_what_is_lost_comes_back(ann: Salvagable, server: Server, damaged: str) -> None:
    people = [make.customer(ann.store, name=f"顾客{n}") for n in range(5)]
    private = make.contact(ann.store, name="秘密", private=True)
    assert ann.sync()
    for person in people[:2]:
        ann.store.write("改", set_field, person, "company", "新单位")
    ann.replica.hello()
    ann.replica.freeze()
    late = make.customer(ann.store, name="还没发的")

    told = ann.damage(damaged)

    assert told.connected
    assert ann.sync()
    assert ann.store.check() == []
    if damaged != "contact":
        assert {row.values["company"] for key, row in server.shop.records.items() if key[1] in people[:2]} >= {"新单位"}
        assert ("contact", late) in server.shop.records
        assert value(ann.store, "SELECT name FROM contact WHERE id = :id", id=private) == "秘密"
    assert value(ann.store, "SELECT count(*) FROM contact WHERE name LIKE '顾客%'") == 5
    assert "秘密" not in names_at(server)


def test_open_edits_of_a_lost_record_are_told_and_not_sent(ann: Salvagable, server: Server) -> None:
    person = make.customer(ann.store, name="顾客")
    assert ann.sync()
    assert ann.sync()
    ann.store.write("改", set_field, person, "company", "没发的单位")

    told = ann.damage("contact")

    assert told.to_decide == 1
    assert ann.sync()
    assert server.shop.records["contact", person].values["company"] != "没发的单位"
    first = "SELECT json_extract(value, '$[0]') FROM sync_state WHERE key = 'mended'"
    card = f"SELECT before FROM journal WHERE n = ({first})"
    assert value(ann.store, card) == "没发的单位"
    assert value(ann.store, "SELECT name FROM contact WHERE id = :id", id=person) == "顾客"


def test_person_made_private_before_the_damage_does_not_leave(ann: Salvagable, server: Server) -> None:
    person = make.contact(ann.store, name="朋友", phone="", private=True)
    ann.store.write("分享", share, person)
    ann.replica.hello()
    ann.replica.freeze()
    hide = text("UPDATE contact SET private = 1 WHERE id = :id")
    ann.store.write("私密", lambda session: session.execute(hide, {"id": person}))

    ann.damage("contact")
    assert ann.sync()

    assert "朋友" not in str([entry.mutation for entry in server.shop.history])


def test_what_hangs_on_a_lost_person_stays_in_sight_when_he_was_handed_on(ann: Salvagable, server: Server) -> None:
    person = make.customer(ann.store, name="顾客")
    assert ann.sync()
    ann.store.write("改", set_field, person, "company", "新单位")
    ann.replica.hello()
    ann.replica.freeze()
    touch = make.touch(ann.store, person, note="没发的")
    server.meg(Op.MOVE, "contact", person, {"owner": "bo"}, server.shop.head)

    ann.damage("contact")

    assert ann.sync()
    assert value(ann.store, "SELECT count(*) FROM sync_hidden") == 0
    assert value(ann.store, "SELECT private FROM contact WHERE id = :id", id=person) == 1
    assert value(ann.store, "SELECT note FROM touch WHERE id = :id", id=touch) == "没发的"


def test_the_place_of_a_lost_person_changes_nothing_of_him_in_the_shop(ann: Salvagable, server: Server) -> None:
    person = make.customer(ann.store, name="旧名")
    ann.store.write("改", set_field, person, "name", "新名")
    ann.store.write("改", set_field, person, "company", "单位")
    assert ann.sync()
    ann.store.write("改", set_field, person, "job", "没发的")
    make.touch(ann.store, person, note="没发的")

    assert ann.damage("contact").to_decide == 1
    assert ann.sync()

    assert value(ann.store, "SELECT name || company || owner FROM contact WHERE id = :id", id=person) == "新名单位ann"
    assert names_at(server) == {"新名"}
    assert [entry.mutation for entry in server.shop.history if "无法读取" in str(entry.mutation)] == []
    assert "没发的" in [row.values["note"] for key, row in server.shop.records.items() if key[0] == "touch"]
    assert ann.store.check() == []


def test_the_place_of_a_person_nobody_knows_is_ones_own(ann: Salvagable) -> None:
    assert ann.sync()
    person = make.customer(ann.store, name="旧名")
    ann.store.write("改", set_field, person, "name", "新名")
    ann.store.write("私密", lambda session: session.execute(text("UPDATE contact SET owner = 'bo'")))
    make.touch(ann.store, person, note="没发的")

    ann.damage("contact")
    assert ann.sync()

    assert value(ann.store, "SELECT owner FROM contact WHERE id = :id", id=person) == "ann"
    assert ann.store.check() == []


def test_place_that_is_shared_before_the_shop_was_asked_goes_there_afterwards(ann: Salvagable, server: Server) -> None:
    person = make.contact(ann.store, name="顾客", private=True)
    ann.store.write("分享", share, person)
    assert ann.sync()
    ann.store.undo()
    assert ann.sync()
    touch = make.touch(ann.store, person, note="没发的")

    ann.damage("contact")
    share_all = partial(share, with_touches=True)
    ann.store.write("分享", share_all, person)
    assert ann.sync()

    assert names_at(server) == {"无法读取"}
    assert ("touch", touch) in server.shop.records
    assert value(ann.store, "SELECT count(*) FROM contact WHERE id = :id AND deleted IS NULL", id=person) == 1


@pytest.mark.parametrize("noted", [True, False])
def test_decision_of_which_the_note_is_lost_is_asked_again(ann: Salvagable, server: Server, noted: bool) -> None:
    person = make.customer(ann.store, name="顾客")
    assert ann.sync()
    seen = server.shop.head
    server.meg(Op.UPDATE, "contact", person, {"company": "甲"}, seen)
    ann.store.write("改", set_field, person, "company", "乙")
    assert ann.sync()
    assert value(ann.store, "SELECT state FROM conflict") == "open"
    ann.store.write("看过", lambda session: session.execute(text("UPDATE conflict SET state = 'done'")))
    if not noted:
        ann.store.write("", lambda session: session.execute(text("DELETE FROM journal WHERE tbl = 'conflict'")))

    ann.damage("step")
    assert ann.sync()

    states = {row.values["state"] for key, row in server.shop.records.items() if key[0] == "conflict"}
    assert states == {"done" if noted else "open"}
    assert states == {value(ann.store, "SELECT state FROM conflict")}


def test_person_withdrawn_before_the_damage_can_be_shared_again(ann: Salvagable, server: Server) -> None:
    person = make.contact(ann.store, name="顾客", private=True)
    ann.store.write("分享", share, person)
    assert ann.sync()
    ann.store.undo()
    assert ann.sync()
    assert names_at(server) == {"None"}
    lost = text("DELETE FROM journal WHERE n = (SELECT max(n) FROM journal WHERE id = :id AND op = 'I')")
    ann.store.write("", lambda session: session.execute(lost, {"id": person}))

    ann.damage("step")
    assert ann.sync()
    ann.store.write("分享", share, person)
    assert ann.sync()

    assert names_at(server) == {"顾客"}
    assert value(ann.store, "SELECT count(*) FROM contact WHERE id = :id AND deleted IS NULL", id=person) == 1


def test_lost_journal_is_noticed_by_comparing_with_the_shop(ann: Salvagable, server: Server) -> None:
    person = make.customer(ann.store, name="顾客")
    assert ann.sync()
    assert ann.sync()
    ann.store.write("改", set_field, person, "company", "没发的单位")

    ann.damage("journal")

    assert ann.sync()
    assert value(ann.store, "SELECT company FROM contact WHERE id = :id", id=person) == "没发的单位"
    assert ann.replica.share()  # all of it is compared, value by value, with the next look


def test_new_record_whose_journal_is_lost_is_sent_all_the_same(ann: Salvagable, server: Server) -> None:
    assert ann.sync()
    person = make.customer(ann.store, name="还没发的")

    ann.damage("journal")
    assert ann.sync()

    assert ("contact", person) in server.shop.records


def test_it_is_the_same_laptop_under_a_new_history(ann: Salvagable) -> None:
    make.customer(ann.store, name="顾客")
    assert ann.sync()
    before = ann.store.sync_state()

    ann.damage("step")

    after = ann.store.sync_state()
    assert (after.device, after.server_id, after.parent) == (before.device, before.server_id, before.inc)
    assert after.inc != before.inc


def test_whose_laptop_it_is_comes_from_a_backup(ann: Salvagable) -> None:
    make.customer(ann.store, name="顾客")
    assert ann.sync()
    ann.store.back_up()

    told = ann.damage("sync_state")

    assert told.connected
    assert ann.sync()


def test_who_has_to_connect_again_has_all_the_shop_has_afterwards(ann: Salvagable, server: Server) -> None:
    rule = {"kind": "numbers", "key": "attachment_mb", "value": "58", "created": "2026-01-01 00:00:00.000000"}
    server.meg(Op.INSERT, "setting", "a" * 32, {"root": "a" * 32, **rule})
    person = make.customer(ann.store, name="顾客")
    assert ann.sync()
    touch = make.touch(ann.store, person, note="没发的")

    told = ann.damage("sync_state")
    again = Laptop(ann.store, server)

    assert not told.connected
    assert again.sync()
    assert again.rows("SELECT kind, value FROM setting") == [("numbers", "58")]
    assert ("touch", touch) in server.shop.records
    assert again.value("SELECT count(*) FROM sync_state WHERE key = 'rules_before'") == 0
    assert again.replica.share()  # all of it is compared, value by value, with the next look
