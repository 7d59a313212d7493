"""What to say: the script that fits a person's situation, filled in."""

from datetime import date

from sqlalchemy.orm import Session

from crm_desktop.features.scripts import queries as scripts
from crm_desktop.features.scripts import records as situations
from crm_desktop.features.scripts import rules
from crm_desktop.features.settings import queries as settings
from crm_desktop.features.visits.queries.people import People
from crm_desktop.features.visits.records import Fact, Talk


class Talks:
    """The shop's scripts, read once for all sheets."""

    def __init__(self, session: Session) -> None:
        self.scripts = scripts.scripts(session)
        self.titles = settings.shop_rules(session).titles
        me = settings.me(session)
        self.mine = {"consultant": me.name, "shop": me.shop, "phone": me.phone}

    def for_person(self, found: People, contact_id: str, today: date) -> Talk | None:
        """The script for this person now; none for who asked not to be contacted, or where none fits."""
        contact, customer = found.contacts[contact_id], found.customers.get(contact_id)
        if contact.do_not_contact:
            return None
        status, level = (customer.status, customer.level) if customer else ("", "")
        script = rules.choose(self.scripts, status=status, level=level, situation=_situation(found, contact_id, today))
        if script is None:
            return None
        known = rules.variables(
            contact.name, gender=contact.gender, titles=self.titles, today=today,
            model=next((row.model for row in found.opportunities[contact_id] if row.model), ""),
            delivered_on=next((row.delivered_on for row in found.vehicles[contact_id] if row.delivered_on), None),
        )
        filled = rules.fill(script, {**known, **self.mine})
        return Talk(filled.title, tuple(Fact(beat.label, beat.text) for beat in filled.beats))


def _situation(found: People, contact_id: str, today: date) -> str:
    customer, derived = found.customers.get(contact_id), found.derived.get(contact_id)
    if any(row.due_on is not None and row.due_on <= today for row in found.commitments[contact_id]):
        return situations.PROMISE
    if customer and customer.status == "N":
        return situations.FIRST_CONTACT
    if derived and derived.cold_on and derived.cold_on <= today:
        return situations.GOING_COLD
    return situations.FOLLOW_UP
