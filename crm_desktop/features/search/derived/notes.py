"""The part of the index that finds notes of touches, promises and opportunities, numbered by time."""

import random
from collections.abc import Iterable, Iterator
from datetime import datetime

from sqlalchemy import Connection

from crm_desktop.features.search.rules.folding import fold, tokens
from crm_desktop.store.derived import Progress

# Per kind: table, moment and text of its note. The place in this tuple is the kind's number in the index.
SOURCES = (
    ("touch", "at", "note"),
    ("commitment", "created", "text"),
    (
        "opportunity",
        "created",
        "trim(use || ' ' || trade_in || ' ' || rival || ' ' || concerns || ' ' || lost_note || ' ' || note)",
    ),
)
EPOCH = datetime(1990, 1, 1)
SLOTS = 64  # numbers per minute; a crowd in one minute spills into the next ones
CHUNK = 500


def refresh(connection: Connection, kind: int, ids: Iterable[str]) -> None:
    """Bring the notes of these rows up to date."""
    table, at, note = SOURCES[kind]
    wanted = list(ids)
    for start in range(0, len(wanted), CHUNK):
        part = tuple(wanted[start : start + CHUNK])
        marks = ",".join("?" * len(part))
        known: dict[str, int] = dict(
            connection.exec_driver_sql(f"SELECT row, n FROM derived_search_source WHERE row IN ({marks})", part).all()
        )
        rows = connection.exec_driver_sql(
            f"SELECT id, {at}, {note} FROM {table} WHERE deleted IS NULL AND {note} <> '' AND id IN ({marks})", part
        ).all()
        _replace(connection, kind, known, [(row, minute(moment), text) for row, moment, text in rows])


def _replace(connection: Connection, kind: int, known: dict[str, int], rows: list[tuple[str, int, str]]) -> None:
    living = {row: at for row, at, _text in rows}
    gone = [(n,) for row, n in known.items() if row not in living or n // SLOTS != living[row]]
    if gone:
        connection.exec_driver_sql("DELETE FROM derived_search_note WHERE rowid = ?", gone)
        connection.exec_driver_sql("DELETE FROM derived_search_source WHERE n = ?", gone)
    kept = {row: n for row, n in known.items() if row in living and n // SLOTS == living[row]}
    new = [row for row, _at, _text in rows if row not in kept]
    if new:
        numbers = _free_numbers(connection, [living[row] for row in new])
        connection.exec_driver_sql(
            "INSERT INTO derived_search_source (n, kind, row) VALUES (?, ?, ?)",
            [(n, kind, row) for n, row in zip(numbers, new, strict=True)],
        )
        kept |= dict(zip(new, numbers, strict=True))
    indexed = sorted((kept[row], tokens(fold(text))) for row, _at, text in rows)
    if indexed:
        connection.exec_driver_sql("INSERT OR REPLACE INTO derived_search_note (rowid, note) VALUES (?, ?)", indexed)


def _free_numbers(connection: Connection, minutes: list[int]) -> list[int]:
    """For each minute a number nobody has: in it or, when it is crowded, as near to it as chance finds."""
    found: dict[int, int] = {}
    taken: set[int] = set()
    width = SLOTS
    while len(found) < len(minutes):
        tried = {
            place: at * SLOTS + random.randrange(width)  # noqa: S311  # a place in an index, no secret
            for place, at in enumerate(minutes)
            if place not in found
        }
        marks = ",".join("?" * len(tried))
        sql = f"SELECT n FROM derived_search_source WHERE n IN ({marks})"
        taken.update(connection.exec_driver_sql(sql, tuple(tried.values())).scalars())
        for place, n in tried.items():
            if n not in taken:
                found[place] = n
                taken.add(n)
        width *= 2
    return [found[place] for place in range(len(minutes))]


def minute(moment: str) -> int:
    """Minutes since 1990 of a stored moment; nothing lies before."""
    try:
        at = datetime.fromisoformat(moment)
    except ValueError:
        return 0
    return max(0, int((at - EPOCH).total_seconds()) // 60)


def rebuild(connection: Connection, progress: Progress | None = None) -> None:
    """Index all notes into empty tables, oldest first, for the index grows fastest in the order of its numbers."""
    sql = " UNION ALL ".join(
        f"SELECT {kind} AS kind, id, {at} AS moment, {note} AS text FROM {table} WHERE deleted IS NULL AND {note} <> ''"
        for kind, (table, at, note) in enumerate(SOURCES)
    )
    total = sum(
        connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one() for table, _at, _note in SOURCES
    )
    last = -1
    done = 0
    for rows in _in_chunks(connection, sql + " ORDER BY moment, id"):
        numbered = []
        for kind, row, moment, text in rows:
            last = max(last + 1, minute(moment) * SLOTS)
            numbered.append((last, kind, row, tokens(fold(text))))
        connection.exec_driver_sql(
            "INSERT INTO derived_search_source (n, kind, row) VALUES (?, ?, ?)", [row[:3] for row in numbered]
        )
        connection.exec_driver_sql(
            "INSERT INTO derived_search_note (rowid, note) VALUES (?, ?)", [(row[0], row[3]) for row in numbered]
        )
        done += len(rows)
        if progress:
            progress(min(done, total), total)


def _in_chunks(connection: Connection, sql: str) -> Iterator[list[tuple[int, str, str, str]]]:
    cursor = connection.exec_driver_sql(sql)
    while True:
        rows = cursor.fetchmany(5000)
        if not rows:
            return
        yield [tuple(row) for row in rows]
