"""Whose appointment it is: by our own mark, a number or an e-mail address in it, or a name only one person bears."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import String, bindparam, column, func, select
from sqlalchemy.orm import Session

from crm_desktop.base import phone
from crm_desktop.base.i18n import _
from crm_desktop.import_export.calendar_files import Appointment
from crm_desktop.store.tables import Contact, ContactWay, DerivedPerson

_NUMBER = re.compile(r"\+?\d[\d\s\-()]{5,}\d")
_SHORTEST_NAME = 2
_WANTED = select(column("value", String)).select_from(func.json_each(bindparam("values")).table_valued("value"))
_BY_WAY = (
    select(ContactWay.root)
    .join(Contact, Contact.id == ContactWay.root)
    .where(
        ContactWay.normal.in_(_WANTED), ContactWay.kind == bindparam("kind"), ContactWay.deleted.is_(None),
        Contact.deleted.is_(None),
    )
    .distinct()
    .limit(2)
)  # fmt: skip
_BY_NAME = (
    select(DerivedPerson.id, DerivedPerson.name)
    .where(func.length(DerivedPerson.name) >= _SHORTEST_NAME, func.instr(bindparam("text"), DerivedPerson.name) > 0)
    .order_by(func.length(DerivedPerson.name).desc())
    .limit(20)
)


@dataclass(frozen=True, slots=True)
class Owner:
    """The person an appointment belongs to, or the sentence that says why none was found."""

    contact_id: str = ""
    doubt: str = ""


def owner_of(session: Session, one: Appointment) -> Owner:
    """The person this appointment is with."""
    if one.contact_id:
        contact = session.get(Contact, one.contact_id)
        if contact is not None and contact.deleted is None:
            return Owner(contact.id)
    said = "\n".join((one.summary, one.place, one.text))
    numbers = [normal for text in _NUMBER.findall(said) if (normal := phone.normal(text))]
    for kind, values in (("phone", numbers), ("email", [address.casefold() for address in one.people])):
        found = _by_way(session, kind, values)
        if len(found) == 1:
            return Owner(found[0])
    return _by_name(session, said)


def _by_way(session: Session, kind: str, values: Iterable[str]) -> list[str]:
    wanted = list(values)
    if not wanted:
        return []
    return list(session.scalars(_BY_WAY, {"values": json.dumps(wanted), "kind": kind}))


def _by_name(session: Session, text: str) -> Owner:
    rows = session.execute(_BY_NAME, {"text": text}).all()
    if not rows:
        return Owner(doubt=_("No person of your book is named in it. Add a name or a phone number to the event."))
    longest = [row for row in rows if len(row.name) == len(rows[0].name)]
    if len(longest) > 1:
        doubt = _("Several people could be meant ({name}). Add the phone number to the event.")
        return Owner(doubt=doubt.format(name=longest[0].name))
    return Owner(longest[0].id)
