"""The one search: people by any scrap, notes by any word, filters by typing."""

from datetime import date
from itertools import islice
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from crm_desktop.base import clock, phone, pinyin
from crm_desktop.features.search.queries import notes as note_queries
from crm_desktop.features.search.queries.candidates import Restriction, candidates, of_filter
from crm_desktop.features.search.queries.filters import restriction_of
from crm_desktop.features.search.queries.words_of_people import PersonWords, people
from crm_desktop.features.search.records import Field, NoteHit, PersonHit, SearchResults, Why
from crm_desktop.features.search.rules.explaining import why
from crm_desktop.features.search.rules.words import LONGEST_QUERY, Word, joined_number, words_of

SOMEBODY = 100  # so many people are looked at when a word names a person and the next a note


def find(
    session: Session, text: str, *, limit: int = 30, today: date | None = None, note_limit: int = 50
) -> SearchResults:
    """What the typed text finds; any text has an answer. A page that shows fewer asks for fewer."""
    connection = session.connection()
    rest, restriction = restriction_of(session, text[:LONGEST_QUERY], today or clock.today())
    limit = max(1, min(limit, 1000))
    number = joined_number(rest)
    hits: list[PersonHit] = []
    words = words_of(rest)
    if number is not None:
        hits = _people(connection, (number,), limit=limit, restriction=restriction)
    if not hits:
        hits = _people(connection, words, limit=limit, restriction=restriction)
    found, more_notes = ([], False) if restriction.sql else note_queries.notes(connection, words, limit=note_limit)
    if not hits and not found and note_limit and not restriction.sql:
        found = _notes_of_somebody(connection, words)[:note_limit]
    return SearchResults(text, tuple(hits[:limit]), tuple(found), len(hits) > limit, more_notes)


def prepare(session: Session) -> None:
    """Do once what makes the first search slow: read the pinyin table and the upper pages of the index."""
    find(session, pinyin.sort_key("王"), limit=5, note_limit=5)


def _notes_of_somebody(connection: Connection, words: tuple[Word, ...]) -> list[NoteHit]:
    """王 油耗: one word says who, the others stand in a note of that person; asked when nothing else was found."""
    if not 2 <= len(words) <= 4:
        return []
    found: dict[str, NoteHit] = {}
    for place, who in enumerate(words):
        ids = candidates(connection, (who,), limit=SOMEBODY)
        rest = words[:place] + words[place + 1 :]
        found.update((hit.id, hit) for hit in note_queries.notes_of(connection, ids, rest))
    return sorted(found.values(), key=lambda hit: (hit.at, hit.id), reverse=True)


def _people(
    connection: Connection, words: tuple[Word, ...], *, limit: int, restriction: Restriction
) -> list[PersonHit]:
    if words:
        # The index knows pairs of characters, so finds of a longer word may prove wrong when the texts are read.
        spare = 1 if all(word.is_exact for word in words) else 10
        ids = candidates(connection, words, limit=limit + spare, restriction=restriction)
    elif restriction.sql:
        ids = of_filter(connection, restriction, limit=limit + 1)
    else:
        return []
    texts = people(connection, ids)
    rows = _rows(connection, ids)
    hits = (_hit(texts[id_], rows[id_], words) for id_ in ids if id_ in texts and id_ in rows)
    return list(islice((hit for hit in hits if hit is not None), limit + 1))


def _rows(connection: Connection, ids: list[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for start in range(0, len(ids), 500):
        part = tuple(ids[start : start + 500])
        sql = (
            "SELECT id, is_customer, status, level, subtitle, private, owner FROM derived_person "
            f"WHERE id IN ({','.join('?' * len(part))})"
        )
        found.update((row[0], row) for row in connection.exec_driver_sql(sql, part))
    return found


def _hit(person: PersonWords, row: Any, words: tuple[Word, ...]) -> PersonHit | None:
    reasons = why(person, words) if words else (Why(Field.FILTER, "", ()),)
    if not reasons:
        return None
    phones = tuple(phone.display(value) for _place, kind, value, _normal in sorted(person.ways) if kind == "phone")
    return PersonHit(
        person.id, person.name, phones, reasons, bool(row[1]), row[2], row[3], row[4], bool(row[5]), row[6]
    )  # fmt: skip
