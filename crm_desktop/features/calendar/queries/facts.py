"""What decides when people are due, read in bulk as plain tuples."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import Connection

from crm_desktop.base import clock
from crm_desktop.features.calendar.records import Car, Deal, Facts, Plan, Service
from crm_desktop.features.contacts import rules as contacts
from crm_desktop.features.contacts.records import Consent
from crm_desktop.store.derived import IN_SIGHT

Found = TypeVar("Found")

DAY = "due_day"
"""Key of the day last seen, among the local values."""

IN_ROOTS = "IN (SELECT value FROM json_each(?))"
# Keys that only say which turn of a rhythm was answered: the touch itself says as much.
_TURNS = "('level/', 'first/', 'planne')"

# Of everybody the rows are read in their order; of some, person by person.
_SOME, _ALL = "IN (SELECT value FROM json_each(:ids))", "BETWEEN :first AND :last"
_PEOPLE = f"""
    SELECT c.id, c.do_not_contact, c.consent, substr(c.created, 1, 10), k.status, k.level, k.tier, k.opened_on,
        k.created || k.id
    FROM contact c LEFT JOIN customer k ON k.root = c.id AND k.deleted IS NULL
    WHERE c.id {{who}} AND c.deleted IS NULL AND {IN_SIGHT.format(contact='c')}"""
# Only who can be due at all: a contact of the network with nothing planned never is.
_CONCERNED = """
    AND (k.id IS NOT NULL OR c.id IN (SELECT root FROM follow_up WHERE state = 'planned' AND deleted IS NULL))"""
# One walk through an index that holds all of it: touch_root_at.
_TOUCHES = f"""
    SELECT root, max(at), substr(max(CASE WHEN effective AND at < :tomorrow THEN at END), 1, 10),
        max(CASE WHEN kind = 'service' AND at < :tomorrow THEN at END),
        group_concat(CASE WHEN effective AND follow_key <> '' AND at < :tomorrow
            AND substr(follow_key, 1, 6) NOT IN {_TURNS} THEN substr(at, 1, 10) || follow_key END, char(10))
    FROM touch WHERE root {{who}} AND deleted IS NULL GROUP BY root"""
_SINCE = """
    SELECT root, substr(max(at), 1, 10) FROM scale_change
    WHERE root {who} AND deleted IS NULL AND scale = 'status' AND at < :tomorrow GROUP BY root"""
_PLANS = """
    SELECT root, id, rule, occurrence, due_on, due_at, kind FROM follow_up
    WHERE root {who} AND deleted IS NULL AND +state = 'planned'"""
# The "+" keeps SQLite from walking through everybody's of that state.
# A follow-up that a touch did is closed only while that touch is there and counts.
_CLOSED = """
    SELECT f.root, f.rule || '/' || f.occurrence FROM follow_up f
    WHERE f.root {who} AND f.deleted IS NULL AND f.rule <> 'planned'
        AND (+f.state = 'cancelled' OR (+f.state = 'done' AND (f.touch = '' OR EXISTS (
            SELECT 1 FROM touch t WHERE t.id = f.touch AND t.deleted IS NULL AND t.effective))))"""
_DEALS = """
    SELECT root, id, substr(created, 1, 10), stage, deliver_on, delivered_on, lost_on, revive_on, frozen_until
    FROM opportunity
    WHERE root {who} AND deleted IS NULL AND (stage <> 'open' OR frozen_until IS NOT NULL) ORDER BY root, created, id"""
_CARS = """
    SELECT root, id, substr(created, 1, 10), delivered_on, bought_on, insurance_until, inspection_until, maintenance_on,
        maintenance_km, mileage, mileage_on, sold_by_us
    FROM vehicle WHERE root {who} AND deleted IS NULL AND kind = 'own' ORDER BY root, created, id"""
# Of each person the last one counts.
_SERVICES = """
    SELECT root, id, at FROM touch
    WHERE root IN (SELECT value FROM json_each(:ids)) AND deleted IS NULL AND kind = 'service' AND at < :tomorrow
    ORDER BY at, id"""


def day_seen(connection: Connection) -> date:
    """The day up to which touches count in what the file holds now."""
    text = connection.exec_driver_sql("SELECT value FROM local_value WHERE key = ?", (DAY,)).scalar()
    return date.fromisoformat(text) if text else clock.today()


Run = Callable[..., list[tuple[Any, ...]]]


def raw(connection: Connection) -> Run:
    """Ask the driver itself, in the transaction of the connection: of many rows most of the time goes into wrapping."""
    driver: Any = connection.connection.driver_connection

    def run(sql: str, bound: object = ()) -> list[tuple[Any, ...]]:
        found: list[tuple[Any, ...]] = driver.execute(sql, bound).fetchall()
        return found

    return run


def rows_of(connection: Connection, sql: str, ids: Sequence[str], *, everybody: bool = False) -> list[tuple[Any, ...]]:
    """The rows of these people by a statement with `{who}`. `everybody`: there is nobody else between them."""
    if everybody:
        return raw(connection)(sql.format(who=_ALL), {"first": min(ids), "last": max(ids)})
    return raw(connection)(sql.format(who=_SOME), {"ids": json.dumps(list(ids))})


def last_entry(connection: Connection) -> datetime | None:
    """When something was last written here, as the clock said then."""
    step = "SELECT at FROM step WHERE id < (SELECT coalesce(max(step), 0) FROM journal_now) ORDER BY id DESC LIMIT 1"
    text = connection.exec_driver_sql(step).scalar()
    return datetime.fromisoformat(text) if text else None


class _Rows:
    """What the file holds about some people, grouped by them."""

    def __init__(
        self, connection: Connection, ids: Sequence[str], day: date, *, everybody: bool, concerned: bool
    ) -> None:
        run, who = raw(connection), _ALL if everybody else _SOME
        people = _PEOPLE + _CONCERNED if concerned else _PEOPLE
        bound = {"tomorrow": str(day + timedelta(days=1))}
        bound |= {"first": min(ids), "last": max(ids)} if everybody else {"ids": json.dumps(list(ids))}
        asked = {
            name: run(sql.format(who=who), bound)
            for name, sql in (
                ("people", people), ("since", _SINCE), ("plans", _PLANS), ("closed", _CLOSED), ("deals", _DEALS),
                ("cars", _CARS))
        }
        if concerned:  # nearly half of all touches are with people who are never due
            who, bound["ids"] = _SOME, json.dumps([row[0] for row in asked["people"]])
        asked["touches"] = run(_TOUCHES.format(who=who), bound)
        self.people = _latest(asked["people"])
        self.touches = {row[0]: row for row in asked["touches"]}
        self.since = {row[0]: row[1] for row in asked["since"]}
        self.plans, self.closed, self.deals, self.cars = (
            _grouped(asked[name]) for name in ("plans", "closed", "deals", "cars"))
        served = [root for root, row in self.touches.items() if row[3]]
        bound["ids"] = json.dumps(served)
        self.services = {row[0]: row for row in run(_SERVICES, bound)} if served else {}

    def told_more(self) -> set[str]:
        """Of whom there is more to tell than how they stand."""
        return set[str]().union(self.touches, self.since, self.plans, self.closed, self.deals, self.cars)


def _latest(people: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Of several archives of a person the last one counts; hardly anybody has several."""
    if len({row[0] for row in people}) == len(people):
        return people
    found: dict[str, tuple[Any, ...]] = {}
    for row in sorted(people, key=lambda one: one[-1] or ""):
        found[row[0]] = row
    return list(found.values())


def facts_of(
    connection: Connection, ids: Sequence[str], day: date, *, everybody: bool = False, concerned: bool = False
) -> Iterator[tuple[str, Facts, str | None]]:
    """What decides about these people, and when each was last touched: a handful of queries for all of them.

    `everybody`: these are all there are from the first to the last of them. `concerned`: those who can be due at all.
    """
    if ids:
        rows = _Rows(connection, ids, day, everybody=everybody, concerned=concerned)
        for person in rows.people:
            yield person[0], *_facts(person, rows)


def reckoned(
    connection: Connection, ids: Sequence[str], day: date, reckon: Callable[[Facts, str | None], Found], *,
    everybody: bool = False, concerned: bool = False,
) -> Iterator[tuple[str, Found]]:
    """What `reckon` makes of the same, once for people of whom there is nothing else to tell, as after an import."""
    if not ids:
        return
    rows = _Rows(connection, ids, day, everybody=everybody, concerned=concerned)
    more = rows.told_more()
    alike: dict[tuple[Any, ...], Found] = {}
    for person in rows.people:
        if person[0] in more:
            yield person[0], reckon(*_facts(person, rows))
            continue
        now = person[1:-1]
        if now not in alike:
            alike[now] = reckon(*_facts(person, rows))
        yield person[0], alike[now]


def _facts(person: Sequence[Any], rows: _Rows) -> tuple[Facts, str | None]:
    """What decides about one of them, and when he was last touched."""
    root, silent, consent, created, status, level, tier, opened_on, _made = person
    touch = rows.touches.get(root) or _UNTOUCHED
    facts = Facts(
        status is not None, status or "", level or "", _DAYS[opened_on], _DAYS[touch[2]], _DAYS[rows.since.get(root)],
        bool(silent) or consent in _SILENT)
    if root in rows.plans:
        facts.plans = tuple([_plan(row) for row in rows.plans[root]])
    if status is not None:
        facts.tier, facts.entered = tier, _DAYS[created]
        _add_events(facts, root, touch, rows)
    return facts, touch[1]


def _add_events(facts: Facts, root: str, touch: Sequence[Any], rows: _Rows) -> None:
    if touch[4]:
        facts.answered = _answered(touch[4])
    if root in rows.closed:
        facts.closed = frozenset([row[1] for row in rows.closed[root]])
    if root in rows.deals:
        facts.deals = tuple([_deal(row) for row in rows.deals[root]])
    if root in rows.cars:
        facts.cars = tuple([_car(row) for row in rows.cars[root]])
    if touch[3]:
        served = rows.services[root]
        facts.service = Service(served[1], _day(served[2][:10]))


_UNTOUCHED = (None, None, None, None, None)
_SILENT = frozenset(consent for consent in Consent if contacts.blocks_contact(do_not_contact=False, consent=consent))


def _answered(text: str) -> dict[str, date]:
    """Day and key stand together, a line each: "2026-11-22delivery_d3/…"."""
    found: dict[str, date] = {}
    for line in text.split("\n"):
        day, key = _DAYS[line[:10]], line[10:]
        if day and (key not in found or found[key] < day):
            found[key] = day
    return found


class _Days(dict[str | None, date | None]):
    """Days as the columns keep them, read once: a few thousand days serve everybody."""

    def __missing__(self, text: str | None) -> date | None:
        self[text] = day = date.fromisoformat(text) if text else None
        return day


_DAYS = _Days()


def _day(text: str) -> date:
    day = _DAYS[text]
    assert day is not None
    return day


def _plan(row: Sequence[Any]) -> Plan:
    _root, id_, rule, occurrence, due_on, due_at, kind = row
    return Plan(id_, rule, occurrence, _day(due_on), due_at, kind)


def _deal(row: Sequence[Any]) -> Deal:
    _root, id_, entered, stage, coming, delivered, lost, again, frozen = row
    days = _DAYS
    return Deal(id_, _day(entered), stage, days[coming], days[delivered], days[lost], days[again], days[frozen])


def _car(row: Sequence[Any]) -> Car:
    _root, id_, entered, delivered, bought, insured, inspected, served, served_km, mileage, mileage_on, ours = row
    days = _DAYS
    return Car(
        id_, _day(entered), days[delivered], days[bought], days[insured], days[inspected], days[served], served_km,
        mileage, days[mileage_on], bool(ours))


def _grouped(rows: Iterable[Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        found[row[0]].append(row)
    return found
