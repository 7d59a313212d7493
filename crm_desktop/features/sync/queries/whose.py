"""Whose record a card is about, and how the record stands in this file: one query for each table."""

import json
from collections.abc import Iterable, Mapping

from crm_desktop.base.i18n import _
from crm_desktop.features.contacts.rules.words import record_name
from crm_desktop.features.sync.records import OPEN
from crm_desktop.store.plain import Plain
from sync.core.parking import WAITS
from sync.core.values import Value, from_wire

TITLES = {
    "contact": "name", "people_group": "name", "catalogue_model": "model", "script": "title", "segment": "name",
    "gift": "name", "setting": "kind", "rule_change": "kind", "day_close": "on", "reception": "day",
}  # fmt: skip
"""What a record that hangs on nobody is known by."""

Here = Mapping[tuple[str, str, str], tuple[int, Value]]
Names = Mapping[tuple[str, str], tuple[str, str]]


def of_contact() -> frozenset[str]:
    from crm_desktop.store.tables import SYNCED, OfContact

    return frozenset(table.__tablename__ for table in SYNCED if issubclass(table, OfContact))


def here(reader: Plain, wanted: Iterable[tuple[str, str, str]]) -> dict[tuple[str, str, str], tuple[int, Value]]:
    """The state and the present value of columns whose record is in this file."""
    by_column: dict[tuple[str, str], set[str]] = {}
    for table, row, column in wanted:
        if column in columns().get(table, ()):
            by_column.setdefault((table, column), set()).add(row)
    found: dict[tuple[str, str, str], tuple[int, Value]] = {}
    for (table, column), rows in by_column.items():
        for row, seq, value in reader.rows(
            f'SELECT id, row_seq, "{column}" FROM "{table}" WHERE id IN (SELECT value FROM json_each(:ids)) '
            f'AND NOT EXISTS (SELECT 1 FROM sync_hidden h WHERE h.tbl = :tbl AND h.id = "{table}".id)',
            ids=json.dumps(sorted(rows)), tbl=table,
        ):  # fmt: skip
            found[table, row, column] = seq, value
    return found


def columns() -> Mapping[str, set[str]]:
    from crm_desktop.store.undo import columns

    return columns()


def names(reader: Plain, whose: Mapping[tuple[str, str], str]) -> dict[tuple[str, str], tuple[str, str]]:
    """Whose record it is: the contact's id and name; of the shop's data, the name of the record."""
    of_people = {"contact", *of_contact()}
    people = {root for (table, _row), root in whose.items() if table in of_people}
    known: dict[str, str] = dict(
        reader.rows(
            "SELECT id, name FROM contact WHERE id IN (SELECT value FROM json_each(:ids))",
            ids=json.dumps(sorted(people)),
        )
    )
    titles: dict[tuple[str, str], str] = {}
    for table in {table for table, _row in whose} & TITLES.keys() - of_people:
        ids = json.dumps(sorted(row for one, row in whose if one == table))
        for row, title in reader.rows(
            f'SELECT id, "{TITLES[table]}" FROM "{table}" WHERE id IN (SELECT value FROM json_each(:ids))', ids=ids
        ):
            titles[table, row] = title
    elsewhere = _("(another consultant's customer)")
    return {
        (table, row): (root if root in known else "", known.get(root) or elsewhere)
        if table in of_people
        else ("", titles.get((table, row)) or record_name(table))
        for (table, row), root in whose.items()
    }


def to_take_in(reader: Plain, whose: Iterable[str]) -> dict[str, str]:
    """The names of those of these people who wait themselves, as they were added; who is here does not wait."""
    rows = reader.rows(
        "SELECT row, reason, body FROM parked WHERE tbl = 'contact' AND op = 'I' AND state = :state "
        "AND deleted IS NULL AND row IN (SELECT value FROM json_each(:ids)) "
        "AND NOT EXISTS (SELECT 1 FROM contact c WHERE c.id = parked.row AND c.deleted IS NULL)",
        state=OPEN, ids=json.dumps(sorted(whose)),
    )  # fmt: skip
    told = {row: patch_of(body).get("name") for row, reason, body in rows if reason not in WAITS}
    return {row: name for row, name in told.items() if isinstance(name, str)}


def patch_of(body: str) -> dict[str, Value]:
    """The values of a parked change; none when they cannot be read: the card is shown, with its reason."""
    try:
        told = json.loads(body) if body else {}
        return {column: from_wire(value) for column, value in told.items()} if isinstance(told, dict) else {}
    except (ValueError, TypeError, KeyError, RecursionError):
        return {}


def roots(reader: Plain, asked: Mapping[tuple[str, str], Mapping[str, Value]]) -> dict[tuple[str, str], str]:
    """The person each change was about: of a new record what it says itself, else what the file knows."""
    found = {key: str(patch.get("root") or key[1]) for key, patch in asked.items()}
    for table in {table for table, _row in asked} & of_contact():
        ids = json.dumps(sorted(row for one, row in asked if one == table))
        for row, root in reader.rows(
            f'SELECT id, root FROM "{table}" WHERE id IN (SELECT value FROM json_each(:ids))', ids=ids
        ):
            found[table, row] = root
    return found
