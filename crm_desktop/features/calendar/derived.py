"""Who is due, kept for everybody: facts read in bulk as plain tuples, decided by the pure rules, written where changed.

The one thing that depends on the day: touches and changes dated later than it are ignored until their day comes, for
the laptop's clock was wrong when they were made. The day last seen is kept in the file.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Connection

from crm_desktop.base import clock
from crm_desktop.features.calendar import rules
from crm_desktop.features.calendar.records import Car, Deal, Due, Facts, Plan, Service
from crm_desktop.features.contacts import rules as contacts
from crm_desktop.features.settings.records import ShopRules
from crm_desktop.features.touches import rules as touches

BATCH = 5_000
"""People reckoned at a time."""

DAY = "due_day"
"""Key of the day last seen, among the local values."""

_IN = "IN (SELECT value FROM json_each(?))"
# Keys that only say which turn of a rhythm was answered: the touch itself says as much.
_TURNS = "('level/', 'first/', 'planne')"

_PEOPLE = f"""
    SELECT c.id, c.do_not_contact, c.consent, c.created, k.status, k.level, k.tier, k.opened_on
    FROM contact c LEFT JOIN customer k ON k.root = c.id AND k.deleted IS NULL
    WHERE c.id {_IN} AND c.deleted IS NULL ORDER BY k.created"""
# One walk through an index that holds all of it: touch_root_at.
_TOUCHES = f"""
    SELECT root, max(at), max(CASE WHEN effective AND at < ?1 THEN at END),
        max(CASE WHEN kind = 'service' AND at < ?1 THEN at END),
        group_concat(CASE WHEN effective AND follow_key <> '' AND at < ?1 AND substr(follow_key, 1, 6) NOT IN {_TURNS}
            THEN substr(at, 1, 10) || follow_key END, char(10))
    FROM touch WHERE root IN (SELECT value FROM json_each(?2)) AND deleted IS NULL GROUP BY root"""
_SINCE = f"""
    SELECT root, max(at) FROM scale_change WHERE root {_IN} AND deleted IS NULL AND scale = 'status' AND at < ?
    GROUP BY root"""
_PLANS = f"""
    SELECT root, id, rule, occurrence, due_on, due_at, kind FROM follow_up
    WHERE root {_IN} AND deleted IS NULL AND state = 'planned'"""
# A follow-up that a touch did is closed only while that touch is there and counts.
_CLOSED = f"""
    SELECT f.root, f.rule || '/' || f.occurrence FROM follow_up f
    WHERE f.root {_IN} AND f.deleted IS NULL AND f.rule <> 'planned' AND (f.state = 'cancelled' OR (f.state = 'done'
        AND (f.touch = '' OR EXISTS (SELECT 1 FROM touch t WHERE t.id = f.touch AND t.deleted IS NULL AND t.effective)
    )))"""
_DEALS = f"""
    SELECT root, id, created, stage, deliver_on, delivered_on, lost_on, revive_on FROM opportunity
    WHERE root {_IN} AND deleted IS NULL AND stage <> 'open' ORDER BY created, id"""
_CARS = f"""
    SELECT root, id, created, delivered_on, bought_on, insurance_until, inspection_until, maintenance_on,
        maintenance_km, mileage, mileage_on, sold_by_us
    FROM vehicle WHERE root {_IN} AND deleted IS NULL AND kind = 'own' ORDER BY created, id"""
_SERVICES = f"""
    SELECT root, id, max(at) FROM touch WHERE root {_IN} AND deleted IS NULL AND kind = 'service' AND at < ?
    GROUP BY root"""
_KNOWN = f"""
    SELECT root, rule, occurrence, due_on, due_at, level_rank, kind, "plan", base_on, chain
    FROM derived_due WHERE root {_IN} ORDER BY n"""
_ADD = """
    INSERT INTO derived_due (root, rule, occurrence, due_on, due_at, level_rank, kind, "plan", base_on, chain)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
_SHOWN = """
    UPDATE derived_person SET due_on = ?1, due_at = ?2, due_rule = ?3, due_occurrence = ?4, cold_on = ?5,
        last_touch_at = ?6, last_effective_on = ?7
    WHERE id = ?8 AND (due_on IS NOT ?1 OR due_at IS NOT ?2 OR due_rule IS NOT ?3 OR due_occurrence IS NOT ?4
        OR cold_on IS NOT ?5 OR last_touch_at IS NOT ?6 OR last_effective_on IS NOT ?7)"""
_DATED_BETWEEN = """
    SELECT root FROM touch WHERE at >= ?1 AND at < ?2 AND deleted IS NULL
    UNION SELECT root FROM scale_change WHERE at >= ?1 AND at < ?2 AND deleted IS NULL"""


class Standing(NamedTuple):
    """Where a person stands: open items, and what else of the list depends on the same facts."""

    items: list[Due]
    level_rank: int
    cold_on: date | None
    last_touch: str | None  # as the column keeps it
    last_effective: date | None


@dataclass(frozen=True)
class DueShop:
    """The rules of the shop and the day up to which touches count."""

    rules: rules.DueRules
    day: date

    @classmethod
    def of(cls, shop: ShopRules, connection: Connection) -> "DueShop":
        """The rules, with the day the file has seen."""
        return cls(rules.DueRules.of(shop), day_seen(connection))


def day_seen(connection: Connection) -> date:
    """The day up to which touches count in what the file holds now."""
    text = connection.exec_driver_sql("SELECT value FROM local_value WHERE key = ?", (DAY,)).scalar()
    return date.fromisoformat(text) if text else clock.today()


def see_day(connection: Connection) -> set[str]:
    """Note that a new day has come (or the clock was put back). Returns the people who have to be reckoned anew."""
    today = clock.today()
    text = connection.exec_driver_sql("SELECT value FROM local_value WHERE key = ?", (DAY,)).scalar()
    if text == today.isoformat():
        return set()
    connection.exec_driver_sql("INSERT OR REPLACE INTO local_value (key, value) VALUES (?, ?)", (DAY, str(today)))
    if not text:
        return set()
    first, last = sorted((date.fromisoformat(text), today))
    bounds = (str(first + timedelta(days=1)), str(last + timedelta(days=1)))
    return set(connection.exec_driver_sql(_DATED_BETWEEN, bounds).scalars())


def standings(connection: Connection, ids: Sequence[str], shop: DueShop) -> dict[str, Standing]:
    """Where these people stand, living ones only."""
    return {
        root: Standing(
            rules.open_items(facts, shop.rules), rules.level_rank(facts.level, facts.status),
            rules.cold_on(facts, shop.rules.rhythm), last, facts.last_effective,
        )
        for root, facts, last in facts_of(connection, ids, shop.day)
    }


def refresh_due(connection: Connection, ids: Iterable[str], shop: ShopRules) -> None:
    """Reckon anew only who is due: after a change of the rules or of the day, when nothing else of the list changed."""
    wanted, due_shop = list(ids), DueShop.of(shop, connection)
    for start in range(0, len(wanted), BATCH):
        part = wanted[start : start + BATCH]
        found = standings(connection, part, due_shop)
        write_items(connection, part, found)
        connection.exec_driver_sql(_SHOWN, [(*shown(one), root) for root, one in found.items()])


def write_items(connection: Connection, ids: Sequence[str], found: Mapping[str, Standing]) -> None:
    """Keep the open items of these people; rows that are right already are left alone."""
    bound = json.dumps(list(ids))
    known: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for row in connection.exec_driver_sql(_KNOWN, (bound,)):
        known[row[0]].append(tuple(row))
    wanted = {root: [_row(root, due, one.level_rank) for due in one.items] for root, one in found.items()}
    changed = [root for root in ids if known.get(root, []) != wanted.get(root, [])]
    gone = [root for root in changed if root in known]
    if gone:
        connection.exec_driver_sql(f"DELETE FROM derived_due WHERE root {_IN}", (json.dumps(gone),))
    rows = [row for root in changed for row in wanted.get(root, [])]
    if rows:
        connection.exec_driver_sql(_ADD, rows)


def shown(one: Standing) -> tuple[Any, ...]:
    """What of a standing the list shows: the earliest item."""
    due = one.items[0] if one.items else None
    first = (_text(due.on), due.at, due.rule, due.occurrence) if due else (None, "", "", "")
    return (*first, _text(one.cold_on), one.last_touch, _text(one.last_effective))


def wrong_items(connection: Connection, ids: Sequence[str], found: Mapping[str, Standing]) -> int:
    """How many of these people have other items in the file than they should."""
    known: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for row in connection.exec_driver_sql(_KNOWN, (json.dumps(list(ids)),)):
        known[row[0]].append(tuple(row))
    return sum(
        known.get(root, []) != [_row(root, due, found[root].level_rank) for due in found[root].items]
        for root in ids if root in found
    )


def _row(root: str, due: Due, rank: int) -> tuple[Any, ...]:
    return (
        root, due.rule, due.occurrence, due.on.isoformat(), due.at, rank, due.kind, due.plan, due.base_on.isoformat(),
        due.chain,
    )


# Facts ----------------------------------------------------------------------------------------------------------------


def facts_of(connection: Connection, ids: Sequence[str], day: date) -> list[tuple[str, Facts, str | None]]:
    """What decides about these people, and when each was last touched: a handful of queries for all of them."""
    bound, tomorrow = json.dumps(list(ids)), str(day + timedelta(days=1))
    run = connection.exec_driver_sql
    spoken = {row[0]: row for row in run(_TOUCHES, (tomorrow, bound))}
    since: dict[str, str] = dict(run(_SINCE, (bound, tomorrow)).all())
    plans, closed, deals, cars = (_grouped(run(sql, (bound,))) for sql in (_PLANS, _CLOSED, _DEALS, _CARS))
    served = [root for root, row in spoken.items() if row[3]]
    services = (
        {row[0]: Service(row[1], _day(row[2])) for row in run(_SERVICES, (json.dumps(served), tomorrow))}  # type: ignore[arg-type]
        if served else {}
    )
    found = {}
    for root, silent, consent, created, status, level, tier, opened_on in run(_PEOPLE, (bound,)):
        touch = spoken.get(root)
        facts = Facts(
            is_customer=status is not None, status=status or "", level=level or "", tier=tier,
            opened_on=_day(opened_on), entered=_day(created), status_since=_day(since.get(root)),
            last_effective=_day(touch[2]) if touch else None,
            blocked=contacts.blocks_contact(do_not_contact=bool(silent), consent=consent),
            plans=tuple(_plan(row) for row in plans[root]) if root in plans else (),
            closed=frozenset(row[1] for row in closed[root]) if root in closed else _NOTHING,
            answered=_answered(touch[4]) if touch and touch[4] else _NEVER,
            deals=tuple(_deal(row) for row in deals[root]) if root in deals else (),
            cars=tuple(_car(row) for row in cars[root]) if root in cars else (),
            service=services.get(root),
        )
        found[root] = (root, facts, touch[1] if touch else None)
    return list(found.values())


_NOTHING: frozenset[str] = frozenset()
_NEVER: Mapping[str, date] = {}


def _answered(text: str) -> dict[str, date]:
    """Day and key stand together, a line each: "2026-11-22delivery_d3/…"."""
    found: dict[str, date] = {}
    for line in text.split("\n"):
        day, key = date.fromisoformat(line[:10]), line[10:]
        if key not in found or found[key] < day:
            found[key] = day
    return found


def _plan(row: Sequence[Any]) -> Plan:
    _root, id_, rule, occurrence, due_on, due_at, kind = row
    return Plan(id_, rule, occurrence, date.fromisoformat(due_on), due_at, kind)


def _deal(row: Sequence[Any]) -> Deal:
    _root, id_, created, stage, *days = row
    entered = _day(created)
    assert entered is not None
    return Deal(id_, entered, stage, *map(_day, days))


def _car(row: Sequence[Any]) -> Car:
    _root, id_, created, delivered, bought, insured, inspected, served, served_km, mileage, mileage_on, ours = row
    entered = _day(created)
    assert entered is not None
    return Car(
        id_, entered, _day(delivered), _day(bought), _day(insured), _day(inspected), _day(served), served_km, mileage,
        _day(mileage_on), bool(ours),
    )


@lru_cache(maxsize=20_000)
def _parsed(text: str) -> date:
    return date.fromisoformat(text)


def _day(text: str | None) -> date | None:
    return _parsed(text[:10]) if text else None


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _grouped(rows: Iterable[Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        found[row[0]].append(row)
    return found


def moment(text: str | None) -> datetime | None:
    """A moment as the column keeps it."""
    return datetime.fromisoformat(text) if text else None


__all__ = [
    "BATCH", "DAY", "DueShop", "Standing", "day_seen", "facts_of", "moment", "refresh_due", "see_day", "shown",
    "standings", "touches", "write_items", "wrong_items",
]
