"""Reading the register: one day's sheet, one line, who is still here, and what the timeline tells of a line."""

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, String, bindparam, column, func, select
from sqlalchemy.orm import Session

from crm_desktop.base.errors import NotFound
from crm_desktop.base.i18n import _
from crm_desktop.features.contacts import rules as contact_rules
from crm_desktop.features.contacts.records import WayKind
from crm_desktop.features.reception import rules
from crm_desktop.features.reception.records import (
    CALLED_IN,
    CAME_IN,
    KnownPerson,
    ReceptionRecord,
    Register,
    RegisterFields,
    RegisterLine,
    Visit,
)
from crm_desktop.features.settings.queries import shop_rules
from crm_desktop.features.touches import queries as touches
from crm_desktop.features.touches.records import TimelineEntry
from crm_desktop.store.prepared import Prepared
from crm_desktop.store.tables import Contact, ContactWay, DerivedPerson, Reception, Touch

FIELDS = tuple(RegisterFields.__dataclass_fields__)
_LISTED = select(column("value", String)).select_from(func.json_each(bindparam("ids")).table_valued("value"))
_OF_TOUCHES = Prepared(
    select(Reception.touch, *[getattr(Reception, name) for name in FIELDS])
    .where(Reception.touch.in_(_LISTED), Reception.deleted.is_(None))
)
_MET_HERE = ("came_in", "test_drive", "quote", "delivery", "service")


def register(session: Session, day: date) -> Register:
    """The sheet of one day: its lines in the order of coming, and the totals at its foot."""
    lines = _lines(session, Reception.day == day)
    weather = next((line.fields.weather for line in reversed(lines) if line.fields.weather), "")
    return Register(day, weather, tuple(lines), rules.totals(lines))


def still_here(session: Session, day: date) -> list[RegisterLine]:
    """Who came in on that day and was not seen leaving."""
    return _lines(session, Reception.day == day, Reception.kind == CAME_IN, Reception.time_out == "")


def known_person(session: Session, contact_id: str) -> KnownPerson:
    """Who stands at the desk, when that is somebody in the book."""
    row = session.execute(
        select(
            DerivedPerson.id, DerivedPerson.name, DerivedPerson.phone, DerivedPerson.subtitle, DerivedPerson.level,
            DerivedPerson.is_customer,
        ).where(DerivedPerson.id == contact_id)
    ).first()
    if row is None:
        raise NotFound(_("This person is no longer here: moved to the trash, or merged into another."))
    return KnownPerson(
        row.id, row.name, row.phone, row.subtitle, row.level, row.is_customer, proposed_visit(session, contact_id)
    )


def reception(session: Session, reception_id: str) -> ReceptionRecord:
    """One line, to be edited."""
    row = session.execute(_statement().where(Reception.id == reception_id)).first()
    if row is None:
        raise NotFound(_("This line is no longer in the register."))
    return ReceptionRecord(
        row.id, row.row_seq, row.contact if row.name else "", row.touch, row.name or "", _phone(row), _fields(row)
    )


def of_touch(session: Session, touch_id: str) -> str:
    """The id of the line a touch belongs to, or ""."""
    return session.scalar(select(Reception.id).where(Reception.touch == touch_id, Reception.deleted.is_(None))) or ""


def facts_of(session: Session, touch_ids: Iterable[str]) -> dict[str, str]:
    """What the register says of these touches, in a few words; touches without a line are left out."""
    ids = list(touch_ids)
    if not ids:
        return {}
    shop = shop_rules(session)
    return {row.touch: rules.facts(_fields(row), shop) for row in _OF_TOUCHES.rows(session, ids=json.dumps(ids))}


def timeline(
    session: Session, contact_id: str, *, limit: int = 50, offset: int = 0, before: datetime | None = None
) -> list[TimelineEntry]:
    """The timeline of a person, with what the register says in the lines of its touches."""
    entries = touches.timeline(session, contact_id, limit=limit, offset=offset, before=before)
    told = facts_of(session, (one.id for one in entries if one.code in (CAME_IN, CALLED_IN)))
    return [
        replace(one, text="\n".join(filter(None, (told[one.id], one.text)))) if one.id in told else one
        for one in entries
    ]


def proposed_visit(session: Session, contact_id: str, *, before: date | None = None) -> str:
    """First or again: again when the person was met in the showroom, or has a line, before that day."""
    if not contact_id:
        return Visit.FIRST.value
    lines = select(Reception.id).where(
        Reception.contact == contact_id, Reception.kind == CAME_IN, Reception.deleted.is_(None))
    met = select(Touch.id).where(Touch.root == contact_id, Touch.kind.in_(_MET_HERE), Touch.deleted.is_(None))
    if before is not None:
        lines, met = lines.where(Reception.day < before), met.where(Touch.at < before.isoformat())
    known = session.scalar(lines.limit(1)) or session.scalar(met.limit(1))
    return (Visit.AGAIN if known else Visit.FIRST).value


def living_with_phone(session: Session, number: str) -> list[tuple[str, str]]:
    """Id and name of the people with this phone number."""
    normal = contact_rules.normal_way(WayKind.PHONE, number)
    same = ContactWay.normal == normal if normal else ContactWay.value == number
    rows = session.execute(
        select(Contact.id, Contact.name).join(ContactWay, ContactWay.root == Contact.id)
        .where(ContactWay.kind == WayKind.PHONE, same, ContactWay.deleted.is_(None), Contact.deleted.is_(None))
        .distinct().order_by(Contact.id)
    )
    return [(row.id, row.name) for row in rows]


def _columns() -> list[Any]:
    return [getattr(Reception, name) for name in FIELDS]


def _statement() -> Select[Any]:
    """Lines with name and first phone of the person; nothing of somebody in the trash."""
    first = (
        select(func.min(ContactWay.position))
        .where(ContactWay.root == Contact.id, ContactWay.kind == WayKind.PHONE, ContactWay.deleted.is_(None))
        .correlate(Contact).scalar_subquery()
    )
    way = (
        (ContactWay.root == Contact.id) & (ContactWay.kind == WayKind.PHONE) & ContactWay.deleted.is_(None)
        & (ContactWay.position == first)
    )
    return (
        select(
            Reception.id, Reception.row_seq, Reception.contact, Reception.touch, *_columns(), Contact.name,
            (Reception.private | func.coalesce(Contact.private, False)).label("private"),
            func.min(ContactWay.value).label("phone_value"), func.min(ContactWay.normal).label("phone_normal"),
        )
        .outerjoin(Contact, (Contact.id == Reception.contact) & Contact.deleted.is_(None))
        .outerjoin(ContactWay, way)
        .where(Reception.deleted.is_(None))
        .group_by(Reception.id)
        .order_by(Reception.day, Reception.time_in, Reception.id)
    )  # fmt: skip


def _lines(session: Session, *wanted: Any) -> list[RegisterLine]:
    rows = session.execute(_statement().where(*wanted))
    return [_line(number, row) for number, row in enumerate(rows, 1)]


def _line(number: int, row: Any) -> RegisterLine:
    fields = _fields(row)
    minutes = rules.minutes_between(fields.time_in, fields.time_out)
    contact = row.contact if row.name else ""
    return RegisterLine(number, row.id, contact, row.name or "", _phone(row), fields, minutes, bool(row.private))


def _fields(row: Any) -> RegisterFields:
    return RegisterFields(**{name: getattr(row, name) for name in FIELDS})


def _phone(row: Any) -> str:
    value = row.phone_value
    return contact_rules.shown_way(WayKind.PHONE, value, row.phone_normal or "") if value else ""
