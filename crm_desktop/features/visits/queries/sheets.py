"""Visit sheets: who, why now, what was last, what is wanted, what was promised, what to say."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from crm_desktop.base.dates import PartialDate
from crm_desktop.base.i18n import _
from crm_desktop.features.settings import queries as settings
from crm_desktop.features.settings.records import ShopRules
from crm_desktop.features.visits.queries import facts
from crm_desktop.features.visits.queries.people import People, people
from crm_desktop.features.visits.queries.plans import plans_on_paper
from crm_desktop.features.visits.queries.talks import Talks
from crm_desktop.features.visits.records import Fact, Letterhead, Talk, VisitRecord, VisitSheet

_LAST_TOUCHES = 3


def visit_sheets(session: Session, contact_ids: Sequence[str], today: date) -> list[VisitSheet]:
    """The visit sheets of these people, in their order; NotFound if one is no longer here."""
    found = people(session, contact_ids, touches=_LAST_TOUCHES)
    rules, head, talks = settings.shop_rules(session), facts.letterhead(session), Talks(session)
    planned = plans_on_paper(session, contact_ids, today)
    return [
        _sheet(
            found, contact, rules, head=head, talk=talks.for_person(found, contact, today), today=today,
            prepared=_prepared(planned.get(contact)),
        )
        for contact in found.contacts_in(contact_ids)
    ]


def _sheet(  # noqa: PLR0913 - everything a sheet is made of, most by keyword
    found: People, contact_id: str, rules: ShopRules, *, head: Letterhead, talk: Talk | None, today: date,
    prepared: tuple[Fact, ...],
) -> VisitSheet:
    return VisitSheet(
        number=facts.number("V", today, contact_id),
        day=today,
        occasion=_occasion(found, contact_id, rules, today),
        head=head,
        who=facts.who(found, contact_id, rules, _about(found, contact_id, rules)),
        why=(*_why(found, contact_id, rules, today), *prepared),
        touches=facts.touch_lines(found.touches[contact_id], rules, today),
        needs=tuple(fact for row in found.opportunities[contact_id] for fact in facts.needs(row, rules, today)),
        commitments=tuple(facts.commitment(row, rules, today) for row in found.commitments[contact_id]),
        vehicles=tuple(facts.vehicle(row, rules, today) for row in found.vehicles[contact_id]),
        talk=talk,
        levels=tuple(level.code for level in rules.levels),
    )


def _occasion(found: People, contact_id: str, rules: ShopRules, today: date) -> str:
    """Today's appointment, if there is one, and the how-many-eth touch this will be."""
    plan = next((row for row in found.plans[contact_id] if row.due_on == today), None)
    planned = " ".join(filter(None, (plan.due_at, rules.label_of("touch_kinds", plan.kind)))) if plan else ""
    past = found.touches[contact_id]
    count = (past[0].total if past else 0) + 1
    return " · ".join(filter(None, (planned, _("touch no. {number}").format(number=count))))


def _about(found: People, contact_id: str, rules: ShopRules) -> tuple[Fact, ...]:
    contact, customer = found.contacts[contact_id], found.customers.get(contact_id)
    return facts.ways(found, contact_id, rules) + facts.only((
        ("", contact.estate),
        ("", contact.address),
        ("", " ".join(filter(None, (contact.company, contact.job)))),
        (_("Please note"), contact.preferences),
        (_("Decides"), customer.decision_maker if customer else ""),
        (_("Family"), contact.family),
        (_("Introduced by"), facts.introducers(found, contact_id, rules)),
        (_("Source"), rules.label_of("sources", contact.source)),
    ))


def _why(found: People, contact_id: str, rules: ShopRules, today: date) -> Iterable[Fact]:
    derived, customer = found.derived.get(contact_id), found.customers.get(contact_id)
    due = derived.due_on if derived else None
    if derived and due:
        late = (today - due).days
        when = " ".join(filter(None, (facts.day(due, today), derived.due_at)))
        parts = [when, facts.lateness(late) if late >= 0 else ""]
        if derived.cold_on and derived.cold_on <= today:
            parts.append(_("going cold since {day}").format(day=facts.day(derived.cold_on, today)))
        yield Fact(_("Due"), " · ".join(filter(None, parts)), late > 0)
    reached = facts.day(derived.last_effective_on, today) if derived else ""
    reached = _("last reached {day}").format(day=reached) if reached else ""
    yield from facts.only(((_("Rhythm"), " · ".join(filter(None, (_rhythm(customer, rules), reached)))),))
    plans = [
        " · ".join(filter(None, (facts.day(row.due_on, today), rules.label_of("touch_kinds", row.kind), row.purpose)))
        for row in found.plans[contact_id] if row.purpose
    ]
    yield from facts.only((
        *((_("Purpose"), plan) for plan in plans),
        (_("Next step"), customer.next_step if customer else ""),
        (_("Birthday"), _birthday_soon(found.contacts[contact_id].birthday, rules, today)),
    ))


def _prepared(visit: VisitRecord | None) -> tuple[Fact, ...]:
    """What was planned for the visit: where, with whom, what to bring."""
    if visit is None:
        return ()
    return facts.only(
        ((_("Where"), visit.place), (_("Together with"), visit.people), (_("To bring"), visit.preparation))
    )


def _birthday_soon(text: str, rules: ShopRules, today: date) -> str:
    birthday = PartialDate.stored(text)
    day = birthday.next_on(today) if birthday else None
    if day is None or (day - today).days > rules.numbers.birthday_lead_days:
        return ""
    return facts.day(day, today)


def _rhythm(customer: Row[Any] | None, rules: ShopRules) -> str:
    """ "Level H, every 2 days"."""
    if customer is None:
        return ""
    days = rules.interval_days(customer.status, customer.level)
    if not days:
        return ""
    known = customer.status == "P" and customer.level
    kind, code = ("levels", customer.level) if known else ("statuses", customer.status)
    every = _("every day") if days == 1 else _("every {count} days").format(count=days)
    return _("{group}, {rhythm}").format(group=rules.label_of(kind, code), rhythm=every)
