"""Colleagues and peers, and the tips that went to and fro."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from crm_desktop.base.errors import NotFound
from crm_desktop.base.i18n import _
from crm_desktop.features.network.records import GIVEN, RECEIVED, Partner, TipRecord
from crm_desktop.features.settings.queries import shop_rules
from crm_desktop.features.settings.records import ShopRules
from crm_desktop.features.team.queries import team
from crm_desktop.features.team.rules import owner_shown
from crm_desktop.store.tables import Contact, DerivedPerson, Tip

MOST = 500
ORDERED = "ordered"


def partners(session: Session, *, owners: Collection[str] = ()) -> list[Partner]:
    """Who exchanges tips with me, or could (of these consultants): the latest exchange first, then by name."""
    shop, known = shop_rules(session), team(session)
    whose = [DerivedPerson.owner.in_(sorted(owners))] if owners else []
    codes = [one.code for one in shop.how_known if one.exchanges]
    ways = {
        "given": Tip.direction == GIVEN, "received": Tip.direction == RECEIVED, "ordered": Tip.outcome == ORDERED,
    }  # fmt: skip
    last = func.max(Tip.day)
    found = session.execute(
        select(
            Contact.id, Contact.name, Contact.how_known, Contact.company, Contact.job, Contact.private, Contact.owner,
            last.label("last_on"), *(func.count(case((which, 1))).label(name) for name, which in ways.items()),
        )
        .outerjoin(Tip, and_(Tip.root == Contact.id, Tip.deleted.is_(None)))
        .join(DerivedPerson, DerivedPerson.id == Contact.id)
        .where(Contact.deleted.is_(None), or_(Contact.how_known.in_(codes), Tip.id.is_not(None)), *whose)
        .group_by(Contact.id).order_by(last.desc().nulls_last(), DerivedPerson.sort_name, Contact.id).limit(MOST)
    )  # fmt: skip
    return [
        Partner(
            r.id, r.name, shop.label_of("how_known", r.how_known), " · ".join(filter(None, (r.company, r.job))),
            r.given, r.received, r.ordered, r.last_on, bool(r.private), owner_shown(known, r.owner),
        )
        for r in found
    ]  # fmt: skip


def tips(session: Session, *, partner: str = "") -> list[TipRecord]:
    """The tips of one partner, or all, newest first."""
    wanted = _tips().order_by(Tip.day.desc(), Tip.created.desc(), Tip.id.desc()).limit(MOST)
    shop = shop_rules(session)
    return [_record(shop, row) for row in session.execute(wanted.where(Tip.root == partner) if partner else wanted)]


def tip(session: Session, tip_id: str) -> TipRecord:
    """One tip. NotFound when it is gone."""
    row = session.execute(_tips().where(Tip.id == tip_id)).first()
    if row is None:
        raise NotFound(_("This tip is no longer here. It may have been removed in the meantime."))
    return _record(shop_rules(session), row)


def _tips() -> Any:
    partner, about = aliased(Contact), aliased(Contact)
    return (
        select(
            Tip.id, Tip.root, partner.name.label("partner_name"), Tip.direction, Tip.day, Tip.outcome, Tip.note,
            Tip.private, about.id.label("about"), func.coalesce(about.name, Tip.about_name).label("about_name"),
        )
        .join(partner, and_(partner.id == Tip.root, partner.deleted.is_(None)))
        .outerjoin(about, and_(about.id == Tip.about, about.deleted.is_(None)))
        .where(Tip.deleted.is_(None))
    )  # fmt: skip


def _record(shop: ShopRules, row: Any) -> TipRecord:
    return TipRecord(
        row.id, row.root, row.partner_name, row.direction, row.day, row.about or "", row.about_name, row.outcome,
        shop.label_of("tip_outcomes", row.outcome), row.note, bool(row.private),
    )
