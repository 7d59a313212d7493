"""The papers of a hand-over: what whoever takes over must know before the first call."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from crm_desktop.base.i18n import _, format_date, ngettext
from crm_desktop.features.forms.queries.lines import level_cell, line
from crm_desktop.features.forms.queries.persons import short_day
from crm_desktop.features.forms.records import Cell, Column, FactGrid, Form, Group, Line, Table
from crm_desktop.features.hand_over.records import HandOverPack
from crm_desktop.features.settings.queries import shop_rules
from crm_desktop.features.settings.records import ShopRules
from crm_desktop.features.team.queries import team
from crm_desktop.features.team.records import Team
from crm_desktop.features.visits.queries import facts
from crm_desktop.features.visits.queries.people import People, people
from crm_desktop.features.visits.records import ArchiveCard, CardSection, Fact, Letterhead
from crm_desktop.store.plain import plain

_TOUCHES, _READ = 5, 40
"""The last touches on a card; more are read, for private ones stay here."""
_BEFORE = (
    "SELECT id, before FROM journal WHERE id IN (SELECT value FROM json_each(:ids)) AND tbl = 'contact' "
    "AND col = 'owner' AND op = 'U' ORDER BY n"
)


def pack(session: Session, contact_ids: Sequence[str], today: date) -> HandOverPack:
    """A page about all of these people, then a card for each; private contacts are left out."""
    found = people(session, contact_ids, touches=_READ)
    ids = [one for one in found.contacts_in(contact_ids) if not found.contacts[one].private]
    cards = _Cards(found, shop_rules(session), facts.letterhead(session), today)
    summary = _summary(cards, ids, hands=_hands(session, found, ids))
    return HandOverPack(summary, tuple(cards.card(one) for one in ids))


class _Cards:
    """The cards of several people, read together."""

    def __init__(self, found: People, shop: ShopRules, head: Letterhead, today: date) -> None:
        self.found, self.shop, self.head, self.today = found, shop, head, today

    def card(self, one: str) -> ArchiveCard:
        """One customer."""
        ways = facts.ways(self.found, one, self.shop)
        sections = tuple(section for section in self._sections(one) if section.facts or section.touches)
        return ArchiveCard(
            facts.number("U", self.today, one), self.today, self.head,
            facts.who(self.found, one, self.shop, ways), sections)  # fmt: skip

    def _sections(self, one: str) -> Iterator[CardSection]:
        found, shop, today = self.found, self.shop, self.today
        yield CardSection(_("Next step"), self._next(one), half=True)
        promises = tuple(facts.commitment(row, shop, today) for row in found.commitments[one])
        yield CardSection(_("Promises"), promises, half=True)
        for row in found.opportunities[one]:
            title = _("Needs · {stage}").format(stage=shop.label_of("stages", row.stage))
            yield CardSection(title, facts.needs(row, shop, today))
        cars = tuple(facts.vehicle(row, shop, today, full=True) for row in found.vehicles[one])
        yield CardSection(_("Vehicles"), cars)
        contact = found.contacts[one]
        yield CardSection(_("More"), facts.only((
            (_("Please note"), contact.preferences), (_("Family"), contact.family), (_("Note"), contact.note))))
        rows = [row for row in found.touches[one] if not row.private][:_TOUCHES]
        yield CardSection(_("Last touches"), touches=facts.touch_lines(rows, shop, today))

    def _next(self, one: str) -> tuple[Fact, ...]:
        customer, plans = self.found.customers.get(one), self.found.plans[one]
        planned = [
            Fact(" ".join(filter(None, (facts.day(row.due_on, self.today), row.due_at))),
                 " · ".join(filter(None, (self.shop.label_of("touch_kinds", row.kind), row.purpose))),
                 row.due_on < self.today)
            for row in plans
        ]  # fmt: skip
        step = customer.next_step if customer else ""
        own = facts.only(((_("Next step"), step), (_("Next contact"), "" if plans else self.due(one))))
        return (*own, *planned)

    def due(self, one: str) -> str:
        """The day somebody is to be spoken to next."""
        derived = self.found.derived.get(one)
        return facts.day(derived.due_on, self.today) if derived is not None and derived.due_on else ""


def _columns() -> tuple[Column, ...]:
    return (
        Column("no", _("No."), 4, "right"), Column("name", _("Customer"), 13), Column("level", _("Level"), 5, "center"),
        Column("status", _("Status"), 9), Column("phone", _("Phone"), 15), Column("model", _("Model"), 14),
        Column("next", _("Next contact"), 11), Column("promises", _("Promises"), 26),
    )


def _summary(cards: _Cards, ids: Sequence[str], *, hands: tuple[str, str]) -> Form:
    found, today = cards.found, cards.today
    columns = _columns()
    lines = tuple(_line(columns, cards, one, number=n) for n, one in enumerate(ids, 1))
    levels = Counter(row.level for one in ids if (row := found.customers.get(one)) and row.level)
    visits = sum(row.kind == "visit" for one in ids for row in found.plans[one])
    grid = FactGrid(_("At a glance"), (
        Fact(_("Handed over by"), hands[0]), Fact(_("Taken over by"), hands[1]), Fact(_("Day"), format_date(today)),
        Fact(_("In all"), f"{len(ids):,}"),
        Fact(_("By level"), " · ".join(f"{code} {levels[code]}" for code in "HABC" if levels[code])),
        Fact(_("Open promises"), f"{sum(len(found.commitments[one]) for one in ids):,}"),
        Fact(_("Planned visits"), f"{visits:,}"),
        Fact(_("Overdue contacts"), f"{sum(_is_late(found, one, today) for one in ids):,}"), Fact(_("Remarks"), ""),
    ))  # fmt: skip
    title = _("Hand-over")
    count = ngettext("{n} person", "{n} people", len(ids)).format(n=f"{len(ids):,}")
    return Form(
        "hand_over", f"U{today:%Y%m%d}", title, title, (count, format_date(today)), cards.head,
        ((grid,), (Table(columns, (Group("", lines),), title=_("Customers"), lines=len(ids)),)),
        (_("Handed over by"), _("Taken over by")),
    )  # fmt: skip


def _line(columns: Sequence[Column], cards: _Cards, one: str, *, number: int) -> Line:
    found, shop, today = cards.found, cards.shop, cards.today
    contact, customer = found.contacts[one], found.customers.get(one)
    phone = next((fact.text for way, fact in zip(_ordered(found, one), facts.ways(found, one, shop), strict=True)
                  if way.kind == "phone"), "")  # fmt: skip
    deal = next(iter(found.opportunities[one]), None)
    due = found.derived[one].due_on if one in found.derived else None
    promises = "；".join(" ".join(filter(None, (short_day(row.due_on, today), row.text))) for row in
                        found.commitments[one])  # fmt: skip
    return line(columns, {
        "no": str(number), "name": Cell(contact.name or contact.nickname, "strong"),
        "level": level_cell(customer.level if customer else "", shop),
        "status": shop.label_of("statuses", customer.status) if customer else "", "phone": phone,
        "model": deal.model if deal else "",
        "next": Cell(short_day(due, today), "urgent" if _is_late(found, one, today) else ""), "promises": promises,
    })


def _ordered(found: People, one: str) -> list[Any]:
    return sorted(found.ways[one], key=lambda way: way.kind != "phone")


def _is_late(found: People, one: str, today: date) -> bool:
    due = found.derived[one].due_on if one in found.derived else None
    return due is not None and due < today


def _hands(session: Session, found: People, ids: Sequence[str]) -> tuple[str, str]:
    """Whose they were and whose they are; "" where nothing was handed over."""
    known = team(session)
    before = dict(plain(session).rows(_BEFORE, ids=json.dumps(list(ids))))
    return _names(known, (before.get(one) for one in ids)), _names(known, (found.contacts[one].owner for one in ids))


def _names(known: Team, users: Iterator[str | None]) -> str:
    return _(", ").join(dict.fromkeys(known.name_of(user) for user in users if user))
