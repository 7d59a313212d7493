"""Groups and their members. A group is private until it is shared with the shop on purpose."""

from collections.abc import Iterable

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from crm_desktop.base import clock
from crm_desktop.base.errors import InvalidInput, NotFound
from crm_desktop.base.i18n import _
from crm_desktop.features.contacts.commands import each_only, find_row
from crm_desktop.features.contacts.rules import clean_choice, clean_line, clean_text
from crm_desktop.features.network import rules
from crm_desktop.features.network.records import NewGroup
from crm_desktop.features.settings.queries import shop_rules
from crm_desktop.store.tables import Contact, Membership, PeopleGroup

_ROLE = 60


def save_group(session: Session, new: NewGroup, *, group_id: str = "") -> str:
    """Keep a new group, or change one."""
    kinds = {one.code: one.label for one in shop_rules(session).group_kinds}
    kind, name = clean_choice("kind", new.kind, kinds), clean_line("name", new.name)
    if not kind:
        raise InvalidInput("kind", _("Choose what kind of group it is."))
    if not name:
        raise InvalidInput("name", _("A group needs a name. Type one."))
    other = _named(session, kind, name)
    if other is not None and other.id != group_id:
        raise InvalidInput("name", _("There is a group of this name already."))
    group = _group(session, group_id) if group_id else PeopleGroup(private=True)
    group.kind, group.name, group.note = kind, name, clean_text("note", new.note)
    session.add(group)
    session.flush()
    return group.id


def take_offer(session: Session, kind: str, name: str) -> str:
    """Make a group of those who name the same company or estate; one that is there gets those it does not have yet."""
    if kind not in rules.OFFERED:
        raise InvalidInput("kind", _("Choose what kind of group it is."))
    field = getattr(Contact, rules.OFFERED[kind])
    people = list(session.execute(
        select(Contact.id, Contact.private).where(field == name, Contact.deleted.is_(None)).order_by(Contact.id)
    ))  # fmt: skip
    known = _named(session, kind, name)
    group_id = known.id if known else save_group(session, NewGroup(kind, name))
    if known is None and people and not any(row.private for row in people):
        # The shop knows it from its own archives.
        _group(session, group_id).private = False
    add_members(session, group_id, [row.id for row in people])
    return group_id


def add_members(session: Session, group_id: str, contact_ids: Iterable[str], *, role: str = "") -> int:
    """Put people into a group. Returns how many were not in it yet."""
    group, said = _group(session, group_id), clean_line("role", role, limit=_ROLE)
    there = set(session.scalars(
        select(Membership.root).where(Membership.people_group == group_id, Membership.deleted.is_(None))
    ))  # fmt: skip
    people = _private(session, [one for one in dict.fromkeys(contact_ids) if one not in there])
    rows = each_only(session, Membership, people, group_id)
    for row in rows:
        row.people_group, row.role, row.since = group_id, said, clock.today()
        row.private = people[row.root] or group.private
    session.add_all(rows)
    session.flush()
    return len(people)


def set_role(session: Session, membership_id: str, role: str) -> None:
    """What somebody is in the group."""
    find_row(session, Membership, membership_id).role = clean_line("role", role, limit=_ROLE)
    session.flush()


def remove_member(session: Session, membership_id: str) -> None:
    """Take somebody out of a group."""
    find_row(session, Membership, membership_id).deleted = clock.now()
    session.flush()


def remove_group(session: Session, group_id: str) -> None:
    """Dissolve a group; its people stay."""
    _group(session, group_id).deleted = clock.now()
    session.execute(
        update(Membership).where(Membership.people_group == group_id, Membership.deleted.is_(None))
        .values(deleted=clock.now())
    )
    session.flush()


def share_group(session: Session, group_id: str) -> None:
    """Let the shop know the group: its name and note, and those members who are the shop's already."""
    _group(session, group_id).private = False
    session.flush()
    known = select(Contact.id).where(Contact.private.is_(False))
    mine = update(Membership).where(Membership.people_group == group_id, Membership.root.in_(known))
    session.execute(mine.values(private=False).execution_options(synchronize_session="fetch"))


def _private(session: Session, ids: list[str]) -> dict[str, bool]:
    """Whether these people are private; those who are gone are left out."""
    found: dict[str, bool] = {}
    for start in range(0, len(ids), 500):
        wanted = Contact.id.in_(ids[start : start + 500])
        rows = session.execute(select(Contact.id, Contact.private).where(wanted, Contact.deleted.is_(None)))
        found |= {row.id: bool(row.private) for row in rows}
    return found


def _group(session: Session, group_id: str) -> PeopleGroup:
    group = session.get(PeopleGroup, group_id)
    if group is None or group.deleted is not None:
        raise NotFound(_("This group is no longer here. It may have been removed in the meantime."))
    return group


def _named(session: Session, kind: str, name: str) -> PeopleGroup | None:
    wanted = select(PeopleGroup).where(
        PeopleGroup.kind == kind, PeopleGroup.name == name, PeopleGroup.deleted.is_(None))  # fmt: skip
    return session.scalars(wanted.order_by(PeopleGroup.id)).first()
