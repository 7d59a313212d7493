"""What decides when people are due, read in bulk as plain tuples."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection

from crm_desktop.base import clock
from crm_desktop.features.calendar.records import Car, Deal, Facts, Plan, Service
from crm_desktop.features.contacts import rules as contacts

DAY = "due_day"
"""Key of the day last seen, among the local values."""

IN_ROOTS = "IN (SELECT value FROM json_each(?))"
# Keys that only say which turn of a rhythm was answered: the touch itself says as much.
_TURNS = "('level/', 'first/', 'planne')"

_PEOPLE = f"""
    SELECT c.id, c.do_not_contact, c.consent, c.created, k.status, k.level, k.tier, k.opened_on
    FROM contact c LEFT JOIN customer k ON k.root = c.id AND k.deleted IS NULL
    WHERE c.id {IN_ROOTS} AND c.deleted IS NULL ORDER BY k.created"""
# One walk through an index that holds all of it: touch_root_at.
_TOUCHES = f"""
    SELECT root, max(at), max(CASE WHEN effective AND at < ?1 THEN at END),
        max(CASE WHEN kind = 'service' AND at < ?1 THEN at END),
        group_concat(CASE WHEN effective AND follow_key <> '' AND at < ?1 AND substr(follow_key, 1, 6) NOT IN {_TURNS}
            THEN substr(at, 1, 10) || follow_key END, char(10))
    FROM touch WHERE root IN (SELECT value FROM json_each(?2)) AND deleted IS NULL GROUP BY root"""
_SINCE = f"""
    SELECT root, max(at) FROM scale_change WHERE root {IN_ROOTS} AND deleted IS NULL AND scale = 'status' AND at < ?
    GROUP BY root"""
_PLANS = f"""
    SELECT root, id, rule, occurrence, due_on, due_at, kind FROM follow_up
    WHERE root {IN_ROOTS} AND deleted IS NULL AND state = 'planned'"""
# A follow-up that a touch did is closed only while that touch is there and counts.
_CLOSED = f"""
    SELECT f.root, f.rule || '/' || f.occurrence FROM follow_up f
    WHERE f.root {IN_ROOTS} AND f.deleted IS NULL AND f.rule <> 'planned'
        AND (f.state = 'cancelled' OR (f.state = 'done' AND (f.touch = '' OR EXISTS (
            SELECT 1 FROM touch t WHERE t.id = f.touch AND t.deleted IS NULL AND t.effective))))"""
_DEALS = f"""
    SELECT root, id, created, stage, deliver_on, delivered_on, lost_on, revive_on, frozen_until FROM opportunity
    WHERE root {IN_ROOTS} AND deleted IS NULL AND (stage <> 'open' OR frozen_until IS NOT NULL) ORDER BY created, id"""
_CARS = f"""
    SELECT root, id, created, delivered_on, bought_on, insurance_until, inspection_until, maintenance_on,
        maintenance_km, mileage, mileage_on, sold_by_us
    FROM vehicle WHERE root {IN_ROOTS} AND deleted IS NULL AND kind = 'own' ORDER BY created, id"""
_SERVICES = f"""
    SELECT root, id, max(at) FROM touch WHERE root {IN_ROOTS} AND deleted IS NULL AND kind = 'service' AND at < ?
    GROUP BY root"""


def day_seen(connection: Connection) -> date:
    """The day up to which touches count in what the file holds now."""
    text = connection.exec_driver_sql("SELECT value FROM local_value WHERE key = ?", (DAY,)).scalar()
    return date.fromisoformat(text) if text else clock.today()


def last_entry(connection: Connection) -> datetime | None:
    """When something was last written here, as the clock said then."""
    step = "SELECT at FROM step WHERE id < (SELECT coalesce(max(step), 0) FROM journal_now) ORDER BY id DESC LIMIT 1"
    text = connection.exec_driver_sql(step).scalar()
    return datetime.fromisoformat(text) if text else None


def facts_of(connection: Connection, ids: Sequence[str], day: date) -> list[tuple[str, Facts, str | None]]:
    """What decides about these people, and when each was last touched: a handful of queries for all of them."""
    bound, tomorrow = json.dumps(list(ids)), str(day + timedelta(days=1))
    run = connection.exec_driver_sql
    spoken = {row[0]: row for row in run(_TOUCHES, (tomorrow, bound)).all()}
    since: dict[str, str] = dict(run(_SINCE, (bound, tomorrow)).all())
    plans, closed, deals, cars = (_grouped(run(sql, (bound,)).all()) for sql in (_PLANS, _CLOSED, _DEALS, _CARS))
    served = [root for root, row in spoken.items() if row[3]]
    services = (
        {row[0]: Service(row[1], _day(row[2])) for row in run(_SERVICES, (json.dumps(served), tomorrow))}  # type: ignore[arg-type]
        if served else {}
    )
    found = {}
    for root, silent, consent, created, status, level, tier, opened_on in run(_PEOPLE, (bound,)).all():
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


def _grouped(rows: Iterable[Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        found[row[0]].append(row)
    return found
