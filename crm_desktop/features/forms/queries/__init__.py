"""The forms, read in a fixed number of queries however many lines they have."""

from collections.abc import Callable, Sequence
from datetime import date

from sqlalchemy.orm import Session

from crm_desktop.features.forms.queries.daily_report import daily_report
from crm_desktop.features.forms.queries.day_plan import day_plan
from crm_desktop.features.forms.queries.delivery_checklist import delivery_checklists
from crm_desktop.features.forms.queries.designs import design, shipped_design
from crm_desktop.features.forms.queries.level_table import level_table
from crm_desktop.features.forms.queries.owner_card import owner_cards
from crm_desktop.features.forms.queries.referrals import referral_accounts, referral_statement
from crm_desktop.features.forms.queries.register import register
from crm_desktop.features.forms.queries.specimen import specimen
from crm_desktop.features.forms.records import (
    DAILY_REPORT,
    DAY_PLAN,
    DELIVERY_CHECKLIST,
    LEVEL_TABLE,
    OWNER_CARD,
    REFERRAL_ACCOUNT,
    REFERRAL_STATEMENT,
    REGISTER,
    Form,
)

_OF_A_DAY: dict[str, Callable[[Session, date], Form]] = {
    DAY_PLAN: day_plan, REGISTER: register, LEVEL_TABLE: level_table, DAILY_REPORT: daily_report,
    REFERRAL_STATEMENT: referral_statement,
}
_OF_PEOPLE: dict[str, Callable[[Session, Sequence[str], date], list[Form]]] = {
    OWNER_CARD: owner_cards, DELIVERY_CHECKLIST: delivery_checklists, REFERRAL_ACCOUNT: referral_accounts,
}


def forms(session: Session, code: str, day: date, contact_ids: Sequence[str] = ()) -> list[Form]:
    """The sheets of one kind of form: of this day or its month, or one for each of these people."""
    if code in _OF_A_DAY:
        return [_OF_A_DAY[code](session, day)]
    return _OF_PEOPLE[code](session, contact_ids, day)


__all__ = [
    "daily_report", "day_plan", "delivery_checklists", "design", "forms", "level_table", "owner_cards",
    "referral_accounts", "referral_statement", "register",
    "shipped_design", "specimen",
]
