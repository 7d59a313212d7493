"""Asks the indexes for people, the best kind of match first, and never ranks more than is shown."""

from dataclasses import dataclass

from sqlalchemy import Connection

from crm_desktop.features.search.rules.folding import is_single
from crm_desktop.features.search.rules.words import Word, match_of, quoted

# So many matches of one kind are looked at for their rank, the people entered last first.
MOST_LOOKED_AT = 1500
PERSON, NUMBER = "derived_search_person", "derived_search_number"
NAMED = "{whole name}"


@dataclass(frozen=True)
class Restriction:
    """A condition on `derived_person p` that narrows the search, as SQL with its values."""

    sql: str = ""
    values: tuple[object, ...] = ()


@dataclass(frozen=True)
class Ask:
    """One question to the indexes: each part is (table, expression), and a person must be in all of them."""

    parts: tuple[tuple[tuple[str, str], ...], ...]


def candidates(
    connection: Connection, words: tuple[Word, ...], *, limit: int, restriction: Restriction | None = None
) -> list[str]:
    """Ids of people, best first: exact name, beginning of the name, name, pinyin, tail of a number, number, others."""
    found: dict[str, None] = {}
    for ask in asks(words):
        if len(found) >= limit:
            break
        for id_ in _answer(connection, ask, limit=limit, restriction=restriction):
            found.setdefault(id_)
    return list(found)


def asks(words: tuple[Word, ...]) -> list[Ask]:
    """The questions for these words in the order of their worth."""
    whole = "".join(word.compact for word in words)
    named = [_one(PERSON, f"whole : {quoted(whole)}"), _one(PERSON, f"whole : {quoted(whole)} *")] if whole else []
    if len(words) == 1:
        return named + _asks_of_one(words[0])
    by_name = " AND ".join(f"{{whole name pinyin}} : {match_of(word)}" for word in words)
    tails = [_tail(word) for word in words]
    every = [
        *named,
        _one(PERSON, by_name),
        Ask(tuple(_anywhere(word, tail=True) for word in words)) if any(tails) else None,
        Ask(tuple(_anywhere(word) for word in words)),
    ]
    return [ask for ask in every if ask is not None]


def _asks_of_one(word: Word) -> list[Ask]:
    found = [_one(PERSON, f"{NAMED} : {match_of(word)}")]
    letters = word.compact
    if letters.isascii() and not letters.isdigit():
        found.append(_one(PERSON, f"pinyin : {quoted(letters)} *"))
    if word.number_forms:
        found.append(Ask((_in_numbers(word, tail=True),)))
        found.append(Ask((_in_numbers(word, tail=False),)))
    found.append(_one(PERSON, f"other : {match_of(word)}"))
    if any(is_single(part) for part in word.parts) and any(not is_single(part) for part in word.parts):
        # 京a: a plate is one word of the index, not cut between its province and its letters.
        found.append(_one(PERSON, f"other : {quoted(word.compact)} *"))
    return found


def _one(table: str, expression: str) -> Ask:
    return Ask((((table, expression),),))


def _tail(word: Word) -> bool:
    return bool(word.number_forms)


def _in_numbers(word: Word, *, tail: bool) -> tuple[tuple[str, str], ...]:
    end = "$" if tail else ""
    return ((NUMBER, " OR ".join(quoted(form + end) for form in word.number_forms)),)


def _anywhere(word: Word, *, tail: bool = False) -> tuple[tuple[str, str], ...]:
    """Alternatives for one word among several."""
    in_words = (PERSON, match_of(word))
    if not word.number_forms:
        return (in_words,)
    numbers = _in_numbers(word, tail=tail)
    return numbers if tail and word.is_number else (in_words, *numbers)


def _answer(connection: Connection, ask: Ask, *, limit: int, restriction: Restriction | None) -> list[str]:
    narrowed = restriction is not None and bool(restriction.sql)
    newest = "" if narrowed or len(ask.parts) > 1 else f" ORDER BY rowid DESC LIMIT {MOST_LOOKED_AT}"
    values: list[object] = []
    conditions = []
    for alternatives in ask.parts:
        selects = []
        for table, expression in alternatives:
            selects.append(f"SELECT rowid FROM {table} WHERE {table} MATCH ?")
            values.append(expression)
        one = selects[0] + newest if len(selects) == 1 else " UNION ".join(selects)
        conditions.append(f"r.n IN ({one})")
    join = ""
    if restriction is not None and narrowed:
        join = "JOIN derived_person p ON p.n = r.n"
        conditions.append(f"({restriction.sql})")
        values.extend(restriction.values)
    sql = (
        f"SELECT r.id FROM derived_search_rank r {join} WHERE {' AND '.join(conditions)} "
        f"ORDER BY r.rank DESC, r.n DESC LIMIT {int(limit)}"
    )
    return list(connection.exec_driver_sql(sql, tuple(values)).scalars())


def of_filter(connection: Connection, restriction: Restriction, *, limit: int) -> list[str]:
    """Ids of people that only a filter names: what is due first, then the most recent."""
    sql = (
        f"SELECT p.id FROM derived_person p WHERE {restriction.sql} "
        f"ORDER BY p.is_customer DESC, p.due_on IS NULL, p.due_on, p.last_touch_at DESC LIMIT {int(limit)}"
    )
    return list(connection.exec_driver_sql(sql, restriction.values).scalars())
