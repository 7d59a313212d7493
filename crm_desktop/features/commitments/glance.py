"""The promises of all people that are due, in plain SQL: the first page shows them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from crm_desktop.features.commitments.records import CommitmentRecord
from crm_desktop.features.team.queries import named, team, whose
from crm_desktop.features.team.rules import owner_shown
from crm_desktop.store.plain import day, plain

if TYPE_CHECKING:
    from crm_desktop.store.plain import Source

_DUE = (
    "FROM commitment c JOIN derived_person p ON p.id = c.root "
    "WHERE c.state = 'open' AND c.due_on <= :until AND c.deleted IS NULL"
)


def due_commitments(
    session: "Source", until: date, *, limit: int = 50, offset: int = 0, owners: Sequence[str] = ()
) -> list[CommitmentRecord]:
    """Open promises of all people due until that day, the oldest first."""
    rows = plain(session).rows(
        "SELECT c.id, c.row_seq, c.root, c.kind, c.text, c.due_on, c.state, c.closed_on, c.created, p.name, p.phone, "
        f"p.owner {_DUE}{whose(owners)} ORDER BY c.due_on, c.id LIMIT :limit OFFSET :offset",
        until=until.isoformat(), limit=limit, offset=offset, **named(owners),
    )  # fmt: skip
    known = team(session)
    return [_record(row, owner_shown(known, row[-1])) for row in rows]


def count_due(session: "Source", until: date, *, owners: Sequence[str] = ()) -> int:
    """How many open promises are due until that day."""
    return plain(session).count(f"SELECT count(*) {_DUE}{whose(owners)}", until=until.isoformat(), **named(owners))


def _record(row: tuple[Any, ...], owner: str) -> CommitmentRecord:
    row_id, seq, person, kind, text, due, state, closed, created, name, phone, _user = row
    due_on, closed_on, at = day(due), day(closed), datetime.fromisoformat(created)
    return CommitmentRecord(row_id, seq, person, kind, text, due_on, state, closed_on, at, name, phone, owner)
