"""Reading what is proposed: no scan, whatever the number of people."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from crm_desktop.base.errors import NotFound
from crm_desktop.base.i18n import _
from crm_desktop.features.milestones import rules
from crm_desktop.features.milestones.records import Key, Proposal, Proposed
from crm_desktop.features.milestones.rules.words import OPENS
from crm_desktop.features.settings.queries import shop_rules
from crm_desktop.features.settings.records import ShopRules
from crm_desktop.store.tables import DerivedPerson, DerivedProposal

_ROWS = select(
    DerivedProposal.root, DerivedPerson.name, DerivedPerson.status, DerivedPerson.level, DerivedPerson.subtitle,
    DerivedProposal.code, DerivedProposal.occurrence, DerivedProposal.from_on, DerivedProposal.scale,
    DerivedProposal.before, DerivedProposal.after, DerivedProposal.base_on, DerivedProposal.number,
).join(DerivedPerson, DerivedPerson.id == DerivedProposal.root)
# The index is named, lest SQLite read all that hold by now and sort them.
FIRST = text(
    "SELECT n FROM derived_proposal INDEXED BY dpr_rank WHERE from_on <= :today "
    "ORDER BY level_rank, from_on DESC, n LIMIT :limit"
)


def open_proposals(session: Session, today: date, *, limit: int = 20) -> list[Proposal]:
    """The proposals of everybody that hold by now: those at the hottest level first, of these the newest."""
    first = session.scalars(FIRST, {"today": today.isoformat(), "limit": limit}).all()
    rows = session.execute(
        _ROWS.where(DerivedProposal.n.in_(first))
        .order_by(DerivedProposal.level_rank, DerivedProposal.from_on.desc(), DerivedProposal.n)
    ).all()
    return _shown(session, rows)


def count_proposals(session: Session, today: date) -> int:
    """How many proposals wait for an answer."""
    held = select(func.count()).select_from(DerivedProposal).where(DerivedProposal.from_on <= today)
    return session.scalar(held) or 0


def proposals_of(session: Session, contact_id: str, today: date) -> tuple[Proposal, ...]:
    """What is proposed for one person by now."""
    rows = session.execute(
        _ROWS.where(DerivedProposal.root == contact_id, DerivedProposal.from_on <= today)
        .order_by(DerivedProposal.from_on, DerivedProposal.n)
    ).all()
    return tuple(_shown(session, rows))


def proposal(session: Session, contact_id: str, key: Key) -> Proposal:
    """One open proposal."""
    row = session.execute(
        _ROWS.where(
            DerivedProposal.root == contact_id, DerivedProposal.code == key.code,
            DerivedProposal.occurrence == key.occurrence)
    ).first()
    if row is None:
        raise NotFound(_("This proposal no longer holds. Something has changed in the meantime."))
    return _shown(session, [row])[0]


def _shown(session: Session, rows: Sequence[Any]) -> list[Proposal]:
    shop = shop_rules(session) if rows else None
    return [_proposal(row, shop) for row in rows if shop is not None]


def _proposal(row: Any, shop: ShopRules) -> Proposal:
    one = Proposed(
        row.code, row.occurrence, row.from_on, row.scale, row.before, row.after, row.base_on, row.number)
    choices = tuple(level.code for level in shop.levels) if one.scale == "level" and not one.after else ()
    return Proposal(
        contact_id=row.root, name=row.name, status=row.status, level=row.level, subtitle=row.subtitle, code=row.code,
        occurrence=row.occurrence, from_on=row.from_on, scale=row.scale, before=row.before, after=row.after,
        reason=rules.reason_text(one), deed=rules.deed_text(one, shop), opens=OPENS.get(row.code, ""),
        choices=choices,
    )  # fmt: skip
