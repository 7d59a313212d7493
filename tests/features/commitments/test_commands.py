"""Promises: given, kept, broken, due."""

from datetime import date
from typing import TYPE_CHECKING

import pytest

from crm_desktop.base.errors import InvalidInput, NotFound
from crm_desktop.features.commitments import commands, queries, rules
from crm_desktop.features.commitments.records import NewCommitment
from crm_desktop.features.contacts import commands as contacts
from tests import make

if TYPE_CHECKING:
    from crm_desktop.store.store import Store

TODAY = date(2026, 11, 22)


def test_a_promise_stays_open_until_kept(store: "Store") -> None:
    person = make.customer(store)
    promise = store.write(
        "Promise", commands.add_commitment, person, NewCommitment(" 送脚垫 ", "gift", date(2026, 11, 25))
    )
    assert [p.text for p in store.read(queries.commitments, person, only_open=True)] == ["送脚垫"]

    store.write("Keep", commands.keep_commitment, promise)

    kept = store.read(queries.commitments, person)[0]
    assert (kept.state, kept.closed_on) == ("kept", TODAY)
    assert store.read(queries.commitments, person, only_open=True) == []
    store.write("Reopen", commands.reopen_commitment, promise)
    assert store.read(queries.commitments, person)[0].state == "open"


@pytest.mark.parametrize(
    ("command", "state"), [(commands.break_commitment, "broken"), (commands.cancel_commitment, "cancelled")])
def test_a_promise_ends_otherwise(store: "Store", command: object, state: str) -> None:
    promise = make.commitment(store, person := make.customer(store), due_on=TODAY)

    store.write("End", command, promise)  # type: ignore[arg-type]

    assert [p.state for p in store.read(queries.commitments, person)] == [state]
    assert store.read(queries.due_commitments, date(2030, 1, 1)) == []


def test_due_promises_come_oldest_first(store: "Store") -> None:
    person, gone = make.customer(store, name="王芳"), make.customer(store)
    make.commitment(store, person, "晚", due_on=date(2026, 11, 24))
    make.commitment(store, person, "早", due_on=date(2026, 11, 20))
    make.commitment(store, person, "不急", due_on=date(2026, 12, 24))
    make.commitment(store, person, "没定")
    make.commitment(store, gone, "走了", due_on=date(2026, 11, 20))
    store.write("Trash", contacts.trash, [gone])

    due = store.read(queries.due_commitments, date(2026, 11, 24))

    assert [(promise.contact_name, promise.text) for promise in due] == [("王芳", "早"), ("王芳", "晚")]
    assert store.read(queries.count_due, date(2026, 11, 24)) == 2
    assert rules.is_late(due[0].due_on, today=TODAY)
    assert not rules.is_late(None, today=TODAY)


def test_a_promise_is_corrected_and_moved(store: "Store") -> None:
    promise = make.commitment(store, person := make.customer(store))
    store.write("Edit", commands.edit_commitment, promise, NewCommitment("价格保到年底", "price", date(2026, 12, 31)))
    store.write("Move", commands.move_commitment, promise, date(2027, 1, 5))

    found = store.read(queries.commitments, person)[0]

    assert (found.text, found.kind, found.due_on) == ("价格保到年底", "price", date(2027, 1, 5))
    store.write("Remove", commands.remove_commitment, promise)
    with pytest.raises(NotFound):
        store.write("Keep", commands.keep_commitment, promise)


def test_a_promise_needs_words(store: "Store") -> None:
    person = make.customer(store)

    for wrong in (NewCommitment("  "), NewCommitment("x", "castle")):
        with pytest.raises(InvalidInput):
            store.write("Promise", commands.add_commitment, person, wrong)
