"""Receiving somebody in the showroom or on the phone: one function, one undo step, with all that follows."""

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_desktop.base import clock
from crm_desktop.base.errors import InvalidInput, NotFound
from crm_desktop.base.i18n import _
from crm_desktop.features.contacts import commands as contacts
from crm_desktop.features.contacts.records import NewContact, NewWay, WayKind
from crm_desktop.features.customers import commands as customers
from crm_desktop.features.reception import queries, rules
from crm_desktop.features.reception.records import Received, RegisterFields, Who
from crm_desktop.features.settings.queries import shop_rules
from crm_desktop.features.touches import commands as touches
from crm_desktop.features.touches import queries as touch_queries
from crm_desktop.features.touches.records import NewTouch, NextFollowUp
from crm_desktop.store.tables import Contact, ContactWay, Customer, Opportunity, Reception

_OCCASION = "showroom"


def receive(
    session: Session, line: RegisterFields, who: Who | None = None, *, next_follow_up: NextFollowUp | None = None
) -> Received:
    """Write a line of the register, and for somebody who left a name the person, the archive, the touch, the level.

    A phone number that is in the book under the same name (or typed alone) is that person. Who left nothing is a
    line all the same.
    """
    person = who or Who()
    fields = rules.clean(line, shop=shop_rules(session), now=clock.now())
    row = Reception(kind=fields.kind, day=fields.day, time_in=fields.time_in, private=False)
    session.add(row)
    if not person.is_known:
        if next_follow_up is not None:
            raise InvalidInput("name", _("A next contact needs a person. Type a name or a phone number."))
        _fill(session, row, fields)
        return Received(row.id, "", "", new_person=False)
    new = _attach(session, row, fields, person, next_follow_up)
    return Received(row.id, row.contact, row.touch, new_person=new)


def edit_reception(session: Session, reception_id: str, line: RegisterFields, who: Who | None = None) -> None:
    """Correct a line, its touch with it; a line without a name takes the person that became known since."""
    row = _find(session, reception_id)
    fields = rules.clean(line, shop=shop_rules(session), now=clock.now())
    if not _lives(session, row.contact):
        if who is not None and who.is_known:
            _attach(session, row, fields, who, None)
            return
        _fill(session, row, fields)
        return
    _take_level(session, row, fields, changed=fields.level != row.level)
    _fill(session, row, fields)
    if row.touch:
        _correct_touch(session, row.touch, fields)


def close_reception(session: Session, reception_id: str, *, time_out: str = "") -> str:
    """They left: now, unless a time is said. Returns the time."""
    row = _find(session, reception_id)
    now = clock.now()
    if not time_out and row.day != now.date():
        raise InvalidInput("time_out", _("They came on another day. Open the line and type when they left."))
    fields = replace(_fields_of(row), time_out=time_out or f"{max(now, rules.moment_of(row.day, row.time_in)):%H:%M}")
    edit_reception(session, reception_id, fields)
    return _find(session, reception_id).time_out


def remove_reception(session: Session, reception_id: str) -> None:
    """Take a line out of the register, its touch off the timeline; the person stays."""
    row = _find(session, reception_id)
    row.deleted = clock.now()
    session.flush()
    if row.touch:
        touches.remove_touch(session, row.touch)


# Inside ----------------------------------------------------------------------------------------------------------


def _attach(
    session: Session, row: Reception, fields: RegisterFields, who: Who, next_follow_up: NextFollowUp | None
) -> bool:
    """The person behind a line; whether it is a new one."""
    contact_id, new = _person(session, fields, who)
    visit = fields.visit or queries.proposed_visit(session, contact_id)
    fields = replace(fields, visit=visit)
    if who.as_customer or fields.level:
        customers.open_archive(session, contact_id)
    _fill_gaps(session, contact_id, fields)
    row.contact = contact_id
    _take_level(session, row, fields, changed=True)
    logged = touches.log_touch(session, contact_id, _touch(fields), next_follow_up=next_follow_up)
    row.touch, row.private = logged.id, contacts.find(session, contact_id).private
    _fill(session, row, fields)
    return new


def _person(session: Session, fields: RegisterFields, who: Who) -> tuple[str, bool]:
    if who.contact_id:
        contact_id = contacts.find(session, who.contact_id).id
        if who.phone.strip():
            contacts.add_way(session, contact_id, NewWay(WayKind.PHONE, who.phone))
        return contact_id, False
    name, number = " ".join(who.name.split()), who.phone.strip()
    same = queries.living_with_phone(session, number) if number else []
    if len(same) == 1 and (not name or name == same[0][1]):
        return same[0][0], False
    ways = (NewWay(WayKind.PHONE, number),) if number else ()
    shop = shop_rules(session)
    source = fields.source or ("walk_in" if fields.kind == "came_in" else "call_in")
    made = NewContact(
        name=name or number, ways=ways, met_on=fields.day,
        occasion=_OCCASION if shop.find("occasions", _OCCASION) else "",
        source=source if shop.find("sources", source) else "",
    )  # fmt: skip
    return contacts.create_contact(session, made), True


def _fill_gaps(session: Session, contact_id: str, fields: RegisterFields) -> None:
    """What the line says and the archive does not know yet: source, the car, the rival."""
    contact = contacts.find(session, contact_id)
    if fields.source and not contact.source:
        contacts.set_field(session, contact_id, "source", fields.source)
    if not session.scalar(select(Customer.id).where(Customer.root == contact_id, Customer.deleted.is_(None))):
        return
    running = Opportunity.stage.in_(("open", "ordered"))
    deal = session.scalar(
        select(Opportunity).where(Opportunity.root == contact_id, Opportunity.deleted.is_(None), running)
        .order_by(Opportunity.created.desc(), Opportunity.id.desc()).limit(1)
    )
    for field, value in (("model", rules.first_model(fields.models)), ("rival", fields.rival)):
        if value and (deal is None or not getattr(deal, field)):
            customers.set_need(session, contact_id, field, value)


def _take_level(session: Session, row: Reception, fields: RegisterFields, *, changed: bool) -> None:
    if fields.level and changed:
        customers.open_archive(session, row.contact)
        customers.set_level(session, row.contact, fields.level)


def _fill(session: Session, row: Reception, fields: RegisterFields) -> None:
    for name in queries.FIELDS:
        value = getattr(fields, name)
        if getattr(row, name) != value:
            setattr(row, name, value)
    row.visit = row.visit or queries.proposed_visit(session, row.contact, before=row.day)
    if row.contact and not row.level:
        level = select(Customer.level).where(Customer.root == row.contact, Customer.deleted.is_(None))
        row.level = session.scalar(level) or ""
    if not row.result:
        row.result = rules.proposed_result(shop_rules(session), reachable=_reachable(session, row.contact))
    session.flush()


def _reachable(session: Session, contact_id: str) -> bool:
    way = select(ContactWay.id).where(ContactWay.root == contact_id, ContactWay.deleted.is_(None)).limit(1)
    return bool(contact_id) and session.scalar(way) is not None


def _touch(fields: RegisterFields) -> NewTouch:
    assert fields.day is not None
    return NewTouch(
        kind=fields.kind, at=rules.moment_of(fields.day, fields.time_in), note=fields.note,
        minutes=rules.minutes_between(fields.time_in, fields.time_out),
    )  # fmt: skip


def _correct_touch(session: Session, touch_id: str, fields: RegisterFields) -> None:
    was = touch_queries.touch(session, touch_id)
    right = replace(
        _touch(fields), result=was.result if was.kind == fields.kind else "", opener=was.opener, mood=was.mood,
        script=was.script, script_version=was.script_version,
        effective=was.effective if was.kind == fields.kind else None,
    )  # fmt: skip
    touches.edit_touch(session, touch_id, right)


def _fields_of(row: Reception) -> RegisterFields:
    return RegisterFields(**{name: getattr(row, name) for name in queries.FIELDS})


def _find(session: Session, reception_id: str) -> Reception:
    row = session.get(Reception, reception_id)
    if row is None or row.deleted is not None:
        raise NotFound(_("This line is no longer in the register."))
    return row


def _lives(session: Session, contact_id: str) -> bool:
    found = session.get(Contact, contact_id) if contact_id else None
    return found is not None and found.deleted is None
