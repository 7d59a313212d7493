"""Reading the morning: a few indexed queries, however many people there are."""

import json
from contextlib import suppress
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm_desktop.base.dates import PartialDate, keys_on
from crm_desktop.features.calendar import queries as calendar
from crm_desktop.features.commitments import queries as commitments
from crm_desktop.features.settings.queries import shop_rules
from crm_desktop.features.settings.records import ShopRules
from crm_desktop.features.today.records import Birthday, Board, Figures, FunnelBar, GoingCold, KitItem
from crm_desktop.store.tables import Contact, DerivedPerson, LocalValue, Touch

KIT_KEY = "carry_kit"

# The way to an order: a new lead, then the levels from cold to hot, then ordered.
FUNNEL = (("N", ""), ("P", "C"), ("P", "B"), ("P", "A"), ("P", "H"), ("O", ""))


def board(session: Session, today: date, *, limit: int = 50) -> Board:
    """Everything the Today page shows; each list holds at most `limit` entries."""
    shop = shop_rules(session)
    promise_day = today + timedelta(days=shop.numbers.promise_lead_days)
    counts = calendar.count_due(session, today)
    return Board(
        today=today,
        figures=_figures(session, today, overdue=counts.overdue, due_today=counts.today),
        due=tuple(calendar.due_items(session, today, limit=limit)),
        due_total=counts.overdue + counts.today,
        birthdays=tuple(birthdays(session, today, days=shop.numbers.birthday_lead_days, limit=limit)),
        promises=tuple(commitments.due_commitments(session, promise_day, limit=limit)),
        promises_total=commitments.count_due(session, promise_day),
        cold=tuple(going_cold(session, today, limit=limit)),
        cold_total=_count_cold(session, today),
        kit=kit(session, today, shop),
        funnel=_funnel(session, shop),
    )


def waiting(session: Session, today: date) -> int:
    """How much waits today: the badge beside the page's name."""
    counts = calendar.count_due(session, today)
    return counts.overdue + counts.today


def birthdays(session: Session, today: date, *, days: int, limit: int = 50) -> list[Birthday]:
    """Birthdays from today on, solar and lunar, the nearest first."""
    first_day: dict[str, date] = {}
    for ahead in range(days + 1):
        day = today + timedelta(days=ahead)
        for key in keys_on(day):
            first_day.setdefault(key, day)
    rows = session.execute(
        select(
            DerivedPerson.id, DerivedPerson.name, DerivedPerson.birth_key, DerivedPerson.is_customer,
            DerivedPerson.level, DerivedPerson.status, DerivedPerson.phone, Contact.birthday,
        )
        .join(Contact, Contact.id == DerivedPerson.id)
        .where(DerivedPerson.birth_key.in_(first_day))
    )  # fmt: skip
    found = [_birthday(row, first_day[row.birth_key], today) for row in rows]
    return sorted(found, key=lambda b: (b.on, not b.is_customer, b.name))[:limit]


def _birthday(row: object, day: date, today: date) -> Birthday:
    born = PartialDate.stored(row.birthday)  # type: ignore[attr-defined]
    return Birthday(
        contact_id=row.id, name=row.name, on=day, days=(day - today).days,  # type: ignore[attr-defined]
        label=born.label() if born else "", turns=born.turns(day) if born else None,
        is_customer=row.is_customer, level=row.level, status=row.status, phone=row.phone,  # type: ignore[attr-defined]
    )  # fmt: skip


def going_cold(session: Session, today: date, *, limit: int = 50) -> list[GoingCold]:
    """Customers without an effective contact for twice their interval, the hottest level first."""
    rows = session.execute(
        select(
            DerivedPerson.id, DerivedPerson.name, DerivedPerson.level, DerivedPerson.status, DerivedPerson.subtitle,
            DerivedPerson.phone, DerivedPerson.last_effective_on, DerivedPerson.opened_on,
        )
        .where(DerivedPerson.cold_on <= today)
        .order_by(DerivedPerson.level_rank, DerivedPerson.cold_on.desc(), DerivedPerson.id)
        .limit(limit)
    )  # fmt: skip
    return [
        GoingCold(
            row.id, row.name, row.level, row.status, row.subtitle, row.phone, row.last_effective_on,
            (today - (row.last_effective_on or row.opened_on or today)).days,
        )
        for row in rows
    ]  # fmt: skip


def _count_cold(session: Session, today: date) -> int:
    statement = select(func.count()).select_from(DerivedPerson).where(DerivedPerson.cold_on <= today)
    return session.execute(statement).scalar_one()


def kit(session: Session, today: date, shop: ShopRules) -> tuple[KitItem, ...]:
    """What to carry and what was counted today."""
    counted = counted_kit(session, today)
    return tuple(
        KitItem(item.code, item.label, item.unit, item.minimum, counted.get(item.code)) for item in shop.carry_kit
    )


def counted_kit(session: Session, today: date) -> dict[str, int]:
    """Today's tally by code; yesterday's does not count."""
    text = session.execute(select(LocalValue.value).where(LocalValue.key == KIT_KEY)).scalar()
    with suppress(ValueError, KeyError, TypeError, AttributeError):
        tally = json.loads(text or "{}")
        if tally["on"] == today.isoformat():
            return {str(code): int(quantity) for code, quantity in tally["counted"].items()}
    return {}


def _figures(session: Session, today: date, *, overdue: int, due_today: int) -> Figures:
    month = today.replace(day=1)
    people = select(func.count()).select_from(DerivedPerson).where(DerivedPerson.is_customer)
    done = select(func.count(Touch.root.distinct())).where(
        Touch.at >= today, Touch.at < today + timedelta(days=1), Touch.effective, Touch.deleted.is_(None)
    )
    return Figures(
        overdue=overdue,
        due_today=due_today,
        done_today=session.execute(done).scalar_one(),
        hot=session.execute(people.where(DerivedPerson.level_rank == 0, DerivedPerson.status == "P")).scalar_one(),
        new_this_month=session.execute(people.where(DerivedPerson.opened_on >= month)).scalar_one(),
        touched_this_month=session.execute(
            people.where(DerivedPerson.last_effective_on >= month)
        ).scalar_one(),
    )


def _funnel(session: Session, shop: ShopRules) -> tuple[FunnelBar, ...]:
    rows = session.execute(
        select(DerivedPerson.status, DerivedPerson.level, func.count())
        .where(DerivedPerson.is_customer, DerivedPerson.status.in_(("N", "P", "O")))
        .group_by(DerivedPerson.status, DerivedPerson.level)
    )
    counts: dict[tuple[str, str], int] = {}
    for status, level, count in rows:
        # Not yet levelled counts as the coldest; new and ordered ones stand together whatever their level.
        key = ("P", level or "C") if status == "P" else (status, "")
        counts[key] = counts.get(key, 0) + count
    return tuple(
        FunnelBar(level or status, level or shop.label_of("statuses", status), counts.get((status, level), 0))
        for status, level in FUNNEL
    )
