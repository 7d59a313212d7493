"""Writing people: one function is one intention."""

from collections.abc import Iterable
from typing import TypeVar

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from crm_desktop.base import clock
from crm_desktop.base.errors import InvalidInput, NotFound, Refused
from crm_desktop.base.i18n import _
from crm_desktop.base.ids import only_id
from crm_desktop.features.contacts import rules
from crm_desktop.features.contacts.records import Consent, NewContact, NewWay, WayKind
from crm_desktop.features.settings.queries import shop_rules
from crm_desktop.features.settings.records import ShopRules
from crm_desktop.store.tables import (
    Attachment,
    Contact,
    ContactWay,
    CustomValue,
    Membership,
    OfContact,
    PeopleGroup,
    Reception,
    Referral,
    ReferralAsk,
    Relation,
    Tag,
    Tip,
    Touch,
)

Row = TypeVar("Row", bound=OfContact)

_OWN_FIELDS = (
    "name", "nickname", "gender", "birthday", "company", "job", "estate", "address", "ring", "closeness", "occasion",
    "met_on", "source", "preferences", "family", "note", "how_known",
)
"""Fields of a contact that a new one may bring along."""


def find(session: Session, contact_id: str) -> Contact:
    """The living contact, or a sentence that it is gone."""
    contact = session.get(Contact, contact_id)
    if contact is None or contact.deleted is not None:
        raise NotFound(_("This person is no longer here: moved to the trash, or merged into another."))
    return contact


def find_row(session: Session, table: type[Row], row_id: str) -> Row:
    """A living row of a person, or a sentence that it is gone."""
    row = session.get(table, row_id)
    if row is None or row.deleted is not None:
        raise NotFound(_("This entry is no longer here. It may have been removed in the meantime."))
    return row


def the_only(session: Session, table: type[Row], contact_id: str, name: str = "") -> Row:
    """The row of which a person has one (of this name): the one that was removed, or a new one; to be filled and added.

    Its id is the same on every laptop. Who makes it elsewhere at the same time makes the same row, and where the two
    say something else it is a conflict like any other.
    """
    return each_only(session, table, [contact_id], name)[0]


def each_only(session: Session, table: type[Row], contact_ids: Iterable[str], name: str = "") -> list[Row]:
    """The same for several people."""
    named = {only_id(str(table.__tablename__), contact_id, name): contact_id for contact_id in contact_ids}
    ids, here = list(named), dict[str, Row]()
    for start in range(0, len(ids), 500):
        here |= {row.id: row for row in session.scalars(select(table).where(table.id.in_(ids[start : start + 500])))}
    return [_only(table, here.get(row_id), row_id, contact_id) for row_id, contact_id in named.items()]


def _only(table: type[Row], row: Row | None, row_id: str, contact_id: str) -> Row:
    if row is None:
        return table(id=row_id, root=contact_id)
    if row.deleted is None or row.root != contact_id:  # a merge took it along to another person
        return table(root=contact_id)
    row.deleted = None
    return row


def create_contact(session: Session, new: NewContact) -> str:
    """Keep a new person with everything that is known."""
    shop = shop_rules(session)
    contact = Contact(private=new.private)
    for field in _OWN_FIELDS:
        setattr(contact, field, _clean(shop, field, getattr(new, field)))
    session.add(contact)
    session.flush()
    for way in new.ways:
        add_way(session, contact.id, way)
    for name in new.tags:
        tag(session, [contact.id], name)
    for custom, value in new.customs:
        set_custom_value(session, contact.id, custom, value=value)
    return contact.id


def set_field(session: Session, contact_id: str, field: str, value: object) -> None:
    """Change one field of a person, checked and put in order."""
    contact = find(session, contact_id)
    cleaned = _clean(shop_rules(session), field, value)
    if getattr(contact, field) == cleaned:
        return
    setattr(contact, field, cleaned)
    if field == "consent":
        contact.consent_on = clock.today() if cleaned else None
    session.flush()


def add_way(session: Session, contact_id: str, new: NewWay) -> str:
    """Add a way to reach a person; the same one twice is kept once."""
    find(session, contact_id)
    value, normal = rules.clean_way(new.kind, new.value)
    same = ContactWay.normal == normal if normal else ContactWay.value == value
    known = session.scalar(
        select(ContactWay.id).where(
            ContactWay.root == contact_id, ContactWay.kind == new.kind, ContactWay.deleted.is_(None), same)
    )
    if known:
        return known
    last = session.scalar(
        select(func.max(ContactWay.position)).where(ContactWay.root == contact_id, ContactWay.deleted.is_(None))
    )
    way = ContactWay(
        root=contact_id, kind=new.kind, value=value, normal=normal, label=rules.clean_line("label", new.label),
        position=0 if last is None else last + 1,
    )
    return _keep(session, way)


def edit_way(session: Session, way_id: str, new: NewWay) -> None:
    """Correct a way to reach a person."""
    way = find_row(session, ContactWay, way_id)
    way.value, way.normal = rules.clean_way(new.kind, new.value)
    way.kind = new.kind
    way.label = rules.clean_line("label", new.label)
    session.flush()


def prefer_way(session: Session, way_id: str) -> None:
    """Put this way first: it is the one that is shown and dialled."""
    chosen = find_row(session, ContactWay, way_id)
    others = session.scalars(
        select(ContactWay).where(
            ContactWay.root == chosen.root, ContactWay.deleted.is_(None), ContactWay.id != way_id)
        .order_by(ContactWay.position, ContactWay.id)
    )
    for position, way in enumerate([chosen, *others]):
        way.position = position
    session.flush()


def remove_way(session: Session, way_id: str) -> None:
    """Forget a way to reach a person."""
    _remove(session, ContactWay, way_id)


def tag(session: Session, contact_ids: Iterable[str], name: str) -> int:
    """Put a tag on people. Returns how many did not have it yet."""
    word = rules.clean_tag(name)
    ids = list(dict.fromkeys(contact_ids))
    have = _having_tag(session, ids, word)
    rows = each_only(session, Tag, [find(session, one).id for one in ids if one not in have], word)
    for row in rows:
        row.name = word
    session.add_all(rows)
    session.flush()
    return len(rows)


def untag(session: Session, contact_ids: Iterable[str], name: str) -> int:
    """Take a tag off people. Returns how many had it."""
    word = rules.clean_tag(name)
    ids = list(dict.fromkeys(contact_ids))
    have = _having_tag(session, ids, word)
    for start in range(0, len(ids), 500):
        session.execute(
            update(Tag).where(Tag.root.in_(ids[start : start + 500]), Tag.name == word, Tag.deleted.is_(None))
            .values(deleted=clock.now())
        )
    return len(have)


def rename_tag(session: Session, name: str, new_name: str) -> int:
    """Give a tag another name on everybody who has it."""
    old, new = rules.clean_tag(name), rules.clean_tag(new_name)
    holders = list(session.scalars(select(Tag.root).where(Tag.name == old, Tag.deleted.is_(None))))
    if old == new or not holders:
        return 0
    tag(session, holders, new)
    return untag(session, holders, old)


def add_relation(session: Session, contact_id: str, other_id: str, *, kind: str, note: str = "") -> str:
    """Link two people; `kind` says what the other is to this person."""
    contact, other = find(session, contact_id), find(session, other_id)
    if contact.id == other.id:
        raise InvalidInput("other", _("A person cannot be linked to themselves. Choose somebody else."))
    kinds = {choice.code: choice.label for choice in shop_rules(session).relation_kinds}
    code = rules.clean_choice("kind", kind, kinds) or "other"
    known = session.scalar(
        select(Relation.id).where(
            Relation.root == contact_id, Relation.other == other_id, Relation.kind == code, Relation.deleted.is_(None))
    )
    if known:
        return known
    relation = the_only(session, Relation, contact_id, f"{other_id}/{code}")
    relation.other, relation.kind, relation.note = other_id, code, rules.clean_line("note", note)
    relation.private = contact.private or other.private  # a link with a private end stays here
    return _keep(session, relation)


def remove_relation(session: Session, relation_id: str) -> None:
    """Forget a link between two people."""
    _remove(session, Relation, relation_id)


def set_custom_value(session: Session, contact_id: str, field: str, *, value: str) -> None:
    """Fill one of the shop's custom fields; an empty value removes it."""
    find(session, contact_id)
    name, text = rules.clean_line("field", field, limit=60), rules.clean_text(field, value)
    if not name:
        raise InvalidInput("field", _("The field has no name. Type one."))
    row = session.scalar(
        select(CustomValue).where(
            CustomValue.root == contact_id, CustomValue.field == name, CustomValue.deleted.is_(None))
    )
    if row is None and text:
        row = the_only(session, CustomValue, contact_id, name)
        row.field, row.value = name, text
        session.add(row)
    elif row is not None and text:
        row.value = text
    elif row is not None:
        row.deleted = clock.now()
    session.flush()


def trash(session: Session, contact_ids: Iterable[str]) -> int:
    """Move people to the trash with everything that belongs to them."""
    return _mark_people(session, contact_ids, restore=False)


def restore(session: Session, contact_ids: Iterable[str]) -> int:
    """Bring people back from the trash."""
    return _mark_people(session, contact_ids, restore=True)


def verify(session: Session, contact_id: str) -> None:
    """Note that the person's data was found still right today."""
    find(session, contact_id).verified_on = clock.today()
    session.flush()


def share(session: Session, contact_id: str, *, with_touches: bool = False) -> None:
    """Let a private contact leave the laptop: identity, ways, needs; earlier notes only if wanted."""
    contact = find(session, contact_id)
    contact.private = False
    session.flush()
    living = select(Contact.id).where(Contact.private.is_(False), Contact.deleted.is_(None))
    for table, other in ((Relation, Relation.other), (Referral, Referral.contact)):
        session.execute(
            update(table)
            .where(table.private.is_(True), (table.root == contact_id) | (other == contact_id))
            .where(table.root.in_(living), other.in_(living))
            .values(private=False)
        )
    _share_memberships(session, contact_id)
    if with_touches:
        _share_tips(session, contact_id)
        for noted in (Touch, Attachment, ReferralAsk):
            session.execute(
                update(noted).where(noted.root == contact_id, noted.private.is_(True)).values(private=False)
            )
        lines = update(Reception).where(Reception.contact == contact_id, Reception.private.is_(True))
        session.execute(lines.values(private=False))


def _share_memberships(session: Session, contact_id: str) -> None:
    """That they belong to a group which the shop knows; a private group stays one."""
    known = select(PeopleGroup.id).where(PeopleGroup.private.is_(False), PeopleGroup.deleted.is_(None))
    mine = update(Membership).where(Membership.root == contact_id, Membership.private.is_(True))
    session.execute(mine.where(Membership.people_group.in_(known)).values(private=False))


def _share_tips(session: Session, contact_id: str) -> None:
    """Tips that went to and fro, unless they are about somebody who stays private."""
    hidden = select(Contact.id).where(Contact.private.is_(True))
    mine = update(Tip).where(Tip.root == contact_id, Tip.private.is_(True))
    session.execute(mine.where(Tip.about.not_in(hidden)).values(private=False))


def capture(session: Session, *, name: str, phone: str, occasion: str) -> str:
    """Keep somebody just met: ten seconds, three fields. One of name and phone is enough."""
    number = rules.clean_line("phone", phone)
    shown = rules.clean_line("name", name) or number
    if not shown:
        raise InvalidInput("name", _("Type a name or a phone number; one of them is enough."))
    ways = (NewWay(WayKind.PHONE, number),) if number else ()
    return create_contact(session, NewContact(name=shown, ways=ways, occasion=occasion, met_on=clock.today()))


def refuse_if_blocked(session: Session, contact_id: str) -> None:
    """Stop an outgoing contact with a person who asked not to be contacted."""
    contact = find(session, contact_id)
    if contact.consent == Consent.GIVEN and not contact.do_not_contact:
        return
    if rules.blocks_contact(do_not_contact=contact.do_not_contact, consent=contact.consent):
        raise Refused(
            _("{name} asked not to be contacted, so this was not saved. If that has changed, change it in the archive "
              "first.").format(name=contact.name)
        )


def _clean(shop: ShopRules, field: str, value: object) -> rules.Value:
    sources = {choice.code: choice.label for choice in shop.sources}
    occasions = {choice.code: choice.label for choice in shop.occasions}
    known = {choice.code: choice.label for choice in shop.how_known}
    clean = rules.cleaner(field, sources=sources, occasions=occasions, today=clock.today(), how_known=known)
    return clean(value)


def _keep(session: Session, row: OfContact) -> str:
    session.add(row)
    session.flush()
    return row.id


def _remove(session: Session, table: type[OfContact], row_id: str) -> None:
    find_row(session, table, row_id).deleted = clock.now()
    session.flush()


def _having_tag(session: Session, ids: list[str], word: str) -> set[str]:
    have: set[str] = set()
    for start in range(0, len(ids), 500):
        have.update(session.scalars(
            select(Tag.root).where(Tag.root.in_(ids[start : start + 500]), Tag.name == word, Tag.deleted.is_(None))
        ))
    return have


def _mark_people(session: Session, contact_ids: Iterable[str], *, restore: bool) -> int:
    ids, marked = list(dict.fromkeys(contact_ids)), 0
    there = Contact.deleted.is_not(None) if restore else Contact.deleted.is_(None)
    for start in range(0, len(ids), 500):
        # A merged person comes back by undoing the merge, not from the trash.
        wanted = [Contact.id.in_(ids[start : start + 500]), there, Contact.merged_into == ""]
        marked += session.scalar(select(func.count()).select_from(Contact).where(*wanted)) or 0
        session.execute(update(Contact).where(*wanted).values(deleted=None if restore else clock.now()))
    return marked
