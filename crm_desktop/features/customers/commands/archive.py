"""Opening an archive, and moving a customer on the three scales."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_desktop.base import clock
from crm_desktop.base.errors import InvalidInput, Refused
from crm_desktop.base.i18n import _
from crm_desktop.features.contacts import commands as contacts
from crm_desktop.features.contacts import rules as fields
from crm_desktop.features.contacts.records import NewContact
from crm_desktop.features.customers import rules
from crm_desktop.features.customers.records import Level, Status
from crm_desktop.store.tables import Customer, ScaleChange

_OWN_LINES = frozenset({"decision_maker"})
_OWN_TEXTS = frozenset({"next_step"})


def find_customer(session: Session, contact_id: str) -> Customer:
    """The open archive of a person, or a sentence that there is none."""
    contacts.find(session, contact_id)
    row = session.scalar(select(Customer).where(Customer.root == contact_id, Customer.deleted.is_(None)))
    if row is None:
        raise Refused(_("This person is not a shop customer yet. Open an archive first."))
    return row


def open_archive(
    session: Session, contact_id: str, *, level: str = "", status: str = "N", with_touches: bool = False
) -> str:
    """Make a person a shop customer: the archive is opened, identity and ways to reach may leave the laptop."""
    contact = contacts.find(session, contact_id)
    known = session.scalar(select(Customer.id).where(Customer.root == contact_id, Customer.deleted.is_(None)))
    if known:
        return known
    if status not in set(Status):
        raise InvalidInput("status", _("There is no such status."))
    row = new_archive(session, contact_id)
    row.status = status
    session.flush()
    if contact.private:
        contacts.share(session, contact_id, with_touches=with_touches)
    if level:
        set_level(session, contact_id, level)
    return row.id


def new_archive(session: Session, contact_id: str) -> Customer:
    """The row of an archive that is opened now, on another laptop perhaps as well."""
    row = contacts.the_only(session, Customer, contact_id)
    row.opened_on, row.status, row.level = clock.today(), "N", ""
    row.tier, row.tier_reason, row.decision_maker, row.next_step = None, "", "", ""
    session.add(row)
    return row


def create_customer(session: Session, new: NewContact, *, level: str = "", status: str = "N") -> str:
    """Keep a new person as a shop customer. Returns the contact's id."""
    contact_id = contacts.create_contact(session, new)
    open_archive(session, contact_id, level=level, status=status)
    return contact_id


def capture(session: Session, name: str, phone: str, occasion: str, *, as_customer: bool = False) -> str:
    """Keep somebody just met in ten seconds; one of name and phone is enough. Returns the contact's id."""
    contact_id = contacts.capture(session, name=name, phone=phone, occasion=occasion)
    if as_customer:
        open_archive(session, contact_id)
    return contact_id


def set_field(session: Session, contact_id: str, field: str, value: object) -> None:
    """Change one field of the archive, wherever it is kept: the customer's own or the person's."""
    if field in _OWN_LINES | _OWN_TEXTS | {"opened_on"}:
        row = find_customer(session, contact_id)
        setattr(row, field, _clean(field, value))
        session.flush()
    else:
        contacts.set_field(session, contact_id, field, value)


def set_level(session: Session, contact_id: str, level: str, *, reason: str = "") -> None:
    """Say how soon the customer buys; a new customer is in progress from then on."""
    if level not in set(Level):
        raise InvalidInput("level", _("There is no such level. Choose H, A, B or C, or none."))
    row = find_customer(session, contact_id)
    if row.level != level:
        _note(session, row, scale="level", after=level, reason=reason)
        row.level = level
    status = rules.status_after_level(row.status, level)
    if status != row.status:
        _note(session, row, scale="status", after=status, reason="level_known")
        row.status = status
    session.flush()


def set_level_many(session: Session, contact_ids: Iterable[str], level: str, *, reason: str = "") -> int:
    """Set the level of several customers. Returns how many; who is no customer is left out."""
    done = 0
    for contact_id in dict.fromkeys(contact_ids):
        if session.scalar(select(Customer.id).where(Customer.root == contact_id, Customer.deleted.is_(None))):
            set_level(session, contact_id, level, reason=reason)
            done += 1
    return done


def set_status(session: Session, contact_id: str, status: str, *, reason: str = "") -> None:
    """Say by a word whether a customer is new or in progress. Every other status comes by an event (`milestones`)."""
    if status not in set(Status):
        raise InvalidInput("status", _("There is no such status."))
    row = find_customer(session, contact_id)
    if not {row.status, status} <= {Status.NEW, Status.PROGRESS}:
        raise Refused(_("This status comes by an event: an order, a delivery, a loss … Note what happened."))
    change_status(session, row, status, reason=reason)


def set_tier(session: Session, contact_id: str, tier: int | None, *, reason: str = "") -> None:
    """Set the value tier by hand, with the reason why."""
    row = find_customer(session, contact_id)
    cleaned = rules.clean_tier(tier, reason)
    words = fields.clean_line("tier_reason", reason)
    if row.tier != cleaned:
        _note(session, row, scale="tier", after=str(cleaned or ""), reason=words)
    row.tier, row.tier_reason = cleaned, words if cleaned is not None else ""
    session.flush()


def change_status(session: Session, row: Customer, status: str, *, reason: str) -> None:
    """Move a customer in the life cycle and note it on the timeline."""
    if row.status == status:
        return
    _note(session, row, scale="status", after=status, reason=reason)
    row.status = status
    session.flush()


def _note(session: Session, row: Customer, *, scale: str, after: str, reason: str) -> None:
    before = getattr(row, scale)
    session.add(ScaleChange(
        root=row.root, at=clock.now(), scale=scale, before="" if before is None else str(before), after=after,
        reason=fields.clean_line("reason", reason),
    ))


def _clean(field: str, value: object) -> str | date:
    if field in _OWN_TEXTS:
        return fields.clean_text(field, value)
    if field in _OWN_LINES:
        return fields.clean_line(field, value)
    day = fields.clean_day(field, value, today=clock.today())
    if day is None:
        raise InvalidInput(field, _("The archive needs the day it was opened."))
    return day
