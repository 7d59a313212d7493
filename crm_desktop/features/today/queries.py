"""The Today board: a few indexed queries, the same number however many people there are."""

import json
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.base.dates import PartialDate
from crm_desktop.base.i18n import _, ngettext
from crm_desktop.features.calendar.queries import count_due, due_items
from crm_desktop.features.calendar.records import DueCounts
from crm_desktop.features.commitments.queries import count_due as count_promises
from crm_desktop.features.commitments.queries import due_commitments
from crm_desktop.features.customers.rules import level_rank
from crm_desktop.features.settings.queries import shop_rules
from crm_desktop.features.settings.records import ShopRules
from crm_desktop.features.today import rules
from crm_desktop.features.today.records import BirthdayRow, Board, ColdRow, Figures, FunnelStep, KitItem
from crm_desktop.store.tables import Contact, DerivedDue, DerivedPerson, LocalValue, Touch

P = DerivedPerson
KIT = "carry_kit:"
"""Key of the day's kit among the local values."""


def today_board(session: Session, today: date, *, limit: int = 50) -> Board:
    """Everything the Today page shows; each list starts with its first `limit` rows."""
    shop = shop_rules(session)
    counts = count_due(session, today)
    ahead = shop.numbers.birthday_lead_days
    promised_until = today + timedelta(days=shop.numbers.promise_lead_days)
    steps = funnel(session, shop)
    return Board(
        today=today, lunar=dates.lunar_label(today), figures=_figures(session, today, counts),
        due=tuple(due_items(session, today, limit=limit)), due_total=counts.overdue + counts.today,
        birthdays=tuple(birthdays(session, today, days=ahead, limit=limit)),
        birthdays_total=count_birthdays(session, today, days=ahead),
        commitments=tuple(due_commitments(session, promised_until, limit=limit)),
        commitments_total=count_promises(session, promised_until),
        cold=tuple(going_cold(session, today, limit=limit)), cold_total=count_cold(session, today),
        kit=kit(session, today), funnel=steps,
    )


def waiting(session: Session, today: date) -> int:
    """How many contacts wait today, overdue ones included: the badge in the rail."""
    return session.scalar(select(func.count()).select_from(DerivedDue).where(DerivedDue.due_on <= today)) or 0


def birthdays(session: Session, today: date, *, days: int = 7, limit: int = 200) -> list[BirthdayRow]:
    """Birthdays from today to `days` days ahead, solar and lunar, without those who want no contact."""
    keys = _birth_keys(today, days)
    rows = session.execute(
        select(P.id, P.name, P.birth_key, P.phone, P.is_customer, P.status, P.level, Contact.birthday)
        .join(Contact, Contact.id == P.id)
        .where(P.n.in_(_first_celebrated(session, keys, limit)))
    )
    found = []
    for row in rows:
        birthday, on = PartialDate.stored(row.birthday), keys[row.birth_key]
        if birthday is not None:
            found.append(BirthdayRow(
                row.id, row.name, on, birthday.label(), rules.is_lunar(birthday), birthday.turns(on), row.phone,
                row.is_customer, row.status, row.level))
    return sorted(found, key=lambda person: (person.on, not person.is_customer, person.name, person.contact_id))


def count_birthdays(session: Session, today: date, *, days: int = 7) -> int:
    """How many birthdays there are from today to `days` days ahead."""
    keys = sorted(_birth_keys(today, days))
    return session.scalar(select(func.count()).select_from(P).where(P.birth_key.in_(keys))) or 0


def _birth_keys(today: date, days: int) -> dict[str, date]:
    """The keys of the birthdays celebrated in the coming days, each with its first day."""
    keys: dict[str, date] = {}
    for ahead in range(days + 1):
        day = today + timedelta(days=ahead)
        for key in sorted(dates.keys_on(day)):
            keys.setdefault(key, day)
    return keys


def _first_celebrated(session: Session, keys: dict[str, date], limit: int) -> list[int]:
    """Row numbers of the first people in the order of their days: only these are read whole."""
    found: list[int] = []
    for key in keys:
        if len(found) >= limit:
            break
        found += session.scalars(select(P.n).where(P.birth_key == key).limit(limit - len(found)))
    return found


def going_cold(session: Session, today: date, *, limit: int = 50, offset: int = 0) -> list[ColdRow]:
    """Customers nobody reached for twice their interval; who cooled down last comes first: easiest to win back."""
    rows = session.execute(
        select(P.id, P.name, P.level, P.status, P.subtitle, P.phone, P.last_effective_on, P.opened_on)
        .where(P.cold_on <= today).order_by(P.cold_on.desc(), P.n).limit(limit).offset(offset)
    )
    return [_cold_row(row, today) for row in rows]


def count_cold(session: Session, today: date) -> int:
    """How many customers are going cold."""
    return session.scalar(select(func.count()).select_from(P).where(P.cold_on <= today)) or 0


def kit(session: Session, today: date) -> tuple[KitItem, ...]:
    """What to carry, with what was ticked today."""
    text = session.scalar(select(LocalValue.value).where(LocalValue.key == KIT + today.isoformat()))
    kept = json.loads(text) if text else {}
    return tuple(rules.kit_item(item, kept.get(item.code, {})) for item in shop_rules(session).carry_kit)


def funnel(session: Session, shop: ShopRules) -> tuple[FunnelStep, ...]:
    """From leads by level to orders: how many customers stand where."""
    by_rank = {
        row[0]: row[1]
        for row in session.execute(
            select(P.level_rank, func.count()).where(P.is_customer.is_(True), P.level_rank < 10).group_by(P.level_rank))
    }
    ordered = session.scalar(
        select(func.count()).select_from(P).where(P.is_customer.is_(True), P.status == "O")) or 0
    levels = tuple(
        FunnelStep(
            level.code, level.label, by_rank.get(level_rank(level.code, "P"), 0), f"level:{level.code} status:N,P"
        )
        for level in reversed(shop.levels)
    )
    leads = FunnelStep("leads", _("Leads"), sum(by_rank.values()), "status:N,P")
    return (leads, *levels, FunnelStep("O", shop.label_of("statuses", "O"), ordered, "status:O"))


def _figures(session: Session, today: date, counts: DueCounts) -> Figures:
    start = datetime.combine(today, time.min)
    logged = session.execute(
        select(func.count(), func.count(case((Touch.effective.is_(True), 1))))
        .where(Touch.at >= start, Touch.at < start + timedelta(days=1), Touch.deleted.is_(None))
    ).one()
    with_next = session.scalar(select(func.count()).select_from(P).where(P.due_on.is_not(None))) or 0
    hot = session.scalar(
        select(func.count()).select_from(P)
        .where(P.is_customer.is_(True), P.level_rank == 0)) or 0
    new = session.scalar(
        select(func.count()).select_from(P).where(P.is_customer.is_(True), P.opened_on >= today.replace(day=1))) or 0
    return Figures(
        due=counts.overdue + counts.today, overdue=counts.overdue, done=logged[1], attempts=logged[0], hot=hot,
        new_this_month=new,
        in_rhythm=rules.in_rhythm(with_next, counts.overdue_people))


def _cold_row(row: Any, today: date) -> ColdRow:
    days = rules.silent_days(row.last_effective_on, row.opened_on, today=today)
    if row.last_effective_on is None:
        reason = ngettext(
            "Never reached in the {n} day since the archive was opened",
            "Never reached in the {n} days since the archive was opened", days).format(n=days)
    else:
        reason = ngettext("No real contact for {n} day", "No real contact for {n} days", days).format(n=days)
    return ColdRow(
        row.id, row.name, row.level, row.status, row.subtitle, row.phone, row.last_effective_on, days, reason)
