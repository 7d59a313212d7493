"""What one archive tells of referrals: who brought this person, whom they brought, how asking them stands."""

from datetime import date

from sqlalchemy.orm import Session

from crm_desktop.base import clock
from crm_desktop.features.referrals.queries.book import book_around
from crm_desktop.features.referrals.queries.coach import facts_of, past_asks
from crm_desktop.features.referrals.records import BroughtTo
from crm_desktop.features.referrals.rules import asking
from crm_desktop.features.referrals.rules.rewards import totals
from crm_desktop.features.settings.queries import shop_rules
from crm_desktop.store.plain import plain

_CONCERNED = """
    SELECT EXISTS (SELECT 1 FROM referral WHERE root = :one AND deleted IS NULL)
        OR EXISTS (SELECT 1 FROM referral WHERE contact = :one AND deleted IS NULL)
        OR EXISTS (SELECT 1 FROM referral_ask WHERE root = :one AND deleted IS NULL)"""


def of_person(session: Session, contact_id: str, *, today: date | None = None) -> BroughtTo | None:
    """For the archive; None for whoever brought nobody, was brought by nobody and was never asked: most people."""
    source = plain(session)
    if not source.value(_CONCERNED, one=contact_id):
        return None
    now, found = today or clock.today(), book_around(session, [contact_id])
    asks = past_asks(source, contact_id)
    return BroughtTo(
        tuple(line for line in found.lines if line.contact == contact_id),
        tuple(line for line in found.lines if line.introducer == contact_id), found.rewards, totals(found.rewards),
        asks[0] if asks else None,
        asking.blocks(facts_of(session, contact_id, today=now), today=now, shop=shop_rules(session)),
    )
