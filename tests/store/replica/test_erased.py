"""The server erased a row: what this file asked or was about to ask of it loses its values."""

from sqlalchemy import text

from sync.core.mutations import Op
from tests import make
from tests.store.replica.shop import CONTACT, Laptop, Server

_JOURNAL = "SELECT before, after, theirs FROM journal WHERE coalesce(before, after, theirs) IS NOT NULL"


def _rename(laptop: Laptop, name: str) -> None:
    laptop.store.write("Rename", lambda s: s.execute(text("UPDATE contact SET name = :name"), {"name": name}))


def test_an_erased_customer_leaves_no_word_in_the_journal(ann: Laptop, server: Server) -> None:
    server.meg(Op.INSERT, "contact", "c", {**CONTACT, "root": "c"})
    assert ann.sync()
    _rename(ann, "answered")
    assert ann.sync()
    _rename(ann, "undone")
    ann.store.undo()
    assert ann.sync()
    _rename(ann, "waits")
    ann.replica.freeze()
    _rename(ann, "open")
    server.meg(Op.PURGE, "contact", "c")

    ann.replica.apply(server.pull(*ann.replica.place()))

    assert not ann.rows(_JOURNAL)
    assert ann.rows("SELECT op, body FROM sync_outbox") == [("V", b"")]
    assert ann.sync()
    assert not ann.rows("SELECT * FROM contact")


def test_what_was_made_and_erased_without_being_sent_leaves_no_word_in_the_journal(ann: Laptop) -> None:
    make.customer(ann.store, name="王芳")
    _rename(ann, "unsent")
    ann.store.write("Erase", lambda s: s.execute(text("DELETE FROM contact")))

    assert ann.sync()

    assert not ann.rows(_JOURNAL)


def test_who_erases_what_was_erased_meanwhile_still_asks_for_it(ann: Laptop, server: Server) -> None:
    contact = make.customer(ann.store, name="王芳")
    assert ann.sync()
    ann.store.write("Erase", lambda s: s.execute(text("DELETE FROM contact")))
    server.meg(Op.PURGE, "contact", contact)

    ann.replica.apply(server.pull(*ann.replica.place()))

    assert ann.sync()
    assert [one.mutation.op for one in server.shop.history][-1] is Op.PURGE
