"""Compares the index with the rows: numbers of all, words of a sample."""

from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError

from crm_desktop.base.i18n import _
from crm_desktop.features.search.derived import notes, people
from crm_desktop.features.search.queries import words_of_people
from crm_desktop.features.search.rules.folding import fold, tokens
from crm_desktop.features.search.rules.words import quoted

SAMPLE = 200


def problems(connection: Connection) -> list[str]:
    """Differences as sentences, without names."""
    try:
        return _people(connection) + _notes(connection)
    except DatabaseError:
        return [_("The search index cannot be read and must be made anew.")]


def _people(connection: Connection) -> list[str]:
    wrong = _count(
        connection,
        """SELECT count(*) FROM derived_person p LEFT JOIN derived_search_rank r ON r.n = p.n AND r.id = p.id
           WHERE r.n IS NULL""",
    )
    people_rows = "SELECT n FROM derived_person"
    wrong += _count(connection, f"SELECT count(*) FROM derived_search_rank WHERE n NOT IN ({people_rows})")
    for table in ("derived_search_person", "derived_search_number"):
        indexed = f"SELECT id FROM {table}_docsize"
        wrong += _count(connection, f"SELECT count(*) FROM ({indexed}) WHERE id NOT IN ({people_rows})")
        wrong += _count(connection, f"SELECT count(*) FROM ({people_rows}) WHERE n NOT IN ({indexed})")
    sample = connection.exec_driver_sql(
        f"SELECT id, n FROM derived_person ORDER BY n % 97, n DESC LIMIT {SAMPLE}"
    ).all()
    texts = words_of_people.people(connection, [id_ for id_, _n in sample])
    for id_, n in sample:
        row = people.words(texts[id_], n) if id_ in texts else None
        wrong += row is None or not _person_found(connection, row, people.numbers(texts[id_]))
    return [_("{count} people are not in the search index as they are now.").format(count=wrong)] if wrong else []


def _person_found(connection: Connection, row: people.Row, numbers: str) -> bool:
    n, *columns = row
    for name, text in zip(("whole", "name", "pinyin", "given", "other"), columns, strict=True):
        wanted = dict.fromkeys(text.split())
        match = " AND ".join(quoted(token) for token in list(wanted)[:50])
        if match and not _found(connection, "derived_search_person", f"{name} : ({match})", n):
            return False
    long_enough = [number for number in numbers.split(" ") if len(number) >= 3]
    return all(_found(connection, "derived_search_number", quoted(number), n) for number in long_enough[:20])


def _notes(connection: Connection) -> list[str]:
    wrong = 0
    for kind, (table, _at, note) in enumerate(notes.SOURCES):
        living, present = connection.exec_driver_sql(
            f"SELECT count(*), count(s.n) FROM {table} t LEFT JOIN derived_search_source s ON s.row = t.id "
            f"AND s.kind = {kind} WHERE t.deleted IS NULL AND {note} <> ''"
        ).one()
        indexed = _count(connection, f"SELECT count(*) FROM derived_search_source WHERE kind = {kind}")
        wrong += (living - present) + (indexed - present)
        newest: Any = connection.exec_driver_sql(
            f"SELECT s.n, {note} FROM derived_search_source s JOIN {table} t ON t.id = s.row WHERE s.kind = {kind} "
            f"ORDER BY s.n DESC LIMIT {SAMPLE}"
        ).all()
        for n, text in newest:
            match = " AND ".join(quoted(token) for token in list(dict.fromkeys(tokens(fold(text)).split()))[:50])
            wrong += bool(match) and not _found(connection, "derived_search_note", match, n)
    wrong += abs(
        _count(connection, "SELECT count(*) FROM derived_search_source")
        - _count(connection, "SELECT count(*) FROM derived_search_note_docsize")
    )
    return [_("{count} notes are not in the search index as they are now.").format(count=wrong)] if wrong else []


def _count(connection: Connection, sql: str) -> int:
    return int(connection.exec_driver_sql(sql).scalar_one())


def _found(connection: Connection, table: str, match: str, n: int) -> bool:
    sql = f"SELECT 1 FROM {table} WHERE {table} MATCH ? AND rowid = ?"
    return connection.exec_driver_sql(sql, (match, n)).first() is not None
