"""The Today board: a few indexed queries, the same number however many people there are.

In plain SQL: it is the first page, and nothing else of the start needs SQLAlchemy.
"""

import json
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from crm_desktop.base import dates
from crm_desktop.base.dates import PartialDate
from crm_desktop.base.i18n import _, ngettext
from crm_desktop.features.calendar.glance import count_due, due_items
from crm_desktop.features.calendar.records import DueCounts
from crm_desktop.features.calendar.rules import level_rank
from crm_desktop.features.commitments.glance import count_due as count_promises
from crm_desktop.features.commitments.glance import due_commitments
from crm_desktop.features.settings.glance import shop_rules
from crm_desktop.features.settings.records import ShopRules
from crm_desktop.features.team.queries import filter_of, named, team, whose, whose_root
from crm_desktop.features.team.rules import owner_shown
from crm_desktop.features.today import rules
from crm_desktop.features.today.records import BirthdayRow, Board, ColdRow, Figures, FunnelStep, KitItem
from crm_desktop.store.plain import Plain, day, plain

if TYPE_CHECKING:
    from crm_desktop.store.plain import Source

_COUNT = "SELECT count(*) FROM derived_person WHERE"
KIT = "carry_kit:"
"""Key of the day's kit among the local values."""


def today_board(session: "Source", today: date, *, limit: int = 50, owners: Sequence[str] = ()) -> Board:
    """Everything the Today page shows; each list starts with its first `limit` rows.

    `owners`: only these consultants' customers, for the manager.
    """
    shop = shop_rules(session)
    counts = count_due(session, today, owners=owners)
    ahead = shop.numbers.birthday_lead_days
    promised_until = today + timedelta(days=shop.numbers.promise_lead_days)
    steps = funnel(session, shop, owners=owners)
    return Board(
        today=today, lunar=dates.lunar_label(today), figures=_figures(session, today, counts, owners),
        due=tuple(due_items(session, today, limit=limit, owners=owners)), due_total=counts.overdue + counts.today,
        birthdays=tuple(birthdays(session, today, days=ahead, limit=limit, owners=owners)),
        birthdays_total=count_birthdays(session, today, days=ahead, owners=owners),
        commitments=tuple(due_commitments(session, promised_until, limit=limit, owners=owners)),
        commitments_total=count_promises(session, promised_until, owners=owners),
        cold=tuple(going_cold(session, today, limit=limit, owners=owners)),
        cold_total=count_cold(session, today, owners=owners),
        kit=kit(session, today), funnel=steps,
    )


def waiting(session: "Source", today: date) -> int:
    """How many contacts wait today, overdue ones included: the badge in the rail."""
    waiting = "SELECT count(*) FROM derived_due WHERE due_on <= :today"
    return plain(session).count(waiting, today=today.isoformat())


def birthdays(
    session: "Source", today: date, *, days: int = 7, limit: int = 200, owners: Sequence[str] = ()
) -> list[BirthdayRow]:
    """Birthdays from today to `days` days ahead, solar and lunar, without those who want no contact."""
    source, keys = plain(session), _birth_keys(today, days)
    rows = source.rows(
        "SELECT p.id, p.name, p.birth_key, p.phone, p.is_customer, p.status, p.level, c.birthday, p.private, p.owner "
        "FROM derived_person p JOIN contact c ON c.id = p.id WHERE p.n IN (SELECT value FROM json_each(:numbers))",
        numbers=json.dumps(_first_celebrated(source, keys, limit, owners)),
    )
    found, known = [], team(session)
    for person, name, key, phone, is_customer, status, level, birth, private, owner in rows:
        birthday, on = PartialDate.stored(birth), keys[key]
        if birthday is not None:
            found.append(BirthdayRow(
                person, name, on, birthday.label(), rules.is_lunar(birthday), birthday.turns(on), phone,
                bool(is_customer), status, level, bool(private), owner_shown(known, owner)))
    return sorted(found, key=lambda person: (person.on, not person.is_customer, person.name, person.contact_id))


def count_birthdays(session: "Source", today: date, *, days: int = 7, owners: Sequence[str] = ()) -> int:
    """How many birthdays there are from today to `days` days ahead."""
    keys = json.dumps(sorted(_birth_keys(today, days)))
    in_time = f"{_COUNT} birth_key IN (SELECT value FROM json_each(:keys)){whose(owners)}"
    return plain(session).count(in_time, keys=keys, **named(owners))


def _birth_keys(today: date, days: int) -> dict[str, date]:
    """The keys of the birthdays celebrated in the coming days, each with its first day."""
    keys: dict[str, date] = {}
    for ahead in range(days + 1):
        day = today + timedelta(days=ahead)
        for key in sorted(dates.keys_on(day)):
            keys.setdefault(key, day)
    return keys


def _first_celebrated(source: Plain, keys: dict[str, date], limit: int, owners: Sequence[str]) -> list[int]:
    """Row numbers of the first people in the order of their days: only these are read whole."""
    found: list[int] = []
    for key in keys:
        if len(found) >= limit:
            break
        numbers = f"SELECT n FROM derived_person WHERE birth_key = :key{whose(owners)} LIMIT :limit"
        found += [row[0] for row in source.rows(numbers, key=key, limit=limit - len(found), **named(owners))]
    return found


def going_cold(
    session: "Source", today: date, *, limit: int = 50, offset: int = 0, owners: Sequence[str] = ()
) -> list[ColdRow]:
    """Customers nobody reached for twice their interval; who cooled down last comes first: easiest to win back."""
    rows = plain(session).rows(
        "SELECT id, name, level, status, subtitle, phone, last_effective_on, opened_on, owner "
        f"FROM derived_person WHERE cold_on <= :today{whose(owners)} "
        "ORDER BY cold_on DESC, n LIMIT :limit OFFSET :offset",
        today=today.isoformat(), limit=limit, offset=offset, **named(owners),
    )  # fmt: skip
    known = team(session)
    return [_cold_row(row, today, owner_shown(known, row[-1])) for row in rows]


def count_cold(session: "Source", today: date, *, owners: Sequence[str] = ()) -> int:
    """How many customers are going cold."""
    return plain(session).count(f"{_COUNT} cold_on <= :today{whose(owners)}", today=today.isoformat(), **named(owners))


def kit(session: "Source", today: date) -> tuple[KitItem, ...]:
    """What to carry, with what was ticked today."""
    text = plain(session).value("SELECT value FROM local_value WHERE key = :key", key=KIT + today.isoformat())
    kept = json.loads(text) if text else {}
    return tuple(rules.kit_item(item, kept.get(item.code, {})) for item in shop_rules(session).carry_kit)


def funnel(session: "Source", shop: ShopRules, *, owners: Sequence[str] = ()) -> tuple[FunnelStep, ...]:
    """From leads by level to orders: how many customers stand where."""
    source = plain(session)
    by_rank: dict[int, int] = dict(
        source.rows(
            "SELECT level_rank, count(*) FROM derived_person WHERE is_customer = 1 AND level_rank < 10"
            f"{whose(owners)} GROUP BY level_rank", **named(owners),
        )
    )
    ordered = source.count(f"{_COUNT} is_customer = 1 AND status = 'O'{whose(owners)}", **named(owners))
    of = filter_of(session, owners)
    levels = tuple(
        FunnelStep(
            level.code, level.label, by_rank.get(level_rank(level.code, "P"), 0), f"level:{level.code} status:N,P{of}"
        )
        for level in reversed(shop.levels)
    )
    leads = FunnelStep("leads", _("Leads"), sum(by_rank.values()), f"status:N,P{of}")
    return (leads, *levels, FunnelStep("O", shop.label_of("statuses", "O"), ordered, f"status:O{of}"))


def _figures(session: "Source", today: date, counts: DueCounts, owners: Sequence[str]) -> Figures:
    source, start, of = plain(session), datetime.combine(today, time.min), whose(owners)
    attempts, done = source.rows(
        "SELECT count(*), count(CASE WHEN effective = 1 THEN 1 END) FROM touch "
        f"WHERE at >= :start AND at < :end AND deleted IS NULL{whose_root(owners)}", **named(owners),
        start=_stored(start), end=_stored(start + timedelta(days=1)),
    )[0]  # fmt: skip
    with_next = source.count(f"{_COUNT} due_on IS NOT NULL{of}", **named(owners))
    hot = source.count(f"{_COUNT} is_customer = 1 AND level_rank = 0{of}", **named(owners))
    first = today.replace(day=1).isoformat()
    new = source.count(f"{_COUNT} is_customer = 1 AND opened_on >= :first{of}", first=first, **named(owners))
    return Figures(
        due=counts.overdue + counts.today, overdue=counts.overdue, done=done, attempts=attempts, hot=hot,
        new_this_month=new, in_rhythm=rules.in_rhythm(with_next, counts.overdue_people))


def _stored(at: datetime) -> str:
    return at.isoformat(sep=" ", timespec="microseconds")


def _cold_row(row: tuple[Any, ...], today: date, owner: str) -> ColdRow:
    person, name, level, status, subtitle, phone, reached, opened = *row[:6], day(row[6]), day(row[7])
    days = rules.silent_days(reached, opened, today=today)
    if reached is None:
        reason = ngettext(
            "Never reached in the {n} day since the archive was opened",
            "Never reached in the {n} days since the archive was opened", days).format(n=days)
    else:
        reason = ngettext("No real contact for {n} day", "No real contact for {n} days", days).format(n=days)
    return ColdRow(person, name, level, status, subtitle, phone, reached, days, reason, owner)
