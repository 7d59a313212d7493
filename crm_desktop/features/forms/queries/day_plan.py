"""The day plan: appointments by time, what is due, what is overdue, deliveries, promises, birthdays.

The consultant's own paper: private contacts stand on it, marked.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_desktop.base.dates import PartialDate, keys_on
from crm_desktop.base.i18n import _, format_full_day, ngettext
from crm_desktop.features.calendar.queries import count_due, due_items
from crm_desktop.features.calendar.records import DueItem
from crm_desktop.features.commitments.queries import due_commitments
from crm_desktop.features.forms.queries.designs import design
from crm_desktop.features.forms.queries.lines import form, level_cell, line
from crm_desktop.features.forms.queries.persons import Person, persons, short_day
from crm_desktop.features.forms.records import DAY_PLAN, Cell, Column, Form, Group, Table
from crm_desktop.features.settings.queries import shop_rules
from crm_desktop.features.settings.records import ShopRules
from crm_desktop.features.visits.queries import visits_of_day
from crm_desktop.features.visits.queries.facts import letterhead
from crm_desktop.features.visits.records import VisitRecord
from crm_desktop.store.tables import Contact, DerivedPerson

MOST_OVERDUE = 60
MOST_DUE = 200
MOST_OTHERS = 60
_MET = ("visit", "came_in", "test_drive")
_DELIVERY = "delivery_day"


@dataclass(frozen=True, slots=True)
class _Entry:
    """One line before it has columns."""

    contact_id: str
    purpose: str
    at: str = ""
    how: str = ""
    last_words: str = ""
    late: bool = False


def day_plan(session: Session, day: date) -> Form:
    """What this day asks for, with room for the results."""
    plan = design(session, DAY_PLAN)
    shop = shop_rules(session)
    named = _named(session, day, shop)
    known = persons(session, (entry.contact_id for _title, entries in named for entry in entries), private=True)
    groups = tuple(
        _group(title, here, known, columns=plan.shown, shop=shop)
        for title, entries in named if (here := [entry for entry in entries if entry.contact_id in known])
    )
    table = Table(plan.shown, groups, lines=plan.lines, fills=True, still_open=True, note=_left_out(session, day))
    return form(plan, letterhead(session), day=day, said=(format_full_day(day), _summary(named)), bands=((table,),))


def _group(
    title: str, entries: Sequence[_Entry], known: dict[str, Person], *, columns: Sequence[Column], shop: ShopRules
) -> Group:
    heading = _("{group} · {count}").format(group=title, count=len(entries))
    return Group(heading, tuple(_line(columns, entry, known[entry.contact_id], shop) for entry in entries))


def _named(session: Session, day: date, shop: ShopRules) -> list[tuple[str, list[_Entry]]]:
    route = {(visit.contact_id, visit.key): visit for visit in visits_of_day(session, day)}
    today = due_items(session, day, limit=MOST_DUE, only_on=True)
    overdue = [item for item in due_items(session, day, limit=MOST_OVERDUE) if item.due < day]
    delivered = [item for item in today if item.rule == _DELIVERY]
    due = {(item.contact_id, item.key): item for item in today}
    visits = [_visit(due[key], visit, shop) for key, visit in route.items() if key in due]
    rest = [item for key, item in due.items() if key not in route and item.rule != _DELIVERY]
    timed = sorted((item for item in rest if item.due_at), key=lambda item: (item.due_at, item.name))
    return [
        (_("Appointments"), _due(timed, shop)),
        (_("Visits by route"), visits),
        (_("Deliveries"), _due(delivered, shop)),
        (_("Due today"), _due(sorted((item for item in rest if not item.due_at), key=_rank(shop)), shop)),
        (_("Overdue"), _due(overdue, shop)),
        (_("Promises"), _promises(session, day)),
        (_("Birthdays"), _birthdays(session, day)),
    ]


def _rank(shop: ShopRules) -> Callable[[DueItem], tuple[bool, int, str]]:
    """Who is seen comes before who is called, the hot ones first."""
    ranks = {level.code: rank for rank, level in enumerate(shop.levels)}
    return lambda item: (item.kind not in _MET, ranks.get(item.level, len(ranks)), item.name)


def _due(items: Iterable[DueItem], shop: ShopRules) -> list[_Entry]:
    return [
        _Entry(
            item.contact_id, _why(item.purpose, item.reason), item.due_at,
            shop.label_of("touch_kinds", item.kind), item.last_note, item.overdue_days > 0,
        )
        for item in items
    ]


def _visit(item: DueItem, visit: VisitRecord, shop: ShopRules) -> _Entry:
    """A planned visit: what for, where, what to bring."""
    told = " · ".join(filter(None, (_why(item.purpose, item.reason), visit.place, visit.people, visit.preparation)))
    return replace(_due([item], shop)[0], purpose=told)


def _why(purpose: str, reason: str) -> str:
    """What for and why now; a plan's reason often is its purpose."""
    return reason if purpose in reason else " · ".join(filter(None, (purpose, reason)))


def _promises(session: Session, day: date) -> list[_Entry]:
    found = due_commitments(session, day, limit=MOST_OTHERS)
    return [
        _Entry(one.contact_id, f"{one.text} ({short_day(one.due_on)})", late=bool(one.due_on and one.due_on < day))
        for one in found
    ]


def _birthdays(session: Session, day: date) -> list[_Entry]:
    rows = session.execute(
        select(DerivedPerson.id, Contact.birthday)
        .join(Contact, Contact.id == DerivedPerson.id)
        .where(DerivedPerson.birth_key.in_(sorted(keys_on(day))))
        .order_by(DerivedPerson.is_customer.desc(), DerivedPerson.sort_name).limit(MOST_OTHERS)
    )
    return [_Entry(row.id, _birthday(row.birthday, day)) for row in rows]


def _birthday(text: str, day: date) -> str:
    born = PartialDate.stored(text)
    if born is None:
        return ""
    turns = born.turns(day)
    age = ngettext("turns {n}", "turns {n}", turns).format(n=turns) if turns else ""
    return " · ".join(filter(None, (_("Birthday"), born.label(), age)))


def _line(columns: Sequence[Column], entry: _Entry, who: Person, shop: ShopRules) -> tuple[Cell, ...]:
    marks = [_("Private")] * who.private + [_("Do not contact")] * who.blocked
    name = _("{name} ({marks})").format(name=who.name, marks=_(", ").join(marks)) if marks else who.name
    return line(columns, {
        "time": Cell(entry.at, "strong"), "name": Cell(name, "urgent" if who.blocked else "strong"),
        "level": level_cell(who.level, shop), "status": shop.label_of("statuses", who.status), "phone": who.phone,
        "consultant": who.consultant,
        "model": who.model, "how": entry.how, "purpose": Cell(entry.purpose, "urgent" if entry.late else ""),
        "last_words": Cell(" ".join(entry.last_words.split()), "muted"),
        "result": Cell(_("□ reached  □ not  □ met"), "muted"),
    })


def _summary(named: Sequence[tuple[str, Sequence[_Entry]]]) -> str:
    return " · ".join(
        _("{group} {count}").format(group=title, count=len(entries)) for title, entries in named if entries
    )


def _left_out(session: Session, day: date) -> str:
    counts = count_due(session, day)
    more = max(counts.overdue - MOST_OVERDUE, 0) + max(counts.today - MOST_DUE, 0)
    if not more:
        return ""
    return ngettext(
        "{n} more is due; the page Today lists everybody.", "{n} more are due; the page Today lists everybody.", more
    ).format(n=f"{more:,}")
