"""A decision of the inbox is an ordinary edit: it is undone, journaled, and judged by the server like any other."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from crm_desktop.base.errors import NotFound, Refused
from crm_desktop.features.contacts.queries import card as contact_card
from crm_desktop.features.sync import queries
from crm_desktop.features.sync.commands import let_go, retry, settle, take_kept, take_lost
from crm_desktop.features.sync.records import DONE, ConflictCard
from crm_desktop.store import tables
from tests import make

if TYPE_CHECKING:
    from crm_desktop.store.store import Store

Make = Callable[..., str]


def name_of(store: "Store", person: str) -> str:
    return store.read(contact_card, person).name


def only(store: "Store", state: str = "open") -> ConflictCard:
    (card,) = store.read(queries.conflicts, state=state).conflicts
    return card


def test_value_that_came_second_can_be_taken(store: "Store", conflict: Make, person: str) -> None:
    store.write("decide", take_lost, conflict())

    assert name_of(store, person) == "王方"
    assert (only(store, DONE).in_use, store.read(queries.conflicts).total) == ("lost", 0)


def test_value_that_came_first_stays_without_an_edit(store: "Store", conflict: Make, person: str) -> None:
    store.write("decide", take_kept, conflict())

    written = "SELECT count(*) FROM journal WHERE tbl = 'contact' AND op = 'U'"
    edits = store.read(lambda session: session.execute(text(written)).scalar_one())
    assert (name_of(store, person), edits, only(store, DONE).in_use) == ("王芳", 0, "kept")


def test_decision_is_one_undo_step(store: "Store", conflict: Make, person: str) -> None:
    store.write("decide", take_lost, conflict())

    store.undo()

    assert (name_of(store, person), store.read(queries.conflicts).total) == ("王芳", 1)


def test_other_value_can_be_taken_later(store: "Store", conflict: Make, person: str) -> None:
    name = conflict()
    store.write("decide", take_kept, name)
    store.write("restore", take_lost, name)
    store.write("back", take_kept, name)

    assert name_of(store, person) == "王芳"
    assert only(store, DONE).in_use == "kept"


def test_third_value_that_nobody_looked_at_stays(store: "Store", conflict: Make, person: str) -> None:
    name = conflict()
    news = "UPDATE contact SET row_seq = 9, name = '王方芳'"
    store.write("arrives", lambda session: session.execute(text(news)))

    with pytest.raises(Refused):
        store.write("decide", take_lost, name, seen={})

    assert (name_of(store, person), only(store).now) == ("王方芳", "王方芳")


def test_third_value_gives_way_to_who_had_it_on_screen(store: "Store", conflict: Make, person: str) -> None:
    conflict(kept="王方芳")
    card = only(store)

    store.write("decide", take_lost, card.id, seen=card.seen)

    base = "SELECT base_seq FROM journal WHERE tbl = 'contact' AND col = 'name'"
    assert name_of(store, person) == "王方"
    assert store.read(lambda session: session.execute(text(base)).scalar_one()) == card.row_seq


def test_types_of_values_are_kept(store: "Store", conflict: Make, person: str) -> None:
    need = make.opportunity(store, person, budget_high=20_000_000)
    store.write("decide", take_lost, conflict(tbl="opportunity", row=need, col="budget_high", kept=20_000_000, lost=18))

    kept = "SELECT budget_high, typeof(budget_high) FROM opportunity"
    assert tuple(store.read(lambda session: session.execute(text(kept)).one())) == (18, "integer")


def test_number_is_taken_with_its_comparable_form(store: "Store", conflict: Make, person: str) -> None:
    way = store.read(lambda session: session.execute(text("SELECT id FROM contact_way")).scalar_one())
    about = {"tbl": "contact_way", "row": way}
    shown = conflict(**about, col="value", kept="13800138000", lost="139 0013 8000")
    hidden = conflict(**about, col="normal", kept="13800138000", lost="13900138000")

    store.write("decide", take_lost, shown)

    taken = "SELECT value, normal FROM contact_way"
    assert tuple(store.read(lambda session: session.execute(text(taken)).one())) == ("139 0013 8000", "13900138000")
    assert store.read(lambda session: session.get(tables.Conflict, hidden).state) == DONE


@pytest.mark.parametrize("kind", ["refused_delete", "resurrected"])
def test_person_that_stayed_can_be_removed_after_all(store: "Store", conflict: Make, person: str, kind: str) -> None:
    name = conflict(kind=kind, col="deleted", kept=None, lost="2026-11-20")

    store.write("decide", take_lost, name)
    gone = store.read(lambda session: session.get(tables.Contact, person).deleted)
    store.write("decide", take_kept, name)
    back = store.read(lambda session: session.get(tables.Contact, person).deleted)

    assert (gone is not None, back) == (True, None)


def test_record_of_a_person_can_be_removed_after_all(store: "Store", conflict: Make, person: str) -> None:
    touch = make.touch(store, person)
    name = conflict(kind="refused_delete", tbl="touch", row=touch, col="deleted", kept=None, lost="2026-11-20")

    store.write("decide", take_lost, name)

    assert store.read(lambda session: session.get(tables.Touch, touch).deleted) is not None


@pytest.mark.parametrize(("table", "column"), [("contact", "horoscope"), ("starship", "name"), ("contact", "row_seq")])
def test_field_this_version_does_not_know_is_refused(store: "Store", conflict: Make, table: str, column: str) -> None:
    name = conflict(tbl=table, col=column)

    with pytest.raises(Refused):
        store.write("decide", take_lost, name)
    store.write("decide", settle, name)

    assert store.read(queries.conflicts).total == 0


@pytest.mark.parametrize("column", ["name", "deleted"])
def test_record_that_is_not_here_is_said(store: "Store", conflict: Make, column: str) -> None:
    name = conflict(tbl="touch", row="gone", col=column if column == "deleted" else "note")

    with pytest.raises(NotFound):
        store.write("decide", take_lost, name)


@pytest.mark.parametrize("command", [take_kept, take_lost, settle, let_go, retry])
def test_card_that_is_gone_is_said(store: "Store", command: Callable[..., None]) -> None:
    with pytest.raises(NotFound):
        store.write("decide", command, "nothing")


def test_parked_change_can_be_made_once_more(store: "Store", parked: Make, person: str) -> None:
    store.write("again", retry, parked())

    assert (name_of(store, person), store.read(queries.parked).total) == ("王方", 0)


def test_parked_change_can_be_let_go(store: "Store", parked: Make, person: str) -> None:
    store.write("seen", let_go, parked())

    assert (name_of(store, person), store.read(queries.parked).total) == ("王芳", 0)


@pytest.mark.parametrize(("op", "body"), [("I", '{"name": "x"}'), ("D", "{}"), ("U", ""), ("U", "[1]"), ("U", "?")])
def test_what_cannot_be_made_once_more_is_said(store: "Store", parked: Make, op: str, body: str) -> None:
    name = parked(op=op, body=body)

    with pytest.raises(Refused):
        store.write("again", retry, name)


def test_what_would_go_to_somebody_who_is_not_here_is_refused_with_a_sentence(
    store: "Store", person: str, conflict: Callable[..., str]
) -> None:
    touch = make.touch(store, person)
    moved = conflict(tbl="touch", row=touch, col="root", kept=person, lost="f" * 32)

    with pytest.raises(NotFound):
        store.write("", take_lost, moved)
