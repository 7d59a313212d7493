"""Freezing in many short transactions: what stays here is not looked at anew in each of them."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from crm_desktop.store.replica import freezing
from crm_desktop.store.replica.replica import Options
from tests import make
from tests.store.replica.shop import Laptop, Server, opened


def test_private_people_are_passed_once_for_all_that_goes_up(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[int] = []
    sendable = freezing._sendable

    def counted(raw: Any, edits: list[Any], met: freezing.Found) -> Any:
        looked.append(len(edits))
        return sendable(raw, edits, met)

    ann = Laptop(opened(tmp_path / "ann"), server, options=Options(mutations=5, frozen=5))
    for number in range(60):
        make.contact(ann.store, name=f"private {number}", private=True)
    shared = [make.contact(ann.store, name=f"shared {number}", private=False) for number in range(60)]
    open_edits = int(str(ann.value("SELECT count(*) FROM journal WHERE lsn IS NULL")))
    monkeypatch.setattr(freezing, "_sendable", counted)
    monkeypatch.setattr(freezing, "_WALK", 5)

    assert ann.sync()

    assert {row for (table, row) in server.shop.records if table == "contact"} == set(shared)
    assert sum(looked) < 5 * open_edits  # at first, to be sure at the end, and whether anything came meanwhile
    ann.store.close()


def test_what_is_deleted_goes_after_everything_else_also_in_many_transactions(server: Server, tmp_path: Path) -> None:
    ann = Laptop(opened(tmp_path / "ann"), server, options=Options(mutations=2, frozen=2))
    gone = make.contact(ann.store, name="gone", private=False)
    assert ann.sync()
    delete = text("UPDATE contact SET deleted = '2026-01-02 00:00:00.000000' WHERE id = :row")
    ann.store.write("Delete", lambda s: s.execute(delete, {"row": gone}))
    kept = [make.contact(ann.store, name=f"kept {number}", private=False) for number in range(7)]

    assert ann.sync()

    order = [entry.mutation.id for entry in server.shop.history if entry.mutation.table == "contact"]
    assert set(kept) < set(order)
    assert order[-1] == gone
    ann.store.close()


class Killed(Exception):
    """The laptop goes out."""


def test_what_hangs_on_a_promoted_person_goes_up_with_him_after_a_kill_in_the_middle(
    server: Server, tmp_path: Path
) -> None:
    begun: list[str] = []

    def at(point: str) -> None:
        begun.extend([point] if point == "freeze: begun" else [])
        if len(begun) == 2:
            raise Killed

    store = opened(tmp_path / "ann")
    ann = Laptop(store, server, options=Options(frozen=1))
    person = make.contact(store, name="王芳", private=True)
    touches = [make.touch(store, person, private=False) for _number in range(3)]
    assert ann.sync()  # from now on nobody looks at edits of private people anew
    store.write("Share", lambda s: s.execute(text("UPDATE contact SET private = 0")))
    ann.replica = store.replica(ann, Options(frozen=1, longest=0.0, at=at))
    with pytest.raises(Killed):
        ann.sync()

    ann.replica = store.replica(ann, Options(frozen=1))
    assert ann.replica.freeze() is False
    _author, batch = ann.replica.batch()

    assert [one.id for one in batch[:1]] == [person]
    assert {one.id for one in batch} >= {person, *touches}  # all of them, before any answer tells to look again
    store.close()


def test_somebody_is_withdrawn_while_edits_of_others_wait_for_their_turn(server: Server, tmp_path: Path) -> None:
    store = opened(tmp_path / "ann")
    ann = Laptop(store, server, options=Options(frozen=1))
    people = [make.contact(store, name=f"shared {number}", private=False) for number in range(4)]
    assert ann.sync()
    store.write("Edit", lambda s: s.execute(text("UPDATE contact SET job = 'j'")))
    withdraw = text("UPDATE contact SET private = 1 WHERE id = :row")
    store.write("Withdraw", lambda s: s.execute(withdraw, {"row": people[1]}))

    assert ann.sync()

    told = {row: record for (_table, row), record in server.shop.records.items() if row in people}
    assert told[people[1]].purged
    assert {told[row].values["job"] for row in people if row != people[1]} == {"j"}
    store.close()
