"""Merges two people: everything of the one moves to the other, in one step that Undo takes back."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from crm_desktop.base import clock
from crm_desktop.base.errors import Refused
from crm_desktop.base.i18n import _
from crm_desktop.features.contacts.commands import find
from crm_desktop.features.duplicates.commands import archive, links
from crm_desktop.features.duplicates.commands.links import take_over
from crm_desktop.features.duplicates.commands.lost_values import LostValues
from crm_desktop.features.duplicates.records import Merged
from crm_desktop.features.duplicates.rules import merging
from crm_desktop.features.team.commands import ask_review
from crm_desktop.features.team.queries import stays_here
from crm_desktop.features.team.records import ReviewKind
from crm_desktop.store.tables import (
    Attachment,
    Commitment,
    Contact,
    ContactWay,
    CustomValue,
    FollowUp,
    Membership,
    Merge,
    Opportunity,
    ProposalAnswer,
    Reception,
    Referral,
    ReferralAsk,
    Review,
    Reward,
    ScaleChange,
    Tag,
    Tip,
    Touch,
    Vehicle,
)

MOVED = (
    Touch,
    Commitment,
    Attachment,
    Opportunity,
    ScaleChange,
    ProposalAnswer,
    FollowUp,
    Merge,
    ContactWay,
    Vehicle,
    Tip,
    ReferralAsk,
    Referral,
    Reward,
    Review,
)
"""Children that simply change their person, after doubles were put away."""
ONLY: dict[Any, Callable[[Any], str]] = {
    Tag: lambda tag: tag.name,
    CustomValue: lambda custom: custom.field,
    Membership: lambda one: one.people_group,
}
"""Children of which a person has one of a name: they are made anew, as `the_only`. Who makes the same on another laptop
meanwhile would else have made a second one.
"""


def merge(
    session: Session, keep: str, other: str, choices: Collection[str] | Mapping[str, str] | None = None
) -> Merged:
    """Make `other` a part of `keep`.

    `choices` names the fields in which the other's value wins (a mapping says "other" for them). Values that lose are
    written into the survivor's note, so nothing is lost.
    """
    if keep == other:
        raise Refused(_("This is one and the same entry. Choose two different people."))
    survivor, loser = find(session, keep), find(session, other)
    if stays_here(session, keep) and not (loser.private or stays_here(session, other)):
        told = _("{name} is on this laptop only, for the shop does not take this entry. Merge it into {other} instead.")
        raise Refused(told.format(name=survivor.name, other=loser.name))
    wins = {f for f, side in choices.items() if side == "other"} if isinstance(choices, Mapping) else set(choices or ())
    lost = LostValues(loser.name)
    archive.merge_archives(session, keep, other, lost=lost)
    _put_away_doubles(session, keep, other, lost=lost)
    moved = sum(_move(session, table, keep, other) for table in MOVED)
    moved += sum(_take_over(session, table, keep, other) for table in ONLY)
    moved += links.repoint(session, keep, other)
    session.execute(update(Tip).where(Tip.about == other).values(about=keep))
    links.repoint_referrals(session, keep, other)
    session.execute(update(Reception).where(Reception.contact == other).values(contact=keep))
    _merge_fields(survivor, loser, wins=wins, lost=lost)
    loser.deleted, loser.merged_into = clock.now(), keep
    step = int(session.info.get("step", 0))
    row = Merge(root=keep, loser=other, step=step)
    session.add(row)
    session.flush()
    ask_review(session, keep, ReviewKind.MERGE, row.id)
    return Merged(keep, other, moved, step)


def _move(session: Session, table: Any, keep: str, other: str) -> int:
    values: dict[str, Any] = {"root": keep}
    if table is ContactWay:
        last = session.scalar(
            select(func.max(ContactWay.position)).where(ContactWay.root == keep, ContactWay.deleted.is_(None))
        )
        values["position"] = ContactWay.position + (0 if last is None else last + 1)
    moved: Any = session.execute(
        update(table)
        .where(table.root == other, table.deleted.is_(None))
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    return int(moved.rowcount)


def _take_over(session: Session, table: Any, keep: str, other: str) -> int:
    rows = _living(session, table, other)
    for row in rows:
        take_over(session, row, keep, ONLY[table](row))
    session.flush()
    return len(rows)


def _put_away_doubles(session: Session, keep: str, other: str, *, lost: LostValues) -> None:
    """Tombstone those of the other's rows that the survivor has already."""
    doubles: dict[Any, Callable[[Any], Any]] = {
        ContactWay: lambda way: (way.kind, way.normal or way.value),
        FollowUp: _plan_key,
        **ONLY,
    }
    for table, key in doubles.items():
        mine = {key(row): row for row in _living(session, table, keep)}
        for row in _living(session, table, other):
            known = mine.get(key(row))
            if known is None or (table is FollowUp and row.state != "planned"):
                continue
            if table is CustomValue and row.value != known.value:
                lost.add(row.field, row.value)
            elif table is FollowUp and row.purpose != known.purpose:
                lost.add(_("Planned"), row.purpose)
            elif table is ContactWay and row.label and row.label != known.label:
                lost.add(row.value, row.label)
            row.deleted = clock.now()
    session.flush()


def _plan_key(plan: FollowUp) -> tuple[Any, ...]:
    return plan.rule, plan.occurrence, plan.due_on if plan.rule == "planned" else None, plan.state


def _living(session: Session, table: Any, root: str) -> list[Any]:
    return list(session.scalars(select(table).where(table.root == root, table.deleted.is_(None)).order_by(table.id)))


def _merge_fields(survivor: Contact, loser: Contact, *, wins: Collection[str], lost: LostValues) -> None:
    mine = {field: getattr(survivor, field) for field in merging.SINGLE_FIELDS}
    theirs = {field: getattr(loser, field) for field in merging.SINGLE_FIELDS}
    to_set, given_up = merging.single_values(mine, theirs, wins)
    for field, value in to_set.items():
        setattr(survivor, field, value)
    lost.add_fields(given_up)
    for field in merging.TEXT_FIELDS:
        setattr(survivor, field, merging.joined_text(getattr(survivor, field), getattr(loser, field)))
    survivor.private = survivor.private and loser.private
    survivor.ring = merging.smaller(survivor.ring, loser.ring)
    survivor.closeness = merging.larger(survivor.closeness, loser.closeness)
    survivor.photo = survivor.photo or loser.photo
    survivor.do_not_contact = survivor.do_not_contact or loser.do_not_contact
    consent = merging.stricter_consent(survivor.consent, loser.consent)
    if consent != survivor.consent:
        survivor.consent, survivor.consent_on = consent, loser.consent_on
    survivor.verified_on = merging.larger(survivor.verified_on, loser.verified_on)
    survivor.note = merging.joined_text(survivor.note, lost.text())
