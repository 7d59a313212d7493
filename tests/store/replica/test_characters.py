"""Another client writes half a character. This file cannot hold one: it shows a mark, and goes on."""

from sqlalchemy import text

from sync.core.mutations import Op
from tests.store.replica.shop import CONTACT, Laptop, Server

HALF, SHOWN = "王\ud83d芳", "王\ufffd芳"


def rename(laptop: Laptop, name: str) -> None:
    laptop.store.write("Rename", lambda s: s.execute(text("UPDATE contact SET name = :name"), {"name": name}))


def test_a_row_with_half_a_character_comes_in_and_blocks_no_other(ann: Laptop, server: Server) -> None:
    server.meg(Op.INSERT, "contact", "c", {**CONTACT, "root": "c", "name": HALF})
    server.meg(Op.INSERT, "contact", "d", {**CONTACT, "root": "d", "name": "a\ud83d\ude00"})

    assert ann.sync()

    assert ann.rows("SELECT id, name FROM contact ORDER BY id") == [("c", SHOWN), ("d", "a\U0001f600")]
    assert server.shop.records["contact", "c"].values["name"] == HALF


def test_what_is_shown_for_it_is_no_edit_and_another_edit_leaves_it(ann: Laptop, server: Server) -> None:
    server.meg(Op.INSERT, "contact", "c", {**CONTACT, "root": "c", "name": HALF})
    ann.sync()
    ann.store.write("Note", lambda s: s.execute(text("UPDATE contact SET note = 'n'")))

    assert ann.sync()

    assert server.shop.records["contact", "c"].values["name"] == HALF
    assert server.shop.records["contact", "c"].values["note"] == "n"


def test_half_a_character_under_a_pending_edit_is_a_conflict_like_any(ann: Laptop, server: Server) -> None:
    server.meg(Op.INSERT, "contact", "c", {**CONTACT, "root": "c", "name": "王芳"})
    ann.sync()
    rename(ann, "王小芳")
    server.meg(Op.UPDATE, "contact", "c", {"name": HALF}, server.shop.head)

    assert ann.sync()

    assert ann.value("SELECT name FROM contact") == SHOWN
    assert ann.rows("SELECT lost, kept FROM conflict WHERE state = 'open'") == [("王小芳", SHOWN)]
    rename(ann, "王小小")
    assert ann.sync()
    assert server.shop.records["contact", "c"].values["name"] == "王小小"
