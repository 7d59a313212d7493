"""Rows turned into the words of the paper. Days are written out: "3 days ago" would be wrong tomorrow."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from crm_desktop.base import phone, pinyin
from crm_desktop.base.i18n import _, format_date, format_money, format_number, language, ngettext
from crm_desktop.base.names import is_han, split_name
from crm_desktop.features.contacts.rules import way_label
from crm_desktop.features.settings import queries as settings
from crm_desktop.features.settings.records import Level, ShopRules
from crm_desktop.features.visits.queries.people import People
from crm_desktop.features.visits.records import Fact, Letterhead, TouchLine, Who

_SILENT_RESULTS = ("", "none")


def letterhead(session: Session) -> Letterhead:
    """Who I am, as it stands at the head of a sheet."""
    me = settings.me(session)
    logo = settings.logo(session) if me.logo else None
    consultant = " ".join(filter(None, (me.title, me.name)))
    return Letterhead(me.shop, consultant, phone.display(me.phone), me.address, logo or b"")


def number(mark: str, day: date, contact_id: str) -> str:
    """The number of a sheet: the kind of sheet, the day, the tail of the person's id."""
    return f"{mark}{day:%Y%m%d}-{contact_id[-5:].upper()}"


def who(found: People, contact_id: str, rules: ShopRules, about: Sequence[Fact]) -> Who:
    """The person at the head of a sheet."""
    contact, customer = found.contacts[contact_id], found.customers.get(contact_id)
    numbers = [way for way in found.ways[contact_id] if way.kind == "phone" and way.normal]
    return Who(
        contact_id, contact.name or contact.nickname, salutation(contact.name, contact.gender, rules),
        customer.level if customer else "", level_text(customer, rules),
        rules.label_of("statuses", customer.status) if customer else "",
        customer.tier if customer else None, contact.do_not_contact, numbers[0].normal if numbers else "",
        tuple(about), contact.private,
    )


def salutation(name: str, gender: str, rules: ShopRules) -> str:
    """王女士, Ms Wang; nothing when it is not known."""
    title, family = rules.titles.get(gender, ""), split_name(name)[0]
    if not title or not family:
        return ""
    if language() == "zh_CN":
        return f"{family}{title}"
    readings = pinyin.syllables(name)[: len(family)] if is_han(family[0]) else []
    spoken = "".join(options[0] for options in readings if options).capitalize()
    return f"{title} {spoken or family}"


def level_text(customer: Row[Any] | None, rules: ShopRules) -> str:
    """ "H · within 7 days", for the badge."""
    if customer is None or not customer.level:
        return ""
    level = rules.find("levels", customer.level)
    if not isinstance(level, Level):
        return str(customer.level)
    within = ngettext("within {count} day", "within {count} days", level.horizon_days).format(count=level.horizon_days)
    return f"{level.label} · {within}"


def only(pairs: Iterable[tuple[str, str | None]]) -> tuple[Fact, ...]:
    """The facts that say something."""
    return tuple(Fact(label, text.strip()) for label, text in pairs if text and text.strip())


def day(value: date | None, today: date) -> str:
    """A day on paper; the year only when it is another one."""
    return format_date(value, year=value.year != today.year) if value else ""


def ways(found: People, contact_id: str, rules: ShopRules) -> tuple[Fact, ...]:
    """Phones first, as they are read aloud, then the rest."""
    facts: list[Fact] = []
    for way in sorted(found.ways[contact_id], key=lambda way: way.kind != "phone"):
        text = phone.display(way.value).replace(" ", "\u00a0") if way.kind == "phone" else way.value
        label = way_label(way.label) or ("" if way.kind == "phone" else rules.label_of("way_kinds", way.kind))
        facts.append(Fact(label, text))
    return tuple(facts)


def introducers(found: People, contact_id: str, rules: ShopRules) -> str:
    """Who introduced this person."""
    return " · ".join(name for kind, name, _note in ties(found, contact_id, rules) if kind == "introducer" and name)


def ties(found: People, contact_id: str, rules: ShopRules) -> list[tuple[str, str, str]]:
    """(kind, name, note) of every relation, the kind read from this person."""
    inverse = {kind.code: kind.inverse for kind in rules.relation_kinds}
    return [
        (row.kind if row.own_side else inverse.get(row.kind, "other"), row.other_name or "", row.note)
        for row in found.relations[contact_id]
    ]


def touch_lines(rows: Sequence[Row[Any]], rules: ShopRules, today: date) -> tuple[TouchLine, ...]:
    """Touches as lines: day, kind and result, note with opener and mood."""
    return tuple(_touch_line(row, rules, today) for row in rows)


def _touch_line(row: Row[Any], rules: ShopRules, today: date) -> TouchLine:
    result = "" if row.result in _SILENT_RESULTS else rules.label_of("touch_results", row.result)
    how = " · ".join(filter(None, (rules.label_of("touch_kinds", row.kind), result)))
    aside = " · ".join(filter(None, (rules.label_of("openers", row.opener), rules.label_of("moods", row.mood))))
    note = " ".join(row.note.split())
    said = _("{note} ({aside})").format(note=note, aside=aside).strip() if aside else note
    return TouchLine(day(row.at.date(), today), how, said, row.effective)


def needs(row: Row[Any], rules: ShopRules, today: date) -> tuple[Fact, ...]:
    """One purchase intent: what is wanted, for how much, against whom."""
    payment = rules.label_of("payments", row.payment)
    budget = " · ".join(filter(None, (money_range(row.budget_low, row.budget_high), payment)))
    worth = _("valued at {amount}").format(amount=format_money(row.trade_in_value)) if row.trade_in_value else ""
    return only((
        (_("Model"), " · ".join(filter(None, (row.model, row.colour)))),
        (_("Use"), rules.label_of("uses", row.use)),
        (_("Budget"), budget),
        (_("Rival"), row.rival),
        (_("Trade-in"), " · ".join(filter(None, (row.trade_in, worth)))),
        (_("Concerns"), row.concerns),
        (_("Quote"), format_money(row.quote)),
        (_("Expected"), day(row.expected_on, today)),
        (_("Ordered"), day(row.ordered_on, today)),
        (_("Note"), row.note),
    ))


def money_range(low: int | None, high: int | None) -> str:
    """20–23 万元; ¥200,000–¥230,000."""
    known = [value for value in (low, high) if value is not None]
    if not known:
        return ""
    if language() == "zh_CN" and all(value % 10_000_00 % 1_000_00 == 0 for value in known):
        low_text, high_text = (f"{value / 10_000_00:g}" if value is not None else "" for value in (low, high))
        unit = " 万元"
    else:
        low_text, high_text, unit = format_money(low), format_money(high), ""
    if low_text and high_text:
        return f"{low_text}{unit}" if low == high else f"{low_text}–{high_text}{unit}"
    text = f"{low_text or high_text}{unit}"
    return _("from {amount}").format(amount=text) if low_text else _("up to {amount}").format(amount=text)


def commitment(row: Row[Any], rules: ShopRules, today: date) -> Fact:
    """One promise; a late one is marked."""
    kind = rules.label_of("commitment_kinds", row.kind)
    if row.state != "open":
        ended = f"{rules.label_of('commitment_states', row.state)} {day(row.closed_on, today)}".strip()
        return Fact(kind, f"{row.text} · {ended}")
    if row.due_on is None:
        return Fact(kind, row.text)
    late = (today - row.due_on).days
    return Fact(day(row.due_on, today), row.text + (f" · {lateness(late)}" if late >= 0 else ""), late >= 0)


def lateness(days: int) -> str:
    """ "2 days overdue", "due today"."""
    if days <= 0:
        return _("due today")
    return ngettext("{count} day overdue", "{count} days overdue", days).format(count=days)


def vehicle(row: Row[Any], rules: ShopRules, today: date, *, full: bool = False) -> Fact:
    """One car in a line; `full` with everything the papers of the car say."""
    def dated(label: str, value: date | None) -> str:
        return f"{label}\u00a0{day(value, today)}" if value else ""

    service = format_number(row.maintenance_km) if row.maintenance_km else ""
    parts = [
        " ".join(filter(None, (row.brand, row.model, row.trim, row.colour))), row.plate,
        _("{distance} km").format(distance=format_number(row.mileage)) if row.mileage else "",
        dated(_("insured until"), row.insurance_until), dated(_("inspection until"), row.inspection_until),
        dated(_("next maintenance"), row.maintenance_on),
        _("maintenance at {distance} km").format(distance=service) if service else "",
    ]
    if full:
        parts += [
            f"VIN\u00a0{row.vin}" if row.vin else "", row.insurer, dated(_("bought"), row.bought_on),
            dated(_("delivered"), row.delivered_on), _("sold by us") if row.sold_by_us else "",
        ]
    return Fact(rules.label_of("vehicle_kinds", row.kind), " · ".join(filter(None, (*parts, row.note))))
