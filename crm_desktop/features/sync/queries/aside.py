"""What this laptop holds beside its records: too long to be sent, or not to be shown by this version. Read only."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from crm_desktop.base.i18n import _
from crm_desktop.features.contacts.rules.words import field_name, record_name
from crm_desktop.features.sync import rules
from crm_desktop.features.sync.queries.whose import names, roots
from crm_desktop.features.sync.records import GONE, HELD, KEPT, MENDED, Interval, ParkedCard
from crm_desktop.store.plain import Plain, plain
from sync.core.values import Value, from_wire

if TYPE_CHECKING:
    from crm_desktop.store.plain import Source

SHOWN = 50
"""So much of a value is shown: one line."""
LONG = 1_000
MOST = 200


def held(reader: Plain) -> tuple[str, ...]:
    """ "table/id" of the records that are too long to go to the shop."""
    told = reader.value("SELECT value FROM sync_state WHERE key = 'held'")
    return tuple(json.loads(told)) if told else ()


def kept(reader: Plain) -> int:
    """How many records are kept for a version that can show them."""
    return reader.count("SELECT count(*) FROM sync_quarantine")


def held_cards(reader: Plain, which: Sequence[str]) -> tuple[ParkedCard, ...]:
    """What is too long, with what is too long in it."""
    values: dict[tuple[str, str], Mapping[str, Value]] = {}
    for one in which[:MOST]:
        table, _slash, row = one.partition("/")
        found = reader.row_of(table, row)
        if found is not None:
            values[table, row] = found
    whose = names(reader, {key: str(found["root"]) for key, found in values.items()})
    return tuple(_held(key, found, *whose[key]) for key, found in values.items())


def _held(key: tuple[str, str], values: Mapping[str, Value], person: str, title: str) -> ParkedCard:
    table, row = key
    long = {column: value for column, value in values.items() if isinstance(value, str) and len(value) > LONG}
    longest = max(long, key=lambda column: len(str(long[column])), default="note")
    said = tuple((field_name(table, column), _short(value)) for column, value in long.items())
    why = rules.too_long(field_name(table, longest), len(str(long.get(longest, ""))))
    return ParkedCard(
        id=f"{HELD}/{table}/{row}", person=person, name=title, record=record_name(table), what=rules.asked("U"),
        values=said, reason=why, at=None, state=HELD,
    )  # fmt: skip


def kept_cards(reader: Plain) -> tuple[ParkedCard, ...]:
    """What this version cannot show as a record, value by value."""
    rows = reader.rows("SELECT tbl, id, body, reason FROM sync_quarantine ORDER BY tbl, id LIMIT :most", most=MOST)
    values = {(table, row): _values(body) for table, row, body, _reason in rows}
    whose = names(reader, {key: str(found.get("root") or key[1]) for key, found in values.items()})
    return tuple(_kept((table, row), values[table, row], reason, *whose[table, row]) for table, row, _b, reason in rows)


def _kept(key: tuple[str, str], values: Mapping[str, Value], reason: str, person: str, title: str) -> ParkedCard:
    table, row = key
    said = tuple(
        (field_name(table, column), _short(value))
        for column, value in sorted(values.items())
        if column not in ("root", "created", "deleted") and value not in (None, "")
    )
    return ParkedCard(
        id=f"{KEPT}/{table}/{row}", person=person, name=title, record=record_name(table), what=rules.asked("I"),
        values=said, reason=rules.not_shown(reason), at=None, state=KEPT,
    )  # fmt: skip


def mended(source: "Source") -> list[int]:
    """The numbers of the journal's rows that tell which values were put right, and are still on the list."""
    told = plain(source).value("SELECT value FROM sync_state WHERE key = 'mended'")
    return list(json.loads(told)) if told else []


def mended_cards(reader: Plain, which: Sequence[int]) -> tuple[ParkedCard, ...]:
    """What stood here instead of the shop's value, newest first."""
    rows = reader.rows(
        "SELECT n, tbl, id, col, before, at FROM journal WHERE n IN (SELECT value FROM json_each(:which)) "
        "AND before IS NOT NULL ORDER BY n DESC LIMIT :most",
        which=json.dumps(which), most=MOST,
    )  # fmt: skip
    whose = names(reader, roots(reader, {(table, row): {} for _n, table, row, *_rest in rows}))
    return tuple(_mended(told, *whose[told[1], told[2]]) for told in rows)


def _mended(told: tuple[Any, ...], person: str, title: str) -> ParkedCard:
    number, table, _row, column, before, at = told
    return ParkedCard(
        id=f"{MENDED}/{number}", person=person, name=title, record=record_name(table), what=rules.asked("U"),
        values=((field_name(table, column), _short(before)),), reason=rules.put_right(), at=datetime.fromisoformat(at),
        state=MENDED, can_retry=True,
    )  # fmt: skip


def gone(source: "Source") -> list[Interval]:
    """What was lost at both ends, and is still on the list; newest first."""
    told = plain(source).value("SELECT value FROM sync_state WHERE key = :key", key=GONE)
    return [Interval(**one) for one in json.loads(told)] if told else []


def knows_history(source: "Source", inc: str) -> bool:
    """Whether this file knows a history of its own from before."""
    sql = "SELECT 1 FROM sync_acked WHERE inc = :inc UNION ALL SELECT 1 FROM sync_outbox WHERE inc = :inc LIMIT 1"
    return bool(plain(source).rows(sql, inc=inc))


def last_change(source: "Source") -> str:
    """When something was last changed here."""
    return str(plain(source).value("SELECT at FROM journal ORDER BY n DESC LIMIT 1") or "")


def gone_cards(which: Sequence[Interval]) -> tuple[ParkedCard, ...]:
    """Of each interval, how much and when."""
    return tuple(
        ParkedCard(
            id=one.id, person="", name=_("This laptop"), record=_("Lost changes"), what=str(one.count),
            values=(), reason=rules.lost_at_both_ends(one.count, _minute(one.since), _minute(one.until)),
            at=datetime.fromisoformat(one.until), state=GONE,
        )
        for one in which
    )


def _minute(moment: str) -> str:
    return moment[:16]


def _values(body: Any) -> dict[str, Value]:
    told = json.loads(bytes(body).decode("utf-8", "surrogatepass"))
    return {column: from_wire(value) for column, value in told.items()}


def _short(value: Value) -> str:
    said = str(value)
    return said if len(said) <= SHOWN else f"{said[:SHOWN]}…"
