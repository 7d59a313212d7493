"""Reading contact events."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_desktop.base.errors import NotFound
from crm_desktop.base.i18n import _
from crm_desktop.features.settings.queries import shop_rules
from crm_desktop.features.touches import rules
from crm_desktop.features.touches.records import Cadence, TouchRecord
from crm_desktop.store.tables import Touch


def cadences(session: Session) -> Mapping[str, Cadence]:
    """The shop's rhythms by situation."""
    return rules.cadences(shop_rules(session))


def touch(session: Session, touch_id: str) -> TouchRecord:
    """One contact event, to be edited."""
    row = session.execute(
        select(
            Touch.id, Touch.row_seq, Touch.root, Touch.at, Touch.kind, Touch.result, Touch.effective, Touch.opener,
            Touch.mood, Touch.minutes, Touch.note, Touch.script, Touch.script_version, Touch.private, Touch.follow_key,
        ).where(Touch.id == touch_id, Touch.deleted.is_(None))
    ).first()
    if row is None:
        raise NotFound(_("This entry is no longer here. It may have been removed in the meantime."))
    return TouchRecord(*tuple(row))


def last_touches(session: Session, contact_id: str, *, limit: int = 3) -> list[TouchRecord]:
    """The latest contact events, newest first: what a visit sheet shows."""
    rows = session.execute(
        select(
            Touch.id,
            Touch.row_seq,
            Touch.root,
            Touch.at,
            Touch.kind,
            Touch.result,
            Touch.effective,
            Touch.opener,
            Touch.mood,
            Touch.minutes,
            Touch.note,
            Touch.script,
            Touch.script_version,
            Touch.private,
            Touch.follow_key,
        )
        .where(Touch.root == contact_id, Touch.deleted.is_(None))
        .order_by(Touch.at.desc(), Touch.id.desc())
        .limit(limit)
    )
    return [TouchRecord(*tuple(row)) for row in rows]
