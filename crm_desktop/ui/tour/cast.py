"""Who plays which part in the tour: the people of a profile of whom there is most to see."""

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from crm_desktop.base import clock
from crm_desktop.features.contacts import queries as contacts
from crm_desktop.features.customers.queries import archive, customer_page, matching_ids
from crm_desktop.features.customers.records import CustomerArchive, Filter, Sort
from crm_desktop.features.milestones.glance import open_proposals
from crm_desktop.features.referrals.queries import book

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

LOOKED_AT = 40


@dataclass(frozen=True)
class Cast:
    """Ids of people; "" where the profile has nobody for the part."""

    rich: str = ""
    """The customer of whom most is known."""
    name: str = ""
    phone: str = ""
    owner: str = ""
    lost: str = ""
    ordered: str = ""
    proposed: str = ""
    """Somebody for whom something is proposed."""
    introducer: str = ""
    """Whoever brought most people, and is a customer."""
    private: str = ""
    other: str = ""
    other_name: str = ""
    customers: tuple[str, ...] = field(default=())
    tag: str = ""


def find_cast(session: "Session") -> Cast:
    """Look at a few customers and choose."""
    today = clock.today()
    running = Filter(statuses=frozenset({"N", "P", "O"}), levels=frozenset({"H", "A", "B"}))
    some = [
        one for wanted in (running, Filter(statuses=frozenset("D"))) for one in matching_ids(
            session, wanted, sort=Sort.DUE, limit=LOOKED_AT)
    ] or matching_ids(session, Filter(), sort=Sort.DUE, limit=LOOKED_AT)  # fmt: skip
    if not some:
        return Cast()
    known = [archive(session, one, today=today) for one in some]
    best = max(known, key=lambda one: (one.card.photo != "") + _wealth(one))
    second = next((one for one in known if one is not best), best)
    return Cast(
        rich=best.card.id, name=best.card.name, phone=next((way.shown for way in best.card.phones), ""),
        owner=_first(session, "D"), lost=_first(session, "F1"), ordered=_first(session, "O"),
        proposed=next((one.contact_id for one in open_proposals(session, today, limit=1).first), ""),
        introducer=_introducer(session), private=_private(session),
        other=second.card.id, other_name=second.card.name, customers=tuple(some[:3]),
        tag=next((tag for tag, _count in contacts.tag_counts(session, limit=1)), ""),
    )  # fmt: skip


def _wealth(one: CustomerArchive) -> float:
    """How much there is to see; every list counts, none counts much."""
    lists = (one.vehicles, one.commitments, one.attachments, one.card.links, one.card.tags, one.card.ways)
    running = one.customer is not None and one.customer.status in ("P", "O")
    return sum(min(len(found), 2) for found in lists) + 4 * running + one.completeness.score / 20


def _first(session: "Session", status: str) -> str:
    return next(iter(matching_ids(session, Filter(statuses=frozenset({status})), limit=1)), "")


def _introducer(session: "Session") -> str:
    found = Counter(line.introducer for line in book(session).lines if line.introducer_status)
    return next((one for one, _count in found.most_common(1)), "")


def _private(session: "Session") -> str:
    page = customer_page(session, Filter(), limit=LOOKED_AT, is_customer=False)
    return max(page.rows, key=lambda row: row.completeness).id if page.rows else ""
