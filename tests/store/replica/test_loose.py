"""Who left this laptop for good leaves no byte of his files here, and nothing of what the shop told of his past."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import text

from crm_desktop.features.attachments.commands import add_file
from crm_desktop.store import loose, tables
from crm_desktop.store.store import Store
from sync.core.mutations import Op, Result
from tests import make
from tests.store.pages import plain
from tests.store.replica.shop import Laptop, Server

WORDS = b"the scan of an identity card, "
BODY = WORDS * 1000
NAME = hashlib.sha256(BODY).hexdigest()


def keep(laptop: Laptop, person: str, body: bytes = BODY) -> str:
    return str(laptop.store.write("加文件", add_file, person, "扫描.pdf", data=body, private=False))


def file_at_the_shop(laptop: Laptop, owner: str = "ann") -> str:
    """A customer with a file that the shop has, rows and bytes."""
    person = make.customer(laptop.store, name="王芳", owner=owner)
    row = keep(laptop, person)
    assert laptop.sync()
    place = loose.place_of({"server_id": "server"})
    laptop.store.blobs.run("INSERT INTO brought VALUES (?, ?, ?)", row, NAME, place)
    return person


def in_the_file(store: Store, name: str = "blobs.db") -> bytes:
    return plain(store.profile / name, store._key)


def move(server: Server, person: str) -> None:
    seq = server.shop.records["contact", person].row_seq
    assert server.meg(Op.MOVE, "contact", person, {"owner": "bo"}, base=seq).result is Result.APPLIED


def erase(server: Server, person: str) -> None:
    server.meg(Op.PURGE, "contact", person)


def no_longer_manage(server: Server, _person: str) -> None:
    server.shop.roles["ann"] = "consultant"


@pytest.mark.parametrize("leaves", [move, erase, no_longer_manage])
def test_customer_who_leaves_takes_every_byte_of_his_files_along(
    ann: Laptop, server: Server, leaves: Callable[[Server, str], None]
) -> None:
    stays = make.customer(ann.store, name="李雷")
    if leaves is no_longer_manage:
        server.shop.roles["ann"] = "manager"
    person = file_at_the_shop(ann, "bo" if leaves is no_longer_manage else "ann")
    before = in_the_file(ann.store)

    leaves(server, person)
    assert ann.sync()
    loose.let_go(ann.store)

    assert ann.rows("SELECT id FROM contact") == [(stays,)]
    assert (WORDS in before, WORDS in in_the_file(ann.store)) == (True, False)
    assert ann.rows("SELECT * FROM blob_loose") == []
    assert [ann.store.blobs.rows(f"SELECT count(*) FROM {table}") for table in ("blob", "brought", "going")] == [
        [(0,)], [(0,)], [(0,)]
    ]  # fmt: skip


def test_pieces_of_a_file_that_was_on_its_way_go_too(ann: Laptop, server: Server) -> None:
    person = file_at_the_shop(ann)
    blobs = ann.store.blobs
    blobs.run("DELETE FROM blob")
    blobs.add_piece(NAME, 0, BODY[:9000]), blobs.run("INSERT INTO wanted VALUES (?)", NAME)

    erase(server, person)
    assert ann.sync()
    loose.let_go(ann.store)

    assert WORDS not in in_the_file(ann.store)
    assert [blobs.rows(f"SELECT count(*) FROM {table}") for table in ("piece", "wanted")] == [[(0,)], [(0,)]]


def test_what_its_user_erases_leaves_no_byte_either(ann: Laptop) -> None:
    keep(ann, make.contact(ann.store, name="私人", private=True))

    ann.store.write("Erase", lambda session: session.execute(text("DELETE FROM contact")))
    ann.store.settle()

    assert WORDS not in in_the_file(ann.store)


def test_bytes_that_another_row_names_stay(ann: Laptop, server: Server) -> None:
    person = file_at_the_shop(ann)
    keep(ann, make.contact(ann.store, name="私人", private=True))

    erase(server, person)
    assert ann.sync()
    loose.let_go(ann.store)

    assert ann.store.blobs.get(NAME) == BODY
    assert ann.rows("SELECT * FROM blob_loose") == []


def test_bytes_a_waiting_row_names_stay(ann: Laptop, server: Server) -> None:
    """The file cannot hold what a newer program made of the row: it may be the only one that has the bytes."""
    person = file_at_the_shop(ann)
    (row,) = (key[1] for key in server.shop.records if key[0] == "attachment")
    seq = server.shop.records["attachment", row].row_seq
    server.meg(Op.UPDATE, "attachment", row, {"name": None}, base=seq)
    assert ann.sync()
    assert ann.rows("SELECT id FROM attachment") == []

    loose.let_go(ann.store)

    assert (ann.store.blobs.get(NAME), person in str(ann.rows("SELECT id FROM contact"))) == (BODY, True)


def test_bytes_the_shop_still_lacks_stay_until_they_are_there(ann: Laptop, server: Server) -> None:
    person = file_at_the_shop(ann)
    ann.store.blobs.run("DELETE FROM brought")

    move(server, person)
    assert ann.sync()
    loose.let_go(ann.store)
    before = ann.store.blobs.get(NAME)
    (row,) = ann.rows("SELECT id FROM blob_loose WHERE sha256 = :name", name=NAME)
    ann.store.blobs.run("INSERT INTO brought VALUES (?, ?, ?)", row[0], NAME, loose.place_of({"server_id": "server"}))
    loose.let_go(ann.store)

    assert (before, ann.store.blobs.get(NAME)) == (BODY, None)


def decide(ann: Laptop, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody erased the customer, and it is settled that his file's bytes go; the program ends before they do."""
    person = file_at_the_shop(ann)
    erase(server, person)
    assert ann.sync()
    with monkeypatch.context() as patch:
        patch.setattr(type(ann.store.blobs), "overwrite", lambda _blobs: None)
        loose.let_go(ann.store)


def test_a_kill_after_the_decision_is_finished_at_the_next_start(
    ann: Laptop, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    decide(ann, server, monkeypatch)
    assert WORDS in in_the_file(ann.store)

    ann.store.close()
    again = Store.open(ann.store.profile, passphrase=None, derivers=())
    again.settle()

    assert WORDS not in in_the_file(again)
    again.close()


def test_file_that_is_added_again_before_its_bytes_went_keeps_them(
    ann: Laptop, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    decide(ann, server, monkeypatch)

    keep(ann, make.contact(ann.store, name="私人", private=True))
    loose.let_go(ann.store)

    assert ann.store.blobs.get(NAME) == BODY


def test_files_whose_rows_went_with_an_earlier_program_go_once(ann: Laptop) -> None:
    """It noted nothing; only what travelled is known to have had a row."""
    blobs = ann.store.blobs
    blobs.put(BODY), blobs.put(b"chosen a moment ago")
    blobs.run("INSERT INTO brought VALUES ('gone', ?, 'server/1')", NAME)
    ann.store.write("", lambda session: session.execute(text("DELETE FROM local_value WHERE key = 'blob_loose'")))

    loose.let_go(ann.store)

    assert list(blobs.names()) == [hashlib.sha256(b"chosen a moment ago").hexdigest()]


def test_nothing_is_looked_through_when_nothing_left(ann: Laptop, monkeypatch: pytest.MonkeyPatch) -> None:
    file_at_the_shop(ann)
    loose.let_go(ann.store)
    plan = ann.rows(f"EXPLAIN QUERY PLAN {loose._LOOSE}".replace("?", "''"))
    steps = " / ".join(str(row[-1]) for row in plan)

    assert "SCAN a" not in steps
    assert "SCAN attachment" not in steps


def told_of(laptop: Laptop, person: str) -> None:
    laptop.store.write("", lambda session: session.add_all([
        tables.DerivedHistory(
            root=person, inc="i", lsn=1, seq=1, tbl="touch", row="t", op="U", user="meg", laptop="meg-pc", at="",
            result="applied", refused="[]", patch='{"note": "what she told of her divorce"}',
        ),
        tables.DerivedHistoryRead(root=person, at=datetime(2026, 1, 1)),
    ]))  # fmt: skip


def test_nothing_is_left_of_what_the_shop_told_of_a_customer_who_left(ann: Laptop, server: Server) -> None:
    person = file_at_the_shop(ann)
    told_of(ann, person)

    erase(server, person)
    assert ann.sync()
    ann.store.close()

    assert b"divorce" not in in_the_file(ann.store, "data.db")


def test_place_that_stays_for_something_private_keeps_nothing_of_the_past(ann: Laptop, server: Server) -> None:
    person = file_at_the_shop(ann)
    told_of(ann, person)
    ann.store.write("加文件", add_file, person, "私下.txt", data=b"mine", private=True)

    move(server, person)
    assert ann.sync()

    assert ann.rows("SELECT row_seq FROM contact") == [(-1,)]
    assert [ann.rows(f"SELECT * FROM {table}") for table in ("derived_history", "derived_history_read")] == [[], []]


def test_erased_record_takes_what_the_shop_told_of_it_along(ann: Laptop, server: Server) -> None:
    person = file_at_the_shop(ann)
    told_of(ann, person)
    (row,) = (key[1] for key in server.shop.records if key[0] == "attachment")

    server.meg(Op.PURGE, "attachment", row)
    assert ann.sync()

    assert ann.rows("SELECT id FROM contact") == [(person,)]
    assert ann.rows("SELECT * FROM derived_history") == []
