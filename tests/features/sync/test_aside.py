"""What this version cannot show as a record is shown to read, and stays as it came."""

import json
from typing import TYPE_CHECKING

from sqlalchemy import text

from crm_desktop.features.contacts.rules.words import field_name
from crm_desktop.features.sync import queries
from crm_desktop.features.sync.records import KEPT
from tests import make

if TYPE_CHECKING:
    from crm_desktop.store.store import Store


def keep(store: "Store", table: str, row: str, reason: str, **values: object) -> None:
    """As a page of a newer server left it."""
    sql = "INSERT INTO sync_quarantine VALUES (:tbl, :id, 9, :body, :reason)"
    told = {"tbl": table, "id": row, "body": json.dumps(values).encode(), "reason": reason}
    store.write("Page", lambda session: session.execute(text(sql), told))


def test_record_of_a_newer_version_is_shown_value_by_value(store: "Store", person: str) -> None:
    make.enrolled(store, "ann", role="consultant")
    keep(store, "hobby", "h", "unknown table", root=person, name="golf", handicap=12, deleted=None)

    found = store.look(queries.parked)

    (card,) = found.parked
    assert found.total == 1
    assert (card.state, card.record, card.can_retry) == (KEPT, "hobby", False)
    assert card.values == (("handicap", "12"), (field_name("hobby", "name"), "golf"))
    assert store.look(queries.state).parked == 0


def test_record_of_somebody_who_is_not_here_says_so(store: "Store", person: str) -> None:
    keep(store, "touch", "t", "no root", root="gone", note="x" * 1000)
    keep(store, "touch", "u", "not allowed", root=person, at="yesterday")

    first, second = store.look(queries.parked).parked

    assert first.reason != second.reason
    assert (first.person, second.person, second.name) == ("", person, "王芳")
    assert len(dict(first.values).popitem()[1]) < 400


def test_what_is_kept_comes_after_what_waits_and_is_no_decision(store: "Store", person: str, parked) -> None:
    waits = parked()
    keep(store, "hobby", "h", "unknown table", root=person)

    assert [card.id for card in store.look(queries.parked).parked] == [waits, "kept/hobby/h"]
    assert [card.id for card in store.look(queries.parked, offset=1).parked] == []
    assert store.look(queries.parked, state="done").total == 0
