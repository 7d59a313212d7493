"""Finds notes: newest first, unranked, the first fifty."""

from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import Connection

from crm_desktop.features.search.records import NoteHit, NoteKind
from crm_desktop.features.search.rules.folding import is_single
from crm_desktop.features.search.rules.marking import excerpt, marks_in_text, merged
from crm_desktop.features.search.rules.words import Word, match_of

MOST = 50
SPARE = 15  # a word of three characters is looked up as two pairs, so some finds prove wrong
PAGES = 5
KINDS = (NoteKind.TOUCH, NoteKind.COMMITMENT, NoteKind.OPPORTUNITY)
_ROWS = {
    NoteKind.TOUCH: "SELECT t.id, t.root, p.name, t.at, t.note FROM touch t",
    NoteKind.COMMITMENT: "SELECT t.id, t.root, p.name, t.created, t.text FROM commitment t",
    NoteKind.OPPORTUNITY: (
        "SELECT t.id, t.root, p.name, t.created, trim(t.use || ' ' || t.trade_in || ' ' || t.rival || ' ' || "
        "t.concerns || ' ' || t.lost_note || ' ' || t.note) FROM opportunity t"
    ),
}


def notes(connection: Connection, words: tuple[Word, ...], *, limit: int = MOST) -> tuple[list[NoteHit], bool]:
    """The newest notes that hold all words, and whether there are more."""
    limit = min(limit, MOST)
    if limit < 1 or not words or not all(_long_enough(word) for word in words):
        return [], False
    found: dict[str, NoteHit] = {}
    for prefix in (False, True):
        if prefix and not any(_may_go_on(word) for word in words):
            break
        match = " AND ".join(match_of(word, prefix=prefix and _may_go_on(word)) for word in words)
        for hit in _matching(connection, match, words, limit=limit):
            found.setdefault(hit.id, hit)
        if len(found) > limit:
            break
    newest = sorted(found.values(), key=lambda hit: (hit.at, hit.id), reverse=True)
    return newest[:limit], len(newest) > limit


def notes_of(connection: Connection, people: list[str], words: tuple[Word, ...]) -> list[NoteHit]:
    """The newest touches of these people whose notes hold all words."""
    if not people:
        return []
    rows = connection.exec_driver_sql(
        f"{_ROWS[NoteKind.TOUCH]} JOIN derived_person p ON p.id = t.root "
        f"WHERE t.root IN ({','.join('?' * len(people))}) "
        "AND t.deleted IS NULL AND t.note <> '' ORDER BY t.at DESC, t.id DESC LIMIT 2000",
        tuple(people),
    )
    hits = (_hit(NoteKind.TOUCH, row, words) for row in rows)
    return list(islice((hit for hit in hits if hit is not None), MOST))


def _long_enough(word: Word) -> bool:
    """One Chinese character is enough; of letters and digits it takes two."""
    return any(is_single(part) for part in word.parts) or len(word.compact) >= 2


def _may_go_on(word: Word) -> bool:
    last = word.parts[-1]
    return not is_single(last) and len(last) >= 3


def _matching(connection: Connection, match: str, words: tuple[Word, ...], *, limit: int) -> list[NoteHit]:
    found: list[NoteHit] = []
    before = 1 << 62
    page = limit + 1 if all(word.is_exact for word in words) else limit + SPARE
    for _page in range(PAGES):
        rows: Any = connection.exec_driver_sql(
            "SELECT s.n, s.kind, s.row FROM derived_search_source s WHERE s.n IN "
            "(SELECT rowid FROM derived_search_note WHERE derived_search_note MATCH ? AND rowid < ? "
            f"ORDER BY rowid DESC LIMIT {page}) ORDER BY s.n DESC",
            (match, before),
        ).all()
        found += _read(connection, rows, words)
        if len(rows) < page or len(found) > limit:
            break
        before = rows[-1][0]
    return found


def _read(connection: Connection, rows: list[tuple[int, int, str]], words: tuple[Word, ...]) -> list[NoteHit]:
    found: list[NoteHit] = []
    for place, kind in enumerate(KINDS):
        ids = tuple(row for _n, of, row in rows if of == place)
        if not ids:
            continue
        sql = f"{_ROWS[kind]} JOIN derived_person p ON p.id = t.root WHERE t.id IN ({','.join('?' * len(ids))})"
        hits = (_hit(kind, row, words) for row in connection.exec_driver_sql(sql, ids))
        found.extend(hit for hit in hits if hit is not None)
    return found


def _hit(kind: NoteKind, row: Any, words: tuple[Word, ...]) -> NoteHit | None:
    """The row as a find, if all words really stand in it."""
    id_, root, name, at, text = row
    marks = marks_in_text(text, words)
    if len(marks) < len(set(words)):
        return None
    ranges = merged([span for spans in marks.values() for span in spans])
    shown, shown_marks = excerpt(text, ranges)
    return NoteHit(kind, id_, root, name, datetime.fromisoformat(at), shown, shown_marks)
