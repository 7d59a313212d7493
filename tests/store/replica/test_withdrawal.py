"""What was shared becomes private again: the shop forgets it, the laptop keeps it, and may share it once more."""

import copy

import pytest
from sqlalchemy import text

from crm_desktop.base.errors import Refused
from crm_desktop.features.duplicates.commands import merge
from sync.core.mutations import Op
from tests import make
from tests.store.replica.shop import CONTACT, Laptop, Server, put


def withdrawn(laptop: Laptop, phone: str = "13800138000") -> str:
    """A friend whom the shop had, and does not have any more."""
    friend = make.contact(laptop.store, name="friend", phone=phone)
    put(laptop, "contact", friend, private=0)
    assert laptop.sync()
    laptop.store.undo()
    assert laptop.sync()
    return friend


def test_a_promotion_that_is_taken_back_is_withdrawn_from_the_shop(ann: Laptop, server: Server) -> None:
    friend = make.contact(ann.store, name="friend", phone="13800138000")
    make.touch(ann.store, friend, note="secret")
    put(ann, "contact", friend, private=0)
    assert ann.sync()
    assert server.shop.records["contact", friend].values["name"] == "friend"

    ann.store.undo()
    assert not ann.replica.is_quiet()
    assert ann.sync()

    assert server.shop.records["contact", friend].purged
    assert "friend" not in repr(server.shop)
    assert ann.rows("SELECT name, private, row_seq FROM contact") == [("friend", 1, 0)]
    assert ann.value("SELECT count(*) FROM contact_way") == 1
    assert ann.sync()


def test_what_was_withdrawn_goes_when_it_is_shared_again(ann: Laptop, server: Server) -> None:
    friend = withdrawn(ann)

    put(ann, "contact", friend, private=0)
    assert ann.sync()

    assert ann.rows("SELECT name FROM contact") == [("friend",)]
    assert server.shop.records["contact", friend].values["name"] == "friend"
    assert [one.purged for one in server.shop.records.values() if one.table == "contact_way"] == [False]
    assert ann.replica.is_quiet()


def test_what_the_shop_does_not_take_again_stays_on_the_laptop(ann: Laptop, server: Server) -> None:
    friend = withdrawn(ann)
    server.meg(Op.PURGE, "contact", friend, {})

    put(ann, "contact", friend, private=0)
    assert ann.sync()
    assert ann.sync()

    assert ann.rows("SELECT name FROM contact") == [("friend",)]
    assert server.shop.records["contact", friend].purged


def test_what_the_shop_does_not_take_again_stays_also_when_the_old_answers_were_let_go_of(
    ann: Laptop, server: Server
) -> None:
    friend = withdrawn(ann, phone="13700137000")
    server.meg(Op.PURGE, "contact", friend, {})
    ann.store.write("Trim", lambda session: session.execute(text("DELETE FROM sync_acked WHERE op = 'P'")))

    put(ann, "contact", friend, private=0)
    assert ann.sync()
    assert ann.sync()

    assert ann.rows("SELECT name FROM contact") == [("friend",)]
    assert ann.rows("SELECT value FROM contact_way") == [("13700137000",)]
    assert ann.rows("SELECT id FROM sync_withdrawn WHERE id LIKE 'again/%'") == []


def not_taken_again(ann: Laptop, server: Server) -> str:
    """A friend with a number whom the manager had erased as well: he stays on this laptop."""
    friend = withdrawn(ann, phone="13700137000")
    for table, row in reversed(list(server.shop.records)):
        server.meg(Op.PURGE, table, row, {})
    put(ann, "contact", friend, private=0)
    assert ann.sync()
    return friend


def numbers(server: Server, person: str) -> list[object]:
    ways = [one for one in server.shop.records.values() if one.table == "contact_way" and not one.purged]
    return [one.values["value"] for one in ways if one.root == person and not one.dead]


def test_what_the_shop_did_not_take_again_goes_there_with_a_customer_it_is_merged_into(
    ann: Laptop, server: Server
) -> None:
    friend = not_taken_again(ann, server)
    customer = make.customer(ann.store, name="customer", phone=[])
    ann.store.write("Merge", merge, customer, friend)

    assert ann.sync()
    assert ann.sync()

    assert numbers(server, customer) == ["13700137000"]
    assert ann.replica.is_quiet()


def test_a_customer_of_the_shop_is_not_withdrawn_with_whom_it_did_not_take_again(ann: Laptop, server: Server) -> None:
    friend = not_taken_again(ann, server)
    customer = make.customer(ann.store, name="customer", phone="13900139000")
    assert ann.sync()

    with pytest.raises(Refused):
        ann.store.write("Merge", merge, friend, customer)

    assert ann.sync()
    assert numbers(server, customer) == ["13900139000"]


def test_what_was_deleted_before_it_was_shared_again_is_not_sent(ann: Laptop, server: Server) -> None:
    friend = make.contact(ann.store, name="friend")
    note = make.touch(ann.store, friend, note="old", private=False)
    put(ann, "contact", friend, private=0)
    assert ann.sync()
    put(ann, "contact", friend, private=1)
    put(ann, "touch", note, deleted="2026-11-30 10:00:00.000000")
    assert ann.sync()

    put(ann, "contact", friend, private=0)
    assert ann.sync()

    assert not server.shop.records["contact", friend].purged
    assert server.shop.records["touch", note].purged
    assert ann.value("SELECT deleted IS NOT NULL FROM touch") == 1


def test_a_withdrawal_is_asked_again_of_a_restored_server_without_a_word_of_what_was_withdrawn(
    ann: Laptop, server: Server
) -> None:
    friend = make.contact(ann.store, name="friend")
    put(ann, "contact", friend, private=0)
    before = copy.deepcopy(server.shop)
    assert ann.sync()
    ann.store.undo()
    assert ann.sync()
    server.shop = before
    server.shop.begin_epoch()

    assert ann.sync()

    assert "friend" not in repr(server.shop)
    assert ann.rows("SELECT name FROM contact") == [("friend",)]


def test_a_person_another_copy_of_the_file_has_sent_is_withdrawn_too(ann: Laptop, server: Server) -> None:
    friend = make.customer(ann.store, name="friend")
    server.meg(Op.INSERT, "contact", friend, {"root": friend, "owner": "ann", "name": "friend", "private": 0})
    ann.replica.apply(server.pull(*ann.replica.place()))

    put(ann, "contact", friend, private=1)
    assert not ann.replica.is_quiet()
    assert ann.sync()

    assert server.shop.records["contact", friend].purged
    assert ann.rows("SELECT name, private, row_seq FROM contact") == [("friend", 1, 0)]


def test_a_note_made_private_again_is_withdrawn_alone(ann: Laptop, server: Server) -> None:
    contact = make.customer(ann.store, name="customer")
    note = make.touch(ann.store, contact, note="secret")
    assert ann.sync()

    put(ann, "touch", note, private=1)
    assert ann.sync()

    assert "secret" not in repr(server.shop)
    assert not server.shop.records["contact", contact].purged
    assert ann.rows("SELECT note FROM touch") == [("secret",)]


def test_a_note_moved_to_somebody_private_is_withdrawn_alone(ann: Laptop, server: Server) -> None:
    contact = make.customer(ann.store, name="customer")
    friend = make.customer(ann.store, name="friend")
    put(ann, "contact", friend, private=1)
    note = make.touch(ann.store, contact, note="secret")
    assert ann.sync()
    assert "secret" in repr(server.shop)

    put(ann, "touch", note, root=friend)
    assert ann.sync()

    assert "secret" not in repr(server.shop)
    assert not server.shop.records["contact", contact].purged
    assert ann.rows("SELECT note FROM touch") == [("secret",)]


def test_what_another_copy_of_the_file_has_sent_is_withdrawn_too(ann: Laptop, server: Server) -> None:
    contact = make.customer(ann.store, name="friend")
    server.meg(Op.INSERT, "contact", contact, {**CONTACT, "root": contact, "name": "friend"})
    ann.replica.adopt(server.hello(ann.replica.hello()))
    ann.replica.apply(server.pull(*ann.replica.place()))

    put(ann, "contact", contact, private=1)
    assert ann.sync()

    assert server.shop.records["contact", contact].purged
    assert ann.rows("SELECT name, private FROM contact") == [("friend", 1)]


def test_who_was_handed_on_before_he_was_withdrawn_stays_a_private_copy(ann: Laptop, server: Server) -> None:
    friend = make.customer(ann.store, name="friend")
    assert ann.sync()
    server.meg(Op.MOVE, "contact", friend, {"owner": "bo"}, server.shop.head)
    put(ann, "contact", friend, private=1)
    ann.replica.hello()
    while ann.replica.freeze():
        pass
    assert ann.sync()

    put(ann, "contact", friend, private=0)
    assert ann.sync()
    assert ann.sync()

    assert ann.rows("SELECT name FROM contact") == [("friend",)]
    assert server.shop.records["contact", friend].values["owner"] == "bo"
