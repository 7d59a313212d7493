"""Notes as long as they may be, many of them: no answer is longer than a laptop reads, and every note arrives."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from crm_desktop.features.sync.commands import fetch_history
from sync import protocol
from sync.client import transport
from tests import make
from tests.sync.loopback.office import Desk, Office, enrolling, give, settle

NOTE = "记" * 99_990
MANY = 30
"""Together more than goes into an answer."""


@pytest.fixture
def desk(tmp_path: Path, office: Office) -> Iterator[Callable[[str], Desk]]:
    """A fresh laptop of somebody."""
    yield from enrolling(tmp_path, office.code)


@pytest.fixture(autouse=True)
def little_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """A laptop reads no more of an answer than the server means to say."""
    most = protocol.MOST_ANSWER_BYTES + 100_000
    monkeypatch.setattr(transport, "LONG", dict.fromkeys(transport.LONG, most))


def noted(desk: Desk) -> str:
    person = make.customer(desk.store, name="王芳")
    for n in range(MANY):
        make.touch(desk.store, person, note=f"{n}{NOTE}")
    return person


def notes_of(desk: Desk, person: str) -> set[str]:
    return {note for (note,) in desk.rows("SELECT note FROM touch WHERE root = :id", id=person)}


def test_a_person_with_long_notes_comes_goes_to_another_and_tells_his_history(desk: Callable[[str], Desk]) -> None:
    ann, meg, bo = desk("ann"), desk("meg"), desk("bo")
    person = noted(ann)
    notes = notes_of(ann, person)
    settle(ann, meg)
    assert notes_of(meg, person) == notes

    meg.store.write("Hand on", give, person, "bo")
    settle(meg, bo, ann)

    assert notes_of(bo, person) == notes
    assert notes_of(ann, person) == set()
    fetch_history(bo.store, person)
    assert bo.value("SELECT count(*) FROM derived_history WHERE tbl = 'touch'") == MANY


def test_long_notes_that_two_changed_are_answered_one_after_another(desk: Callable[[str], Desk]) -> None:
    ann, meg = desk("ann"), desk("meg")
    person = noted(ann)
    settle(ann, meg)
    for one in (ann, meg):
        say = text("UPDATE touch SET result = :said WHERE root = :person")
        one.store.write(
            "Say", lambda session, one=one, say=say: session.execute(say, {"said": one.device, "person": person})
        )

    settle(ann, meg, ann)

    assert notes_of(meg, person) == notes_of(ann, person)
    assert {said for (said,) in meg.rows("SELECT result FROM touch WHERE root = :id", id=person)} == {ann.device}
    assert meg.value("SELECT count(*) FROM conflict WHERE col = 'result' AND state = 'open'") == MANY
