"""Archive cards: everything that is kept about a person."""

from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy.orm import Session

from crm_desktop.base.dates import PartialDate
from crm_desktop.base.i18n import _, ngettext
from crm_desktop.features.referrals.queries import book_around
from crm_desktop.features.referrals.records import Book, Line
from crm_desktop.features.settings import queries as settings
from crm_desktop.features.settings.records import ShopRules
from crm_desktop.features.visits.queries import facts
from crm_desktop.features.visits.queries.people import People, Rows, grouped_rows, people
from crm_desktop.features.visits.records import ArchiveCard, CardSection, Fact, Letterhead
from crm_desktop.store.tables import CustomValue, ScaleChange, Tag

_TOUCHES = 40


class _Cards:
    """The cards of several people, read together."""

    def __init__(self, session: Session, contact_ids: Sequence[str], today: date) -> None:
        self.today = today
        self.found: People = people(session, contact_ids, touches=_TOUCHES, closed=True)
        ids = list(self.found.contacts)
        self.tags: Rows = grouped_rows(session, Tag, ids, Tag.name)
        self.values: Rows = grouped_rows(session, CustomValue, ids, CustomValue.field)
        self.changes: Rows = grouped_rows(session, ScaleChange, ids, ScaleChange.at.desc(), ScaleChange.id.desc())
        self.fields = {field.code: field.label for field in settings.custom_fields(session)}
        self.rules: ShopRules = settings.shop_rules(session)
        self.head: Letterhead = facts.letterhead(session)
        self.book: Book = book_around(session, ids)

    def card(self, contact_id: str) -> ArchiveCard:
        """One person's card."""
        ways = facts.ways(self.found, contact_id, self.rules)
        return ArchiveCard(
            number=facts.number("A", self.today, contact_id),
            day=self.today,
            head=self.head,
            who=facts.who(self.found, contact_id, self.rules, ways),
            sections=tuple(section for section in self._sections(contact_id) if section.facts or section.touches),
        )

    def _sections(self, contact_id: str) -> Iterator[CardSection]:
        found, rules, today = self.found, self.rules, self.today
        yield CardSection(_("About the person"), self._person(contact_id), half=True)
        yield CardSection(_("Archive"), self._archive(contact_id), half=True)
        yield CardSection(_("Family and relations"), self._relations(contact_id))
        for row in found.opportunities[contact_id]:
            title = _("Needs · {stage}").format(stage=rules.label_of("stages", row.stage))
            lost = rules.label_of("lost_reasons", row.lost_reason)
            ends = facts.only((
                (_("Delivered"), facts.day(row.delivered_on, today)), (_("Lost"), facts.day(row.lost_on, today)),
                (_("Reason"), " · ".join(filter(None, (lost, row.lost_note)))),
            ))
            yield CardSection(title, facts.needs(row, rules, today) + ends)
        vehicles = tuple(facts.vehicle(row, rules, today, full=True) for row in found.vehicles[contact_id])
        yield CardSection(_("Vehicles"), vehicles)
        promises = tuple(facts.commitment(row, rules, today) for row in found.commitments[contact_id])
        yield CardSection(_("Promises"), promises)
        yield CardSection(_("Changes of level, status and tier"), self._scales(contact_id))
        yield CardSection(_("More"), self._more(contact_id))
        yield self._timeline(contact_id)

    def _person(self, contact_id: str) -> tuple[Fact, ...]:
        contact, rules = self.found.contacts[contact_id], self.rules
        consent = " ".join((rules.label_of("consents", contact.consent), facts.day(contact.consent_on, self.today)))
        return facts.only((
            (_("Also called"), contact.nickname),
            (_("Sex"), rules.label_of("genders", contact.gender)),
            (_("Birthday"), _birthday(contact.birthday)),
            (_("Company"), contact.company),
            (_("Job"), contact.job),
            (_("Housing estate"), contact.estate),
            (_("Address"), contact.address),
            (_("Please note"), contact.preferences),
            (_("Consent"), consent),
        ))

    def _archive(self, contact_id: str) -> tuple[Fact, ...]:
        contact, customer = self.found.contacts[contact_id], self.found.customers.get(contact_id)
        rules, today = self.rules, self.today
        own = facts.only((
            (_("Opened"), facts.day(customer.opened_on, today)),
            (_("Tier reason"), customer.tier_reason),
            (_("Decides"), customer.decision_maker),
            (_("Next step"), customer.next_step),
            (_("Next contact"), self._next(contact_id)),
        )) if customer else ()
        return own + facts.only((
            (_("Source"), rules.label_of("sources", contact.source)),
            (_("Introduced by"), facts.introducers(self.found, contact_id, rules)),
            (_("Ring"), rules.label_of("rings", contact.ring)),
            (_("Closeness"), rules.label_of("closeness", contact.closeness)),
            (_("Where we met"), rules.label_of("occasions", contact.occasion)),
            (_("Met on"), facts.day(contact.met_on, today)),
            (_("Tags"), " · ".join(row.name for row in self.tags[contact_id])),
            (_("Referrals"), self._referrals(contact_id)),
        ))

    def _referrals(self, contact_id: str) -> str:
        """Who brought them and when; whom they brought, how far each came, and what was given for it."""
        by = [
            _("brought by {name} ({day})").format(name=line.introducer_name, day=facts.day(line.named_on, self.today))
            for line in self.book.lines if line.contact == contact_id
        ]
        people = [self._brought(line) for line in self.book.lines if line.introducer == contact_id]
        said = ngettext("brought {n} person: {people}", "brought {n} people: {people}", len(people)).format(
            n=len(people), people=_(", ").join(people))  # fmt: skip
        return " · ".join((*by, *((said,) if people else ())))

    def _brought(self, line: Line) -> str:
        states = [
            self.rules.label_of("reward_states", one.state)
            for one in self.book.rewards if one.referral == line.id and one.due_on
        ]
        words = (self.rules.label_of("referral_steps", line.step), *dict.fromkeys(states))
        return _("{name} ({what})").format(name=line.name, what=" · ".join(words))

    def _next(self, contact_id: str) -> str:
        """The day of the next contact and what it is for: the next step of the contact log."""
        derived = self.found.derived.get(contact_id)
        if derived is None or derived.due_on is None:
            return ""
        plan = next((row for row in self.found.plans[contact_id] if row.due_on == derived.due_on), None)
        when = " ".join(filter(None, (facts.day(derived.due_on, self.today), derived.due_at)))
        return " · ".join(filter(None, (when, plan.purpose if plan else "")))

    def _relations(self, contact_id: str) -> tuple[Fact, ...]:
        family = self.found.contacts[contact_id].family
        tied = (
            (self.rules.label_of("relation_kinds", kind), " · ".join(filter(None, (name, note))))
            for kind, name, note in facts.ties(self.found, contact_id, self.rules)
        )
        return facts.only(((_("Family"), family), *tied))

    def _scales(self, contact_id: str) -> tuple[Fact, ...]:
        lists = {"level": "levels", "status": "statuses", "tier": "tiers"}
        return tuple(
            Fact(facts.day(row.at.date(), self.today), " · ".join(filter(None, (
                f"{self.rules.label_of(lists.get(row.scale, ''), row.before) or '–'} → "
                f"{self.rules.label_of(lists.get(row.scale, ''), row.after) or '–'}",
                row.reason,
            ))))
            for row in self.changes[contact_id]
        )

    def _more(self, contact_id: str) -> tuple[Fact, ...]:
        values = ((self.fields.get(row.field, row.field), row.value) for row in self.values[contact_id])
        return facts.only(((_("Note"), self.found.contacts[contact_id].note), *values))

    def _timeline(self, contact_id: str) -> CardSection:
        rows = self.found.touches[contact_id]
        earlier = (rows[0].total if rows else 0) - len(rows)
        more = ngettext(
            "{count} earlier touch is in the archive.", "{count} earlier touches are in the archive.", earlier
        ).format(count=earlier)
        return CardSection(
            _("Touches"), (Fact("", more),) if earlier else (), facts.touch_lines(rows, self.rules, self.today)
        )


def _birthday(text: str) -> str:
    day = PartialDate.stored(text)
    return day.label() if day else text


def archive_cards(session: Session, contact_ids: Sequence[str], today: date) -> list[ArchiveCard]:
    """The archive cards of these people, in their order; NotFound if one is no longer here."""
    cards = _Cards(session, contact_ids, today)
    return [cards.card(contact) for contact in cards.found.contacts_in(contact_ids)]
