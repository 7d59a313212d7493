"""Links that named the entry that goes name the survivor from now on."""

from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from crm_desktop.base import clock
from crm_desktop.features.contacts.commands import the_only
from crm_desktop.store.tables import DistinctPair, Referral, Relation, Reward

_OWN = frozenset({"id", "root", "created", "deleted", "row_seq"})


def take_over(session: Session, row: Any, keep: str, name: str, **said: str) -> None:
    """Let `keep` have what this row says, as the row of which he has one of this name; this one is put away."""
    fresh = the_only(session, type(row), keep, name)
    for column in type(row).__table__.columns:
        if column.name not in _OWN:
            setattr(fresh, column.name, said.get(column.name, getattr(row, column.name)))
    session.add(fresh)
    row.deleted = clock.now()


def repoint(session: Session, keep: str, other: str) -> int:
    """Repoint relations and told-apart pairs; a link to oneself and a second one of a kind are put away."""
    moved = 0
    for table in (Relation, DistinctPair):
        mine = [row for row in _naming(session, table, keep) if other not in (row.root, row.other)]
        known = {_key(row, row.root, row.other) for row in mine}
        for row in _naming(session, table, other):
            root = keep if row.root == other else row.root
            far = keep if row.other == other else row.other
            key = _key(row, root, far)
            if root == far or key in known:
                row.deleted = clock.now()
                continue
            known.add(key)
            moved += 1
            if isinstance(row, Relation):
                take_over(session, row, root, f"{far}/{row.kind}", other=far)
            else:
                row.root, row.other = root, far
    session.flush()
    return moved


def repoint_referrals(session: Session, keep: str, other: str) -> None:
    """Referrals of the entry that goes are the survivor's, after their introducer changed already.

    Nobody referred themselves, and nobody is named twice by the same person.
    """
    wanted = select(Referral).where(Referral.deleted.is_(None), or_(Referral.root == keep, Referral.contact == other))
    for row in session.scalars(wanted):
        row.contact = keep if row.contact == other else row.contact
    session.flush()
    rewarded = set(session.scalars(select(Reward.referral).where(Reward.deleted.is_(None))))
    pairs = session.scalars(
        select(Referral).where(Referral.deleted.is_(None), or_(Referral.root == keep, Referral.contact == keep))
    )
    known: set[tuple[str, str]] = set()
    for row in sorted(pairs, key=lambda row: (row.id not in rewarded, row.named_on, row.id)):
        # What was decided about a reward stays readable.
        if row.id not in rewarded and (row.root == row.contact or (row.root, row.contact) in known):
            row.deleted = clock.now()
        known.add((row.root, row.contact))
    session.flush()


def _naming(session: Session, table: Any, contact_id: str) -> list[Any]:
    wanted = select(table).where(table.deleted.is_(None), or_(table.root == contact_id, table.other == contact_id))
    return list(session.scalars(wanted.order_by(table.id)))


def _key(row: Any, root: str, far: str) -> tuple[Any, ...]:
    return (root, far, row.kind) if isinstance(row, Relation) else tuple(sorted((root, far)))
