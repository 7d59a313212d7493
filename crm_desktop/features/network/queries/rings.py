"""The four rings, and where people were met."""

from collections.abc import Collection
from datetime import date, timedelta

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from crm_desktop.base import clock
from crm_desktop.base.i18n import _
from crm_desktop.features.network.records import NetworkOverview, Ring
from crm_desktop.features.settings.queries import shop_rules
from crm_desktop.store.tables import Contact, DerivedPerson

_LATELY = timedelta(days=30)


def rings(session: Session, *, today: date | None = None, owners: Collection[str] = ()) -> NetworkOverview:
    """How many people (of these consultants) stand in each ring, and what came of them."""
    since = (today or clock.today()) - _LATELY
    person = DerivedPerson
    whose = [person.owner.in_(sorted(owners))] if owners else []
    rows = session.execute(
        select(
            person.ring, func.count().label("people"),
            func.count(case((person.is_customer.is_(True), 1))).label("customers"),
            func.count(case((person.last_effective_on >= since, 1))).label("reached"),
            func.count(case((person.private.is_(True), 1))).label("private"),
        ).where(*whose).group_by(person.ring)
    ).all()
    found = {row.ring or 0: row for row in rows}
    labels = {int(choice.code): choice.label for choice in shop_rules(session).rings} | {0: _("Not in a ring yet")}
    return NetworkOverview(
        tuple(
            Ring(ring, label, found[ring].people, found[ring].customers, found[ring].reached)
            if ring in found else Ring(ring, label, 0, 0, 0)
            for ring, label in labels.items()
        ),
        people=sum(row.people for row in rows), private=sum(row.private for row in rows),
    )


def occasions(session: Session) -> dict[str, int]:
    """How many people were met on each of the chance occasions."""
    rows = session.execute(
        select(Contact.occasion, func.count()).where(Contact.deleted.is_(None), Contact.occasion != "")
        .group_by(Contact.occasion)
    )
    return {row[0]: row[1] for row in rows}
