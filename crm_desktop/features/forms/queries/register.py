"""The register of who came in and who called, one day a sheet; lines of private contacts are not on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_desktop.base import clock
from crm_desktop.base.i18n import _, format_full_day, format_time
from crm_desktop.features.forms.queries.designs import design
from crm_desktop.features.forms.queries.lines import form, level_cell, line, tick
from crm_desktop.features.forms.queries.persons import Person, persons, source_text, spoken, wanted
from crm_desktop.features.forms.records import REGISTER, Cell, Column, Form, Group, Line, Table
from crm_desktop.features.reception import queries as reception
from crm_desktop.features.reception.records import CALLED_IN, CAME_IN, FLAGS, RegisterFields, RegisterLine, Visit
from crm_desktop.features.reception.rules import NO_DETAILS
from crm_desktop.features.settings import queries as settings
from crm_desktop.features.settings.queries import shop_rules
from crm_desktop.features.settings.records import ShopRules
from crm_desktop.features.team.queries import me as team_me
from crm_desktop.features.team.rules import sees_owners
from crm_desktop.features.visits.queries.facts import letterhead
from crm_desktop.store.tables import Opportunity, Reception, Touch


@dataclass(frozen=True, slots=True)
class _Seen:
    """What is known beside the lines themselves."""

    persons: dict[str, Person]
    deals: dict[str, Any]
    consultant: str


def register(session: Session, day: date) -> Form:
    """The lines of a day and empty ones for those to come."""
    plan, shop = design(session, REGISTER), shop_rules(session)
    sheet = reception.register(session, day)
    written = (entry for entry in sheet.lines if not entry.private)
    entries = sorted((*written, *_only_touched(session, day)), key=lambda entry: (entry.fields.time_in, entry.id))
    ids = [entry.contact_id for entry in entries if entry.contact_id]
    seen = _Seen(persons(session, ids), _deals(session, ids), _my_name(session))
    lines = tuple(
        _line(plan.shown, entry, seen, number=number, shop=shop) for number, entry in enumerate(entries, 1)
    )
    table = Table(plan.shown, (Group("", lines),), lines=plan.lines, fills=True, still_open=day >= clock.today())
    weather = shop.label_of("weathers", sheet.weather) or "________"
    said = (format_full_day(day), _("Weather {weather}").format(weather=weather))
    return form(plan, letterhead(session), day=day, said=said, bands=((table,),))


def _my_name(session: Session) -> str:
    """Of whom no archive is known yet: mine, alone; the manager's register holds those of all."""
    return "" if sees_owners(team_me(session)) else settings.me(session).name


def _only_touched(session: Session, day: date) -> list[RegisterLine]:
    """Who came in or called by the timeline alone, without a line of the register."""
    first = datetime.combine(day, time.min)
    written = select(Reception.touch).where(Reception.day == day, Reception.deleted.is_(None))
    touches = session.execute(
        select(Touch.id, Touch.root, Touch.at, Touch.kind, Touch.minutes, Touch.note)
        .where(
            Touch.at >= first, Touch.at < first + timedelta(days=1), Touch.kind.in_((CAME_IN, CALLED_IN)),
            Touch.private.is_(False), Touch.deleted.is_(None), Touch.id.not_in(written),
        )
        .order_by(Touch.at, Touch.id)
    ).all()
    known = _met_before(session, [row.root for row in touches], first)
    driven, quoted = (_touched(session, kind, first) for kind in ("test_drive", "quote"))
    return [
        RegisterLine(0, row.id, row.root, "", "", RegisterFields(
            kind=row.kind, day=day, time_in=format_time(row.at),
            time_out=format_time(row.at + timedelta(minutes=row.minutes)) if row.minutes else "",
            visit=(Visit.AGAIN if row.root in known else Visit.FIRST).value, test_drive=row.root in driven,
            quoted=row.root in quoted, note=row.note,
        ), row.minutes)
        for row in touches
    ]


def _met_before(session: Session, ids: Sequence[str], moment: datetime) -> frozenset[str]:
    return frozenset(session.scalars(
        select(Touch.root).distinct()
        .where(Touch.root.in_(wanted(ids)), Touch.at < moment, Touch.effective.is_(True), Touch.deleted.is_(None))
    ))


def _touched(session: Session, kind: str, first: datetime) -> frozenset[str]:
    """Who had such a touch on the day."""
    return frozenset(session.scalars(
        select(Touch.root).distinct()
        .where(Touch.at >= first, Touch.at < first + timedelta(days=1), Touch.kind == kind, Touch.deleted.is_(None))
    ))


def _deals(session: Session, ids: Sequence[str]) -> dict[str, Any]:
    rows = session.execute(
        select(Opportunity.root, Opportunity.colour, Opportunity.rival, Opportunity.trade_in, Opportunity.payment)
        .where(Opportunity.root.in_(wanted(ids)), Opportunity.deleted.is_(None))
        .order_by(Opportunity.stage.not_in(("open", "ordered")), Opportunity.created.desc(), Opportunity.id.desc())
    )
    found: dict[str, Any] = {}
    for row in rows:
        found.setdefault(row.root, row)
    return found


def _line(columns: Sequence[Column], entry: RegisterLine, seen: _Seen, *, number: int, shop: ShopRules) -> Line:
    own, who, deal = entry.fields, seen.persons.get(entry.contact_id), seen.deals.get(entry.contact_id)
    phone = who.phone if who else spoken(entry.phone)
    left = own.result not in ("", NO_DETAILS) if own.result else bool(phone)
    flags = {name: tick(done=getattr(own, name)) for name in FLAGS}
    return line(columns, {
        "no": str(number), "kind": _("in") if own.kind == CAME_IN else _("call"), "time_in": own.time_in,
        "time_out": own.time_out, "stay": str(entry.minutes or ""),
        "people": Cell(str(own.party or ""), amount=own.party), "means": shop.label_of("arrivals", own.arrival),
        "first": {Visit.FIRST.value: _("first"), Visit.AGAIN.value: _("again")}.get(own.visit, ""),
        "purpose": shop.label_of("reception_purposes", own.purpose),
        "name": Cell(who.name if who else entry.name, "strong"), "phone": phone,
        "model": own.models or (who.model if who else ""), "colour": deal.colour if deal else "",
        "level": level_cell(own.level or (who.level if who else ""), shop),
        "rival": own.rival or (deal.rival if deal else ""),
        "trade_in": flags["trade_in"] if own.trade_in else deal.trade_in if deal else "",
        "finance": flags["finance"] if own.finance else shop.label_of("payments", deal.payment) if deal else "",
        "source": shop.label_of("sources", own.source) or (source_text(who, shop) if who else ""),
        "survey": flags["survey"], "quote": flags["quoted"], "test_drive": flags["test_drive"],
        "left_details": tick(done=left), "consultant": who.consultant if who else seen.consultant, "note": own.note,
    })
