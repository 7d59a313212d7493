"""Who stands on a line of a form: read for all lines together.

The shop's own tables (register, level control table, daily report) go to the manager: of private contacts, and of what
was private when it was noted, nothing stands on them, neither as a line nor in a figure. The consultant's own papers
(day plan, visit sheet, archive card) name them, with a mark.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import String, column, func, select
from sqlalchemy.orm import Session

from crm_desktop.base import phone
from crm_desktop.base.i18n import format_date, language
from crm_desktop.features.forms.rules import area
from crm_desktop.features.settings.queries import me
from crm_desktop.features.settings.records import ShopRules
from crm_desktop.features.team.queries import team
from crm_desktop.features.team.rules import owner_shown, sees_owners
from crm_desktop.store.tables import Contact, DerivedPerson, Opportunity

MODELS_MOST = 2


@dataclass(frozen=True, slots=True)
class Person:
    """One person in the words of a form."""

    id: str
    name: str
    phone: str
    level: str
    status: str
    area: str
    source: str  # code
    model: str
    is_customer: bool
    opened_on: date | None
    blocked: bool
    private: bool
    consultant: str = ""  # whose customer, as it stands on a form


def wanted(ids: Iterable[str]) -> Any:
    """The ids as a list inside a statement: one statement however many there are."""
    listed = func.json_each(json.dumps(list(ids))).table_valued("value")
    return select(column("value", String)).select_from(listed)


def persons(session: Session, ids: Iterable[str], *, private: bool = False) -> dict[str, Person]:
    """These people; who is no longer here is missing, and without `private` who is nobody's business but mine."""
    asked = list(dict.fromkeys(ids))
    if not asked:
        return {}
    models, shop, own = _models(session, asked), team(session), me(session).name
    known = DerivedPerson
    rows = session.execute(
        select(
            known.id, known.name, known.phone, known.level, known.status, known.source, known.is_customer,
            known.opened_on, Contact.estate, Contact.address, Contact.do_not_contact,
            known.private, known.owner,
        ).join(Contact, Contact.id == known.id)
        .where(known.id.in_(wanted(asked)), known.private.in_((False, private)))
    )
    return {
        row.id: Person(
            row.id, row.name, spoken(row.phone), row.level, row.status, area(row.estate, row.address), row.source,
            models.get(row.id, ""), row.is_customer, row.opened_on, row.do_not_contact,
            row.private, owner_shown(shop, row.owner) if sees_owners(shop.me) else own,
        )
        for row in rows
    }


def _models(session: Session, ids: list[str]) -> dict[str, str]:
    """What each wants to buy; of several deals the open one, the newest first."""
    rows = session.execute(
        select(Opportunity.root, Opportunity.model)
        .where(Opportunity.root.in_(wanted(ids)), Opportunity.model != "", Opportunity.deleted.is_(None))
        .order_by(Opportunity.stage.not_in(("open", "ordered")), Opportunity.created.desc(), Opportunity.id.desc())
    )
    found: dict[str, str] = {}
    for row in rows:
        found.setdefault(row.root, row.model)
    return found


def spoken(number: str) -> str:
    """A phone number as it is read aloud, on one line."""
    return phone.display(number).replace(" ", "\u00a0") if number else ""


def source_text(person: Person, shop: ShopRules) -> str:
    """Where the person came from."""
    return shop.label_of("sources", person.source)


def short_day(day: date | None, today: date | None = None) -> str:
    """A day for a narrow column, in one piece: 11/25, of another year 2025/11/25; Nov 25."""
    if day is None:
        return ""
    other_year = today is not None and day.year != today.year
    if language() == "zh_CN":
        return f"{day.year}/{day.month}/{day.day}" if other_year else f"{day.month}/{day.day}"
    return format_date(day, year=other_year).replace(" ", "\u00a0")
