"""What a script may say about one person."""

from datetime import date

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from crm_desktop.features.scripts import rules
from crm_desktop.features.settings import queries as settings
from crm_desktop.store.prepared import Prepared
from crm_desktop.store.tables import Contact, Opportunity, Vehicle

_PERSON = Prepared(select(Contact.name, Contact.gender).where(Contact.id == bindparam("id")))
_MODEL = Prepared(
    select(Opportunity.model)
    .where(Opportunity.root == bindparam("id"), Opportunity.deleted.is_(None), Opportunity.model != "")
    .order_by(Opportunity.created.desc(), Opportunity.id.desc())
    .limit(1)
)
_CAR = Prepared(
    select(Vehicle.model, Vehicle.delivered_on)
    .where(Vehicle.root == bindparam("id"), Vehicle.deleted.is_(None), Vehicle.kind == "own",
           Vehicle.delivered_on.is_not(None))
    .order_by(Vehicle.delivered_on.desc(), Vehicle.id.desc())
    .limit(1)
)  # fmt: skip


def variables_of(session: Session, contact_id: str, today: date) -> dict[str, str]:
    """The facts a script is filled with: the person, the car, and who speaks."""
    mine = settings.me(session)
    speaker = {"consultant": mine.name, "shop": mine.shop, "phone": mine.phone}
    person = _PERSON.first(session, id=contact_id)
    if person is None:
        return speaker
    deal, car = _MODEL.first(session, id=contact_id), _CAR.first(session, id=contact_id)
    known = rules.variables(
        person.name, gender=person.gender, titles=settings.shop_rules(session).titles, today=today,
        model=(deal.model if deal else "") or (car.model if car else ""),
        delivered_on=car.delivered_on if car else None,
    )  # fmt: skip
    return known | speaker
