"""Reading the network: the rings, and the people in them by the customers' list."""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm_desktop.features.network.records import NetworkOverview, Ring
from crm_desktop.features.settings.queries import shop_rules
from crm_desktop.store.tables import DerivedPerson


def overview(session: Session, today: date) -> NetworkOverview:
    """How many people stand in each ring."""
    rows = session.execute(
        select(DerivedPerson.ring, DerivedPerson.is_customer, func.count()).group_by(
            DerivedPerson.ring, DerivedPerson.is_customer
        )
    )
    counts = {(ring, bool(is_customer)): count for ring, is_customer, count in rows}
    known = [
        Ring(int(c.code), c.label, c.hint, counts.get((int(c.code), False), 0), counts.get((int(c.code), True), 0))
        for c in shop_rules(session).rings
    ]
    numbers = {ring.number for ring in known}
    fresh = select(func.count()).select_from(DerivedPerson).where(
        ~DerivedPerson.is_customer, DerivedPerson.opened_on >= today.replace(day=1)
    )
    return NetworkOverview(
        rings=tuple(known),
        unplaced=sum(n for (ring, customer), n in counts.items() if ring not in numbers and not customer),
        total=sum(n for (_ring, customer), n in counts.items() if not customer),
        new_this_month=session.execute(fresh).scalar_one(),
    )
