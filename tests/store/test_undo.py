"""One step back, one step forward, and the journal behind it."""

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import select, text, update

from crm_desktop.base import clock
from crm_desktop.base.errors import Refused
from crm_desktop.store.store import Store
from crm_desktop.store.tables import Contact
from sync.core.seqs import seq_of


def add(session, name):
    contact = Contact(name=name)
    session.add(contact)
    session.flush()
    return contact.id


def put(session, contact, **values):
    session.execute(update(Contact).where(Contact.id == contact).values(**values))


def value(session, contact, column="name"):
    return session.execute(select(getattr(Contact, column)).where(Contact.id == contact)).scalar()


def living(session):
    return dict(session.execute(select(Contact.id, Contact.name).where(Contact.deleted.is_(None))).all())


def test_undo_restores_the_value_and_redo_brings_it_back(bare):
    contact = bare.write("Add", add, "王芳")
    bare.write("Rename", put, contact, name="王方")

    assert bare.undo().label == "Rename"
    assert bare.read(value, contact) == "王芳"
    assert bare.redo().label == "Rename"
    assert bare.read(value, contact) == "王方"


def test_undoing_a_creation_hides_the_person(bare):
    bare.write("Add", add, "王芳")

    bare.undo()

    assert bare.read(living) == {}


def test_undo_refuses_when_the_field_changed_since(bare):
    contact = bare.write("Add", add, "王芳")
    bare.write("Rename", put, contact, name="王方")
    step = bare.peek_undo()
    bare.write("Rename", put, contact, name="王房")

    with pytest.raises(Refused):
        bare.undo_step(step.id)

    assert bare.read(value, contact) == "王房"
    assert bare.undo().label == "Rename"


def test_nothing_can_be_redone_after_a_new_change(bare):
    contact = bare.write("Add", add, "王芳")
    bare.write("Rename", put, contact, name="王方")
    bare.undo()
    bare.write("Rename", put, contact, name="新")

    assert bare.redo() is None


def test_a_write_that_changes_nothing_is_no_step(bare):
    contact = bare.write("Add", add, "王芳")
    bare.write("Rename", put, contact, name="王芳")

    assert bare.peek_undo().label == "Add"


def test_the_journal_sees_bulk_and_raw_statements(bare):
    contact = bare.write("Add", add, "王芳")

    def raw(session):
        session.execute(text("UPDATE contact SET company = 'x', ring = 2"))

    bare.write("Bulk", raw)
    rows = bare.read(
        lambda s: s.execute(
            text("SELECT col, before, after FROM journal WHERE op = 'U' AND id = :i ORDER BY col"), {"i": contact}
        ).all()
    )

    assert rows == [("company", "", "x"), ("ring", None, 2)]


def test_the_journal_keeps_the_types_of_values(bare):
    values = [1, 2.0, "1", b"1", None, 2**62, 1e300, "", "a\0b", "电"]

    def raw(session):
        connection = session.connection()
        connection.exec_driver_sql(
            "INSERT INTO conflict (id, root, created, tbl, row, kind, kept) VALUES ('k', 'k', '', 't', 'r', '', 0)")
        for value in values:
            connection.exec_driver_sql("UPDATE conflict SET kept = ?", (value,))

    bare.write("Values", raw)
    noted = bare.look(lambda s: s.rows(
        "SELECT after, typeof(after) FROM journal WHERE col = 'kept' ORDER BY n"))

    kinds = ["integer", "real", "text", "blob", "null", "integer", "real", "text", "text", "text"]
    assert noted == list(zip(values, kinds, strict=True))


def test_the_base_of_an_edit_is_what_the_page_had_on_screen(bare):
    contact = bare.write("Add", add, "王芳")

    def from_server(session):
        session.execute(text(f"UPDATE contact SET row_seq = {seq_of(1, 9)}, company = 's'"))
        session.execute(text("UPDATE journal SET inc = 'i', lsn = 1"))
        answered = f"INSERT INTO sync_acked VALUES ('i', 1, 'u', 'contact', '', 'I', '', '', {seq_of(1, 4)})"
        session.execute(text(answered))

    bare.write("Sync", from_server)
    bare.write("Rename", put, contact, name="n", seen={("contact", contact): seq_of(1, 5)})
    rows = bare.read(lambda s: s.execute(text("SELECT col, base_seq FROM journal WHERE op = 'U'")).all())

    assert rows == [("name", seq_of(1, 5))]


def test_the_base_of_an_edit_is_not_what_a_pending_one_hid(bare):
    contact = bare.write("Add", add, "王芳")

    def from_server(session):
        session.execute(text(f"UPDATE contact SET row_seq = {seq_of(1, 9)}, company = 's'"))
        session.execute(text("UPDATE journal SET lsn = 0"))
        pending = "INSERT INTO journal (step, at, tbl, id, col, op, base_seq) "
        pending += "VALUES (0, '', 'contact', :i, 'name', 'U', :b)"
        session.execute(text(pending), {"i": contact, "b": seq_of(1, 3)})

    bare.write("Sync", from_server)
    bare.write("Rename", put, contact, name="n", seen={("contact", contact): seq_of(1, 9)})
    rows = bare.read(lambda s: s.execute(text("SELECT col, base_seq FROM journal WHERE op = 'U'")).all())

    assert rows == [("name", seq_of(1, 3)), ("name", seq_of(1, 3))]


def test_the_id_of_a_row_never_changes(bare):
    contact = bare.write("Add", add, "王芳")

    with pytest.raises(Exception, match="never changes"):
        bare.write("Bad", put, contact, id="other")


class Undoing(RuleBasedStateMachine):
    """Any mix of edits, undo and redo agrees with a model that keeps whole states."""

    people = Bundle("people")

    @initialize(tmp=st.just(None))
    def start(self, tmp):
        import tempfile
        from pathlib import Path

        self.folder = tempfile.TemporaryDirectory()
        self.store = Store.create(Path(self.folder.name) / "p", passphrase=None, derivers=())
        self.past, self.future, self.now = [], [], {}

    def done(self, after):
        if after != self.now:
            self.past.append(self.now)
            self.future = []
            self.now = after

    @rule(target=people, name=st.text("王芳ab", max_size=3))
    def add(self, name):
        contact = self.store.write("Add", add, name)
        self.done({**self.now, contact: name})
        return contact

    @rule(contact=people, name=st.text("王芳ab", max_size=3))
    def rename(self, contact, name):
        if contact in self.now:
            self.store.write("Rename", put, contact, name=name)
            self.done({**self.now, contact: name})

    @rule(contact=people)
    def trash(self, contact):
        if contact in self.now:
            self.store.write("Trash", put, contact, deleted=clock.now())
            self.done({k: v for k, v in self.now.items() if k != contact})

    @rule()
    def undo(self):
        step = self.store.undo()
        assert (step is None) == (not self.past)
        if self.past:
            self.future.append(self.now)
            self.now = self.past.pop()

    @rule()
    def redo(self):
        step = self.store.redo()
        assert (step is None) == (not self.future)
        if self.future:
            self.past.append(self.now)
            self.now = self.future.pop()

    @invariant()
    def same_people(self):
        if hasattr(self, "store"):
            assert self.store.read(living) == self.now

    def teardown(self):
        if hasattr(self, "store"):
            assert self.store.check() == []
            self.store.close()
            self.folder.cleanup()


TestUndoing = Undoing.TestCase
TestUndoing.settings = settings(max_examples=15, stateful_step_count=20, deadline=None)
