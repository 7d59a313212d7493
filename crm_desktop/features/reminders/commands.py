"""Remembering what has rung; it stays on this laptop."""

import json
from collections.abc import Iterable
from datetime import date

from sqlalchemy import delete
from sqlalchemy.orm import Session

from crm_desktop.features.reminders.queries import RUNG
from crm_desktop.store.tables import LocalValue


def note_rung(session: Session, today: date, keys: Iterable[str]) -> None:
    """These have been said today; what was noted on other days is forgotten."""
    key = RUNG + today.isoformat()
    row = session.get(LocalValue, key)
    known = set(json.loads(row.value)) if row else set()
    session.merge(LocalValue(key=key, value=json.dumps(sorted(known | set(keys)))))
    session.execute(delete(LocalValue).where(LocalValue.key.like(f"{RUNG}%"), LocalValue.key != key))
