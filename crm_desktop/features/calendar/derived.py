"""Who is due, kept for everybody: facts read in bulk as plain tuples, decided by the pure rules, written where changed.

The one thing that depends on the day: touches and changes dated later than it are ignored until their day comes, for
the laptop's clock was wrong when they were made. The day last seen is kept in the file.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection

from crm_desktop.base import clock
from crm_desktop.base.collecting import uncollected
from crm_desktop.features.calendar import rules
from crm_desktop.features.calendar.queries.facts import DAY, IN_ROOTS, day_seen, reckoned, rows_of
from crm_desktop.features.calendar.records import Due, Facts
from crm_desktop.features.settings.records import ShopRules

_NO_RANK = rules.level_rank("", "")
BATCH = 2_000
"""People reckoned at a time."""

_KNOWN = """
    SELECT root, rule, occurrence, due_on, due_at, level_rank, kind, "plan", base_on, chain
    FROM derived_due WHERE root {who} ORDER BY root, n"""
_ADD = """
    INSERT INTO derived_due (root, rule, occurrence, due_on, due_at, level_rank, kind, "plan", base_on, chain)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
_SHOWN = """
    SELECT id, due_on, due_at, due_rule, due_occurrence, cold_on, last_touch_at, last_effective_on
    FROM derived_person WHERE id {who} AND (is_customer OR due_on IS NOT NULL)"""
_SHOW = """
    UPDATE derived_person SET due_on = ?, due_at = ?, due_rule = ?, due_occurrence = ?, cold_on = ?,
        last_touch_at = ?, last_effective_on = ? WHERE id = ?"""
_DATED_BETWEEN = """
    SELECT root FROM touch WHERE at >= ?1 AND at < ?2 AND deleted IS NULL
    UNION SELECT root FROM scale_change WHERE at >= ?1 AND at < ?2 AND deleted IS NULL"""


class Standing(NamedTuple):
    """Where a person stands, in the form in which the tables keep it: many stand alike, and it is made once."""

    items: list[tuple[Any, ...]]  # the open items, as rows without the person
    level_rank: int
    shown: tuple[Any, ...]  # what else of the list depends on the same facts: `_SHOWN`, without the person


@dataclass(frozen=True)
class DueShop:
    """The rules of the shop and the day up to which touches count."""

    rules: rules.DueRules
    day: date

    @classmethod
    def of(cls, shop: ShopRules, connection: Connection) -> "DueShop":
        """The rules, with the day the file has seen."""
        return cls(rules.DueRules.of(shop), day_seen(connection))


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


def first_day(connection: Connection) -> None:
    """Note the day where none was noted yet."""
    noted = "INSERT OR IGNORE INTO local_value (key, value) VALUES (?, ?)"
    connection.exec_driver_sql(noted, (DAY, clock.today().isoformat()))


def standings(
    connection: Connection, ids: Sequence[str], shop: DueShop, *, everybody: bool = False, concerned: bool = False
) -> dict[str, Standing]:
    """Where these people stand, living ones only; with `everybody` and `concerned` as `reckoned` has it."""
    def standing(facts: Facts, last: str | None) -> Standing:
        if not facts.is_customer and not facts.plans:
            return Standing([], _NO_RANK, (*_shown(None, None), last, _text(facts.last_effective)))
        items, rank = rules.open_items(facts, shop.rules), rules.level_rank(facts.level, facts.status)
        first = _shown(items[0] if items else None, rules.cold_on(facts, shop.rules))
        return Standing([_row(due, rank) for due in items], rank, (*first, last, _text(facts.last_effective)))

    return dict(reckoned(connection, ids, shop.day, standing, everybody=everybody, concerned=concerned))


def refresh_due(
    connection: Connection, ids: Iterable[str], shop: ShopRules, *, everybody: bool = False
) -> None:
    """Reckon anew only who is due: after a change of the rules or of the day, when nothing else of the list changed."""
    wanted, due_shop = sorted(ids), DueShop.of(shop, connection)
    with uncollected():
        for start in range(0, len(wanted), BATCH):
            part = wanted[start : start + BATCH]
            found = standings(connection, part, due_shop, everybody=everybody, concerned=True)
            write_items(connection, part, found, everybody=everybody)
            _write_shown(connection, part, found, everybody=everybody)


def write_items(
    connection: Connection, ids: Sequence[str], found: Mapping[str, Standing], *, everybody: bool = False
) -> None:
    """Keep the open items of these people; rows that are right already are left alone."""
    known = _known(connection, ids, everybody=everybody)
    wanted = {root: [(root, *row) for row in one.items] for root, one in found.items() if one.items}
    changed = [root for root in ids if known.get(root) != wanted.get(root)]
    gone = [root for root in changed if root in known]
    if gone:
        connection.exec_driver_sql(f"DELETE FROM derived_due WHERE root {IN_ROOTS}", (json.dumps(gone),))
    rows = [row for root in changed for row in wanted.get(root, [])]
    if rows:
        connection.exec_driver_sql(_ADD, rows)


def _known(
    connection: Connection, ids: Sequence[str], *, everybody: bool = False
) -> dict[str, list[tuple[Any, ...]]]:
    known: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for row in rows_of(connection, _KNOWN, ids, everybody=everybody):
        known[row[0]].append(row)
    return known


def _write_shown(
    connection: Connection, ids: Sequence[str], found: Mapping[str, Standing], *, everybody: bool
) -> None:
    """The earliest item and what else the list shows of it, where that changed."""
    rows = rows_of(connection, _SHOWN, ids, everybody=everybody)
    changed = [(*now, row[0]) for row in rows if row[0] in found and (now := found[row[0]].shown) != row[1:]]
    if changed:
        connection.exec_driver_sql(_SHOW, changed)


def _shown(due: Due | None, cold_on: date | None) -> tuple[Any, ...]:
    first = (_text(due.on), due.at, due.rule, due.occurrence) if due else (None, "", "", "")
    return (*first, _text(cold_on))


def wrong_items(connection: Connection, ids: Sequence[str], found: Mapping[str, Standing]) -> int:
    """How many of these people have other items in the file than they should."""
    known = _known(connection, ids)
    return sum(
        known.get(root, []) != [(root, *row) for row in found[root].items]
        for root in ids if root in found
    )


def _row(due: Due, rank: int) -> tuple[Any, ...]:
    on, at, rule, occurrence, base, _moved, kind, plan, chain = due
    return rule, occurrence, _TEXTS[on], at, rank, kind, plan, _TEXTS[base], chain


class _Texts(dict[date, str]):
    """Days as the columns keep them: a few thousand days serve everybody."""

    def __missing__(self, day: date) -> str:
        self[day] = text = day.isoformat()
        return text


_TEXTS = _Texts()


def _text(day: date | None) -> str | None:
    return _TEXTS[day] if day else None


def moment(text: str | None) -> datetime | None:
    """A moment as the column keeps it."""
    return datetime.fromisoformat(text) if text else None
