"""Households, companies, estates and clubs, and those that archives name without being groups yet."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, literal, select
from sqlalchemy.orm import Session

from crm_desktop.base.errors import NotFound
from crm_desktop.base.i18n import _
from crm_desktop.features.network import rules
from crm_desktop.features.network.records import GroupRecord, GroupRow, Member
from crm_desktop.features.settings.queries import shop_rules
from crm_desktop.features.settings.records import IconChoice
from crm_desktop.features.team.queries import team
from crm_desktop.features.team.rules import owner_shown
from crm_desktop.store.tables import Contact, DerivedPerson, Membership, PeopleGroup

FEWEST = 2
MOST_OFFERS = 60
MOST_PEOPLE = 500


def groups(session: Session, *, kind: str = "", owners: Collection[str] = ()) -> list[GroupRow]:
    """The groups by name, then what is offered, largest first; counted are the people of these consultants."""
    kinds = {one.code: one for one in shop_rules(session).group_kinds}
    kept = [_row(kinds, r, key=r.id) for r in session.execute(_kept(owners).order_by(PeopleGroup.name, PeopleGroup.id))]
    taken = {(row.kind, row.name) for row in kept}
    offers = [
        _row(kinds, r, key=rules.offer_key(r.kind, r.name), offered=True)
        for offered in rules.OFFERED for r in session.execute(_offers(offered, owners))
        if (r.kind, r.name) not in taken
    ]  # fmt: skip
    offers.sort(key=lambda row: (-row.people, row.name))
    return [row for row in (*kept, *offers[:MOST_OFFERS]) if kind in ("", row.kind)]


def group(session: Session, key: str, *, owners: Collection[str] = ()) -> GroupRecord:
    """One group with its people, or those of these consultants. NotFound when it is gone."""
    kinds = {one.code: one for one in shop_rules(session).group_kinds}
    if offer := rules.offered(key):
        kind, name = offer
        found = session.execute(_offers(kind, owners, name)).first()
        if found is None:
            raise NotFound(_("This group is no longer here. It may have been removed in the meantime."))
        return GroupRecord(_row(kinds, found, key=key, offered=True), "", (), _naming(session, kind, name, owners))
    row = session.execute(_kept(owners, empty=True).where(PeopleGroup.id == key)).first()
    if row is None:
        raise NotFound(_("This group is no longer here. It may have been removed in the meantime."))
    members = _members(session, key, owners)
    known = {member.contact for member in members}
    more = tuple(one for one in _naming(session, row.kind, row.name, owners) if one.contact not in known)
    return GroupRecord(_row(kinds, row, key=row.id), row.note, members, more)


def groups_of(session: Session, contact_id: str) -> list[GroupRow]:
    """The groups somebody belongs to."""
    kinds = {one.code: one for one in shop_rules(session).group_kinds}
    mine = select(Membership.people_group).where(Membership.root == contact_id, Membership.deleted.is_(None))
    found = session.execute(_kept(()).where(PeopleGroup.id.in_(mine)).order_by(PeopleGroup.name))
    return [_row(kinds, row, key=row.id) for row in found]


def _kept(owners: Collection[str], *, empty: bool = False) -> Any:
    """The groups with their people counted; without anybody of the wanted consultants only if `empty` ones count."""
    group, person = PeopleGroup, DerivedPerson
    wanted = (
        select(
            group.id, group.kind, group.name, group.note, group.private, func.count(person.id).label("people"),
            func.count(case((person.is_customer.is_(True), 1))).label("customers"),
        )
        .outerjoin(Membership, and_(Membership.people_group == group.id, Membership.deleted.is_(None)))
        .outerjoin(person, and_(person.id == Membership.root, *_of(owners)))
        .where(group.deleted.is_(None)).group_by(group.id)
    )  # fmt: skip
    return wanted.having(func.count(person.id) > 0) if owners and not empty else wanted


def _of(owners: Collection[str]) -> list[ColumnElement[bool]]:
    """A person belongs to one of these consultants; to anybody where none is named."""
    return [DerivedPerson.owner.in_(sorted(owners))] if owners else []


def _offers(kind: str, owners: Collection[str], name: str = "") -> Any:
    """The companies or estates that several people name, most of them first."""
    field = getattr(Contact, rules.OFFERED[kind])
    people = func.count()
    wanted = (
        select(
            literal(kind).label("kind"), field.label("name"), people.label("people"),
            func.count(case((DerivedPerson.is_customer.is_(True), 1))).label("customers"),
            func.max(Contact.private).label("private"),
        )
        .join(DerivedPerson, DerivedPerson.id == Contact.id).where(Contact.deleted.is_(None), *_of(owners))
        .group_by(field)
    )  # fmt: skip
    if name:
        return wanted.where(field == name)
    return wanted.where(field != "").having(people >= FEWEST).order_by(people.desc(), field).limit(MOST_OFFERS)


def _members(session: Session, group_id: str, owners: Collection[str]) -> tuple[Member, ...]:
    person, known = DerivedPerson, team(session)
    found = session.execute(
        select(
            person.id, person.name, person.subtitle, person.private, person.is_customer,
            person.owner, Membership.id.label("membership"), Membership.role, Membership.since,
        )
        .join(Membership, Membership.root == person.id)
        .where(Membership.people_group == group_id, Membership.deleted.is_(None), *_of(owners))
        .order_by(person.sort_name, person.id).limit(MOST_PEOPLE)
    )  # fmt: skip
    return tuple(
        Member(
            r.id, r.name, r.subtitle, bool(r.private), bool(r.is_customer), r.membership, r.role, r.since,
            owner_shown(known, r.owner),
        )
        for r in found
    )


def _naming(session: Session, kind: str, name: str, owners: Collection[str]) -> tuple[Member, ...]:
    if kind not in rules.OFFERED:
        return ()
    person, known = DerivedPerson, team(session)
    found = session.execute(
        select(person.id, person.name, person.subtitle, person.private, person.is_customer, person.owner)
        .join(Contact, Contact.id == person.id)
        .where(getattr(Contact, rules.OFFERED[kind]) == name, *_of(owners))
        .order_by(person.sort_name, person.id).limit(MOST_PEOPLE)
    )  # fmt: skip
    return tuple(
        Member(r.id, r.name, r.subtitle, bool(r.private), bool(r.is_customer), owner=owner_shown(known, r.owner))
        for r in found
    )


def _row(kinds: dict[str, IconChoice], row: Any, *, key: str, offered: bool = False) -> GroupRow:
    kind = kinds[row.kind]
    return GroupRow(
        key, kind.code, kind.label, kind.icon, row.name, row.people, row.customers, bool(row.private), offered
    )
