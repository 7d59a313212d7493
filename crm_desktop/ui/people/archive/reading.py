"""What the archive shows, asked for in one go."""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from crm_desktop.features.attachments.queries import thumbnail
from crm_desktop.features.catalogue.queries import list_price
from crm_desktop.features.catalogue.records import PriceRange
from crm_desktop.features.contacts.rules import blocks_contact
from crm_desktop.features.customers.queries import archive
from crm_desktop.features.customers.records import CustomerArchive
from crm_desktop.features.milestones.glance import proposals_of
from crm_desktop.features.milestones.records import Proposal
from crm_desktop.features.reception.queries import timeline
from crm_desktop.features.referrals.queries import of_person
from crm_desktop.features.referrals.records import BroughtTo
from crm_desktop.features.reviews.glance import reviews_of
from crm_desktop.features.reviews.records import ReviewItem
from crm_desktop.features.scripts import queries as scripts
from crm_desktop.features.scripts import records as situations
from crm_desktop.features.scripts import rules as script_rules
from crm_desktop.features.scripts.records import Script
from crm_desktop.features.settings.queries import custom_fields, me, shop_rules
from crm_desktop.features.settings.records import CustomField, ShopRules
from crm_desktop.features.team.queries import stays_here, team
from crm_desktop.features.team.records import Team
from crm_desktop.features.touches.records import TimelineEntry

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

FIRST_ENTRIES = 12


@dataclass(frozen=True)
class Shown:
    """One person's archive with what the page needs to name things."""

    archive: CustomerArchive
    shop: ShopRules
    fields: tuple[CustomField, ...]
    timeline: tuple[TimelineEntry, ...]
    more_timeline: bool
    scripts: tuple[Script, ...]
    """What may be said now, the most fitting first; the variables are not filled yet."""
    variables: dict[str, str]
    photo: bytes | None
    today: date
    proposals: tuple[Proposal, ...] = ()
    brought: BroughtTo | None = None
    """Who brought them and whom they brought; None for whoever has nothing to do with referrals."""
    reviews: tuple[ReviewItem, ...] = ()
    """What the manager was asked to look at, the newest first."""
    prices: dict[str, PriceRange] = field(default_factory=dict)
    """What the cars of the purchases cost by the list, by purchase; of those that the catalogue knows."""
    team: Team = Team()  # noqa: RUF009 - it never changes
    only_here: bool = False
    """The shop does not take this person any more: it erased him, or somebody else has him there."""

    @property
    def id(self) -> str:
        """The person."""
        return self.archive.card.id

    @property
    def blocked(self) -> bool:
        """Whether the person asked not to be contacted."""
        card = self.archive.card
        return blocks_contact(do_not_contact=card.do_not_contact, consent=card.consent)

    @cached_property
    def others(self) -> frozenset[str]:
        """Other people of whom something stands here."""
        found = {link.other for link in self.archive.card.links}
        if self.brought is not None:
            found.update(line.introducer for line in self.brought.by)
            found.update(line.contact for line in self.brought.brought)
        return frozenset(found)

    @cached_property
    def seen(self) -> dict[tuple[str, str], int]:
        """What of the person was on screen, for the store."""
        whole = self.archive
        seen = {("contact", self.id): whole.card.row_seq}
        if whole.customer is not None:
            seen["customer", whole.customer.id] = whole.customer.row_seq
        for table, rows in (
            ("opportunity", whole.opportunities), ("vehicle", whole.vehicles), ("commitment", whole.commitments),
            ("attachment", whole.attachments), ("follow_up", whole.follow_ups), ("contact_way", whole.card.ways),
        ):  # fmt: skip
            seen.update({(table, row.id): row.row_seq for row in rows})
        return seen


def read_archive(session: "Session", contact_id: str, today: date) -> Shown:
    """Everything of one person, in a constant number of queries."""
    found = archive(session, contact_id, today=today)
    entries = timeline(session, contact_id, limit=FIRST_ENTRIES + 1)
    return Shown(
        archive=found, shop=shop_rules(session), fields=custom_fields(session),
        timeline=tuple(entries[:FIRST_ENTRIES]), more_timeline=len(entries) > FIRST_ENTRIES,
        scripts=_fitting(session, found, today), variables=_variables(session, found, today),
        photo=_photo(session, found), today=today,
        proposals=proposals_of(session, contact_id, today) if found.customer is not None else (),
        brought=of_person(session, contact_id, today=today), team=team(session),
        reviews=tuple(reviews_of(session, contact_id)), prices=_prices(session, found),
        only_here=stays_here(session, contact_id),
    )  # fmt: skip


def _prices(session: "Session", found: CustomerArchive) -> dict[str, PriceRange]:
    asked = {deal.id: list_price(session, deal.model, colour=deal.colour) for deal in found.opportunities if deal.model}
    return {deal: price for deal, price in asked.items() if price is not None}


def _photo(session: "Session", found: CustomerArchive) -> bytes | None:
    photo = found.card.photo
    return thumbnail(session, photo) if photo and any(file.id == photo for file in found.attachments) else None


def _fitting(session: "Session", found: CustomerArchive, today: date) -> tuple[Script, ...]:
    part = found.customer
    status, level = (part.status, part.level) if part else ("", "")
    return _chosen.of(scripts.scripts(session), status, level, _situation(found, today))


class _Chosen:
    """What fits whom, worked out once for as long as the scripts stay the same."""

    def __init__(self) -> None:
        self._latest: tuple[tuple[Script, ...], dict[tuple[str, str, str], tuple[Script, ...]]] = ((), {})

    def of(self, every: tuple[Script, ...], status: str, level: str, situation: str) -> tuple[Script, ...]:
        """The most fitting first, one for each situation."""
        if every is not self._latest[0]:
            self._latest = (every, {})
        known, key = self._latest[1], (status, level, situation)
        if key not in known:
            wanted = [situation, situations.FOLLOW_UP, situations.REFERRAL]
            every_one = [choice.code for choice in scripts.situations()]
            wanted += [code for code in every_one if not code.startswith(situations.REFERRAL)]
            chosen = [script_rules.choose(every, status=status, level=level, situation=one) for one in wanted]
            known[key] = tuple({script.key: script for script in chosen if script is not None}.values())
        return known[key]


_chosen = _Chosen()


def _situation(found: CustomerArchive, today: date) -> str:
    promises = (one.due_on for one in found.commitments if one.state == "open")
    if any(day is not None and day <= today for day in promises):
        return situations.PROMISE
    if found.customer and found.customer.status == "N":
        return situations.FIRST_CONTACT
    return situations.GOING_COLD if found.cold_on and found.cold_on <= today else situations.FOLLOW_UP


def _variables(session: "Session", found: CustomerArchive, today: date) -> dict[str, str]:
    mine = me(session)
    known = script_rules.variables(
        found.card.name, gender=found.card.gender, titles=shop_rules(session).titles, today=today,
        model=next((deal.model for deal in found.opportunities if deal.model), ""),
        delivered_on=next((car.delivered_on for car in found.vehicles if car.kind == "own" and car.delivered_on), None),
    )  # fmt: skip
    return known | {"consultant": mine.name, "shop": mine.shop, "phone": mine.phone}
