"""The real file in a session: what goes up, what comes down, and what never leaves."""


import pytest
from sqlalchemy import text

from crm_desktop.features.duplicates.commands import merge
from crm_desktop.store.tables import Contact, Setting
from sync.core.mutations import Op, Row
from sync.core.pages import Page
from sync.core.values import Value
from tests import make
from tests.store.replica.shop import CONTACT, Laptop, Server, put


def test_a_customer_goes_up_whole_and_comes_down_elsewhere(ann: Laptop, server: Server) -> None:
    contact = make.customer(ann.store, name="王芳")
    touch = make.touch(ann.store, contact, note="called")

    assert ann.sync()

    record = server.shop.records["contact", contact]
    assert (record.scope, record.values["name"]) == ("own:ann", "王芳")
    assert server.shop.records["touch", touch].values["note"] == "called"
    assert ann.value("SELECT row_seq FROM contact") == record.row_seq


def test_what_came_down_is_no_edit_of_the_user(ann: Laptop, server: Server) -> None:
    server.meg(Op.INSERT, "contact", "c", {**CONTACT, "root": "c"})
    assert ann.sync()
    server.meg(Op.UPDATE, "contact", "c", {"name": "Li"}, server.shop.head)

    assert ann.sync()

    assert ann.rows("SELECT name, owner FROM contact") == [("Li", "ann")]
    assert not ann.rows("SELECT * FROM journal")
    assert ann.replica.is_quiet()


def test_a_new_row_belongs_to_the_user_of_the_laptop(ann: Laptop) -> None:
    ann.store.write("Add", lambda s: s.add(Contact(name="x")))

    assert ann.value("SELECT owner FROM contact") == "ann"


def test_what_was_here_before_belongs_to_him_without_a_word_in_the_journal(bare, server: Server) -> None:
    contact = make.customer(bare, name="王芳")
    before = bare.look(lambda source: source.count("SELECT count(*) FROM journal"))

    ann = Laptop(bare, server)

    assert ann.value("SELECT owner FROM contact") == "ann"
    assert ann.value("SELECT count(*) FROM journal") == before
    assert ann.sync()
    assert server.shop.records["contact", contact].scope == "own:ann"


def test_private_people_and_personal_settings_never_leave(ann: Laptop, server: Server) -> None:
    friend = make.contact(ann.store, name="secret")
    make.touch(ann.store, friend, note="secret")
    customer = make.customer(ann.store, name="open")
    make.touch(ann.store, customer, note="secret", private=True)
    ann.store.write("Me", lambda s: s.add(Setting(kind="me", value="secret")))

    assert ann.sync()

    assert {key[0] for key in server.shop.records} == {"contact", "customer", "contact_way"}
    assert "secret" not in repr(server.shop)
    assert ann.value("SELECT count(*) FROM contact") == 2


def test_when_somebody_is_promoted_he_goes_with_what_hangs_on_him(ann: Laptop, server: Server) -> None:
    friend = make.contact(ann.store, name="friend")
    make.tag(ann.store, friend, "golf")
    assert ann.sync()
    assert not server.shop.records

    put(ann, "contact", friend, private=0)
    assert ann.sync()

    assert {key[0] for key in server.shop.records} == {"contact", "contact_way", "tag"}


def test_made_and_deleted_waits_until_it_is_brought_back(ann: Laptop, server: Server) -> None:
    contact = make.customer(ann.store)
    put(ann, "contact", contact, deleted="2026-01-01")
    assert ann.sync()
    assert not server.shop.records

    put(ann, "contact", contact, deleted=None)
    assert ann.sync()

    assert ("contact", contact) in server.shop.records
    assert any(table == "customer" for table, _row in server.shop.records)


def into_somebody_thrown_away(ann: Laptop, known: str) -> str:
    """He is merged into a new entry, which is deleted before it was ever sent."""
    fresh = make.customer(ann.store, name="new")
    ann.store.write("Merge", merge, fresh, known)
    put(ann, "contact", fresh, deleted="2026-01-01")
    return fresh


def test_made_and_deleted_goes_with_what_the_shop_knew_of_somebody_merged_into_him(
    ann: Laptop, server: Server
) -> None:
    known = make.customer(ann.store)
    touch = make.touch(ann.store, known, note="came by")
    assert ann.sync()
    fresh = into_somebody_thrown_away(ann, known)

    assert ann.sync()

    assert server.shop.records["touch", touch].root == fresh
    assert server.shop.records["contact", fresh].values["deleted"] == "2026-01-01"
    assert ann.replica.is_quiet()
    assert ann.value("SELECT count(*) FROM parked") == 0


def test_made_and_deleted_goes_with_what_was_on_its_way_of_somebody_merged_into_him(
    ann: Laptop, server: Server
) -> None:
    known = make.customer(ann.store)
    assert ann.sync()
    touch = make.touch(ann.store, known, note="came by")
    ann.replica.freeze()  # and the line is cut
    put(ann, "contact", known, owner="bo")
    fresh = into_somebody_thrown_away(ann, known)

    assert ann.sync()

    assert server.shop.records["touch", touch].root == fresh
    assert server.shop.records["contact", fresh].values["deleted"] == "2026-01-01"
    assert ann.replica.is_quiet()


def test_a_newer_value_shows_when_an_unsent_edit_is_undone(ann: Laptop, server: Server) -> None:
    contact = make.customer(ann.store, name="old")
    assert ann.sync()
    put(ann, "contact", contact, name="mine")
    page = server.meg(Op.UPDATE, "contact", contact, {"name": "theirs"}, server.shop.head)
    ann.replica.apply(server.pull(*ann.replica.place()))
    assert ann.rows("SELECT name, row_seq FROM contact") == [("mine", page.seq)]

    ann.store.undo()

    assert ann.rows("SELECT name, row_seq FROM contact") == [("theirs", page.seq)]
    assert ann.replica.is_quiet()


def test_a_pending_edit_keeps_its_base_while_newer_rows_come(ann: Laptop, server: Server) -> None:
    contact = make.customer(ann.store, name="old")
    assert ann.sync()
    put(ann, "contact", contact, name="mine")
    server.meg(Op.UPDATE, "contact", contact, {"name": "theirs"}, server.shop.head)
    ann.replica.apply(server.pull(*ann.replica.place()))

    assert ann.sync()

    assert ann.value("SELECT name FROM contact") == "theirs"
    assert ann.rows("SELECT kept, lost FROM conflict") == [("theirs", "mine")]


def test_somebody_who_went_to_a_colleague_goes_with_all_that_hangs_on_him(ann: Laptop, server: Server) -> None:
    contact = make.customer(ann.store)
    make.touch(ann.store, contact)
    assert ann.sync()

    server.meg(Op.MOVE, "contact", contact, {"owner": "bo"}, server.shop.head)
    assert ann.sync()

    assert ann.value("SELECT count(*) FROM contact") == 0
    assert ann.value("SELECT count(*) FROM touch") == 0
    assert not ann.rows("SELECT * FROM journal WHERE op = 'X'")


def test_of_somebody_who_went_the_private_notes_stay_and_nothing_else_shows(ann: Laptop, server: Server) -> None:
    contact = make.customer(ann.store)
    note = make.touch(ann.store, contact, private=True)
    assert ann.sync()

    server.meg(Op.MOVE, "contact", contact, {"owner": "bo"}, server.shop.head)
    assert ann.sync()

    assert ann.rows("SELECT id FROM touch") == [(note,)]
    assert ann.rows("SELECT id FROM contact WHERE deleted IS NULL") == []
    server.meg(Op.MOVE, "contact", contact, {"owner": "ann"}, server.shop.head)
    assert ann.sync()
    assert ann.rows("SELECT id FROM contact WHERE deleted IS NULL") == [(contact,)]


def test_an_unknown_column_is_kept_and_an_unknown_table_waits(ann: Laptop) -> None:
    rows = (
        Row("contact", "c", 1 << 40, {**CONTACT, "root": "c", "shoe_size": 43}),
        Row("hobby", "h", 1 << 40, {"root": "c", "name": "golf"}),
    )
    ann.replica.apply(Page(rows, (), {"own:ann": 1 << 40}, more=False))

    assert ann.value("SELECT name FROM contact") == "王芳"
    assert ann.rows("SELECT tbl, id, CAST(body AS TEXT) FROM sync_extra") == [("contact", "c", '{"shoe_size":43}')]
    assert ann.rows("SELECT tbl, id, reason FROM sync_quarantine") == [("hobby", "h", "unknown table")]


def test_a_row_without_its_person_waits_for_him(ann: Laptop, server: Server) -> None:
    touch = Row("touch", "t", 2 << 40, {"root": "c", "at": "2026-01-01", "kind": "call", "private": 0})
    ann.replica.apply(Page((touch,), (), {}, more=False))
    assert ann.rows("SELECT id, reason FROM sync_quarantine") == [("t", "no root")]

    ann.replica.apply(Page((Row("contact", "c", 1 << 40, {**CONTACT, "root": "c"}),), (), {}, more=False))
    ann.replica.adopt(server.hello(ann.replica.hello()))

    assert ann.value("SELECT root FROM touch") == "c"
    assert not ann.rows("SELECT * FROM sync_quarantine")


def test_a_row_the_file_may_not_hold_waits_and_blocks_no_other(ann: Laptop) -> None:
    good = Row("contact", "c", 1 << 40, {**CONTACT, "root": "c"})
    bad = Row("touch", "t", 1 << 40, {"root": "c", "at": "2026-01-01", "private": 0})  # without a kind
    worse = Row("touch", "u", 1 << 40, {"root": "c", "at": "yesterday", "kind": "call", "private": 0})

    ann.replica.apply(Page((good, bad, worse), (), {"own:ann": 5}, more=False))

    assert ann.value("SELECT id FROM contact") == "c"
    assert ann.rows("SELECT id, reason FROM sync_quarantine") == [("t", "not allowed"), ("u", "not allowed")]
    assert ann.rows("SELECT scope, seq FROM sync_cursor") == [("own:ann", 5)]


def test_who_comes_from_the_shop_without_a_word_on_it_is_not_private(ann: Laptop, server: Server) -> None:
    """As another client may send him. Private, he would not leave with a hand-over, and edits of him would not go."""
    told = {column: value for column, value in CONTACT.items() if column != "private"}
    server.meg(Op.INSERT, "contact", "c", {**told, "root": "c", "owner": "ann"})
    ann.sync()
    assert ann.value("SELECT private FROM contact") == 0
    put(ann, "contact", "c", note="n")
    assert ann.sync()
    assert server.shop.records["contact", "c"].values["note"] == "n"

    server.meg(Op.MOVE, "contact", "c", {"owner": "bo"}, server.shop.head)
    assert ann.sync()

    assert ann.rows("SELECT id FROM contact") == []


@pytest.mark.parametrize(
    "odd", [{"name": b"\x01"}, {"name": 5}, {"name": float("inf")}, {"ring": "abc"}, {"ring": 1.5}, {"private": "yes"}]
)
def test_a_value_of_another_kind_waits_and_blocks_no_other(ann: Laptop, server: Server, odd: dict[str, Value]) -> None:
    server.meg(Op.INSERT, "contact", "c", {**CONTACT, "root": "c"})
    server.meg(Op.INSERT, "contact", "d", {**CONTACT, "root": "d", **odd})

    assert ann.sync()

    assert ann.rows("SELECT id FROM contact") == [("c",)]
    assert ann.rows("SELECT id, reason FROM sync_quarantine") == [("d", "not allowed")]
    server.meg(Op.UPDATE, "contact", "d", {**CONTACT, "ring": 1, "private": 0}, server.shop.head)
    assert ann.sync()
    assert ann.rows("SELECT id FROM contact ORDER BY id") == [("c",), ("d",)]


def test_every_part_of_a_page_is_announced(ann: Laptop, server: Server) -> None:
    server.meg(Op.INSERT, "contact", "c", {**CONTACT, "root": "c"})
    changes = []
    ann.store.on_change(changes.append)

    assert ann.sync()

    assert [set(change.tables) for change in changes] == [{"contact"}]


def test_what_a_restored_server_forgot_goes_up_again(ann: Laptop, server: Server) -> None:
    contact = make.customer(ann.store, name="old")
    assert ann.sync()
    server.shop.records.clear()
    server.shop.aggregates.clear()
    server.shop.history.clear()
    server.shop.by_uid.clear()
    server.shop.by_lsn.clear()
    server.shop.incarnations.clear()
    server.shop.begin_epoch()

    assert ann.sync()

    assert server.shop.records["contact", contact].values["name"] == "old"
    assert ann.value("SELECT name FROM contact") == "old"


def test_of_what_it_wrote_itself_only_the_numbers_come_back(ann: Laptop, server: Server) -> None:
    contact = make.customer(ann.store, name="王芳")
    pages_seen = server.watch()

    assert ann.sync()

    sent = ann.value("SELECT count(*) FROM sync_acked")
    assert [(len(page.rows), sum(run.count for run in page.own)) for page in pages_seen] == [(0, sent)]
    assert ann.value("SELECT row_seq FROM contact") == server.shop.records["contact", contact].row_seq
    assert not ann.rows("SELECT * FROM journal WHERE lsn IS NULL")


def test_a_row_that_is_hidden_comes_whole(ann: Laptop, server: Server) -> None:
    contact = make.customer(ann.store, name="王芳")
    assert ann.sync()
    put(ann, "contact", contact, name="王方")
    with ann.store._transaction() as session:
        session.execute(text("INSERT INTO sync_hidden VALUES ('contact', :row)"), {"row": contact})
    pages_seen = server.watch()

    assert ann.sync()

    assert [row.id for row in pages_seen[-1].rows] == [contact]
    assert not ann.rows("SELECT * FROM sync_hidden")


def test_no_value_of_an_erased_person_stays_that_was_typed_while_he_was_judged(ann: Laptop, server: Server) -> None:
    friend = "f" * 32
    server.meg(Op.PURGE, "contact", friend, {})
    make.customer(ann.store, id=friend, name="friend")
    ann.replica.adopt(server.hello(ann.replica.hello()))
    ann.replica.freeze()
    author, batch = ann.replica.batch()
    outcomes = server.push(author, 1, batch)
    put(ann, "contact", friend, note="secret")
    put(ann, "contact", friend, note="")
    put(ann, "contact", friend, job="secret too")
    ann.store.undo()

    ann.replica.acknowledge(batch, outcomes)
    assert ann.sync()

    assert ann.value("SELECT count(*) FROM contact") == 0
    assert "secret" not in repr(ann.rows("SELECT before, after, theirs FROM journal"))
