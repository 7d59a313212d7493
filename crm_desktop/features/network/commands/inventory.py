"""The self-inventory: people out of one's own memory, and the weekly targets."""

import json

from sqlalchemy.orm import Session

from crm_desktop.base.errors import InvalidInput
from crm_desktop.base.i18n import _
from crm_desktop.features.contacts import commands as contacts
from crm_desktop.features.contacts.records import NewContact, NewWay, WayKind
from crm_desktop.features.contacts.rules import clean_line
from crm_desktop.features.network import rules
from crm_desktop.features.network.records import NewPerson
from crm_desktop.features.settings.commands import keep_own
from crm_desktop.features.settings.queries import shop_rules
from crm_desktop.features.settings.records import HowKnown


def note_down(session: Session, new: NewPerson) -> str:
    """Write down somebody I know: private, in the ring that the way of knowing says."""
    phone = clean_line("phone", new.phone)
    name = clean_line("name", new.name) or phone
    if not name:
        raise InvalidInput("name", _("Type a name or a phone number; one of them is enough."))
    ways = (NewWay(WayKind.PHONE, phone),) if phone else ()
    return contacts.create_contact(session, NewContact(
        name=name, ways=ways, how_known=new.how_known, ring=_ring(session, new.how_known), closeness=new.closeness,
    ))  # fmt: skip


def take_known(session: Session, contact_id: str, new: NewPerson) -> str:
    """Somebody who is in the book already: only what was not known of him is filled in."""
    person = contacts.find(session, contact_id)
    facts = {"how_known": new.how_known, "ring": _ring(session, new.how_known), "closeness": new.closeness}
    for field, value in facts.items():
        if value and not getattr(person, field):
            contacts.set_field(session, contact_id, field, value)
    if phone := clean_line("phone", new.phone):
        contacts.add_way(session, contact_id, NewWay(WayKind.PHONE, phone))
    return contact_id


def set_target(session: Session, step: str, target: object) -> None:
    """My own weekly target of a step."""
    if shop_rules(session).find("network_steps", step) is None:
        raise InvalidInput("step", _("The shop has no such setting."))
    keep_own(session, rules.TARGETS, step, json.dumps({"target": rules.clean_target(target)}))


def _ring(session: Session, how_known: str) -> int | None:
    way = shop_rules(session).find("how_known", how_known)
    return way.ring if isinstance(way, HowKnown) else None
