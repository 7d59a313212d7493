"""Reading what stands beside one contact."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_desktop.base.i18n import format_day
from crm_desktop.features.calendar import queries as calendar
from crm_desktop.features.calendar import rules as calendar_rules
from crm_desktop.features.calls.records import CallSheet
from crm_desktop.features.contacts import queries as contacts
from crm_desktop.features.contacts import rules as contact_rules
from crm_desktop.features.scripts import queries as scripts
from crm_desktop.features.scripts import rules as script_rules
from crm_desktop.features.scripts.records import Script
from crm_desktop.features.settings.queries import shop_rules
from crm_desktop.features.settings.records import ShopRules
from crm_desktop.features.touches import queries as touches
from crm_desktop.features.touches.records import TouchRecord
from crm_desktop.store.tables import DerivedPerson


def call_sheet(session: Session, contact_id: str, today: date, *, key: str = "") -> CallSheet:
    """Everything beside one contact: why now, the last words, the script filled in, the next day proposed.

    `key` names the due item that is worked; without one it is the next. Raises NotFound when the person is gone.
    """
    card = contacts.card(session, contact_id)
    if key:
        # A birthday is no due item, and yet it is what the touch answers.
        due = calendar.due_item(session, contact_id, key, today=today)
    else:
        due = calendar.due_of(session, contact_id, today=today)
    person = session.execute(
        select(DerivedPerson.level, DerivedPerson.status, DerivedPerson.is_customer, DerivedPerson.phone).where(
            DerivedPerson.id == contact_id
        )
    ).one()
    situation = calendar_rules.situation_of(due.rule if due else "", shop_rules(session))
    offered = _offered(
        session, contact_id, today, level=person.level, status=person.status, situation=situation
    )
    last = next(iter(touches.last_touches(session, contact_id, limit=1)), None)
    return CallSheet(
        contact_id=contact_id,
        name=card.name,
        phone=person.phone,
        level=person.level,
        status=person.status,
        is_customer=person.is_customer,
        blocked=contact_rules.blocks_contact(do_not_contact=card.do_not_contact, consent=card.consent),
        reason=due.reason if due else "",
        answers=due.key if due else key,
        purpose=due.purpose if due else "",
        last_words=_last_words(last, shop_rules(session), today),
        scripts=offered,
        next_effective=calendar.proposed_day(session, contact_id, today=today),
        next_missed=calendar.proposed_day(session, contact_id, today=today, effective=False),
    )


def _offered(
    session: Session, contact_id: str, today: date, *, level: str, status: str, situation: str
) -> tuple[Script, ...]:
    variables = scripts.variables_of(session, contact_id, today)
    fitting = script_rules.offered(scripts.scripts(session), status=status, level=level, situation=situation)
    return tuple(script_rules.fill(script, variables) for script in fitting)


def _last_words(last: TouchRecord | None, shop: ShopRules, today: date) -> str:
    if last is None:
        return ""
    note = " ".join(last.note.split())
    words = f"{format_day(last.at.date(), today)} · {shop.label_of('touch_kinds', last.kind)}"
    return f"{words} · {note}" if note else words
