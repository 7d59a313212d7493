"""What a change of the rules would do to everybody's next day, before it is made."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from heapq import nsmallest

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from crm_desktop.features.calendar import rules
from crm_desktop.features.calendar.queries.facts import day_seen, facts_of
from crm_desktop.features.calendar.records import MovedPerson, Preview
from crm_desktop.features.settings.queries import rules_with
from crm_desktop.features.settings.records import RuleEdit

BATCH = 2_000
SHOWN = 3
_PEOPLE = "SELECT id, name, due_on FROM derived_person WHERE is_customer"
_NARROWED = {
    "levels": "status = 'P' AND level IN (?, '')", "statuses": "status = ?", "tiers": "tier = ?",
}
"""Whom a change of one entry can concern at all."""


def preview_rules(session: Session, edits: Sequence[RuleEdit]) -> Preview:
    """How many people would be due earlier or later, and who first. InvalidInput for a change that cannot be made."""
    due_rules = rules.DueRules.of(rules_with(session, edits))
    connection = session.connection()
    counts: Counter[str] = Counter()
    moved: list[MovedPerson] = []
    day = day_seen(connection)
    for part in _parts(connection, edits):
        known = {root: (name, date.fromisoformat(on) if on else None) for root, name, on in part}
        for root, facts, _last in facts_of(connection, list(known), day):
            due = rules.next_due(facts, due_rules)
            name, before = known[root]
            after = due.on if due else None
            if before != after:
                counts[_kind(before, after)] += 1
                moved = _first([*moved, MovedPerson(root, name, before, after)])
    return Preview(counts["earlier"], counts["later"], counts["begun"], counts["ended"], tuple(moved))


def _first(moved: list[MovedPerson]) -> list[MovedPerson]:
    return nsmallest(SHOWN, moved, key=lambda one: (one.after or date.max, one.before or date.max, one.name))


def _kind(before: date | None, after: date | None) -> str:
    if before is None:
        return "begun"
    if after is None:
        return "ended"
    return "earlier" if after < before else "later"


def _parts(connection: Connection, edits: Sequence[RuleEdit]) -> Iterator[Sequence[tuple[str, str, str | None]]]:
    sql, bound = _PEOPLE, []
    if edits and all(edit.kind in _NARROWED for edit in edits):
        sql += " AND (" + " OR ".join(_NARROWED[edit.kind] for edit in edits) + ")"
        bound = [edit.key for edit in edits]
    found = connection.exec_driver_sql(sql, tuple(bound)).all()
    for start in range(0, len(found), BATCH):
        yield [(row[0], row[1], row[2]) for row in found[start : start + BATCH]]
