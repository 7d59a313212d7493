"""What a level or a status was on a day gone by: read from the changes written down since."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_desktop.features.forms.queries.persons import wanted
from crm_desktop.store.tables import ScaleChange

Changes = Mapping[str, Sequence[Any]]
"""By person, the oldest first."""


def changes_since(session: Session, ids: Iterable[str], scale: str, first: date) -> Changes:
    """The changes of one scale since the beginning of that day."""
    rows = session.execute(
        select(ScaleChange.root, ScaleChange.at, ScaleChange.before, ScaleChange.after)
        .where(
            ScaleChange.root.in_(wanted(ids)), ScaleChange.scale == scale,
            ScaleChange.at >= datetime.combine(first, time.min), ScaleChange.deleted.is_(None),
        )
        .order_by(ScaleChange.at, ScaleChange.id)
    )
    found: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.root].append(row)
    return found


def value_before(changes: Sequence[Any], day: date, now: str) -> str:
    """What it was when the day began."""
    start = datetime.combine(day, time.min)
    return next((str(change.before) for change in changes if change.at >= start), now)


def value_after(changes: Sequence[Any], day: date, now: str) -> str:
    """What it was when the day ended."""
    return value_before(changes, day + timedelta(days=1), now)
