"""Asks the indexes for people, the best kind of match first, and never ranks more than is shown."""

from dataclasses import dataclass
from itertools import product

from sqlalchemy import Connection

from crm_desktop.features.search.rules.folding import is_single
from crm_desktop.features.search.rules.words import Word, match_of, quoted

# So many matches of one kind are looked at for their rank, the people entered last first.
MOST_LOOKED_AT = 1500
PERSON, NUMBER = "derived_search_person", "derived_search_number"
NAMED = "{whole name}"


@dataclass(frozen=True)
class Restriction:
    """A condition on `derived_person` that narrows the search, as SQL."""

    sql: str = ""


@dataclass(frozen=True)
class Ask:
    """One question: people whose words match the one expression and whose numbers match the other ("" asks nothing)."""

    words: str = ""
    numbers: str = ""


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
    named = [Ask(f"whole : {quoted(whole)}"), Ask(f"whole : {quoted(whole)} *")] if whole else []
    return list(dict.fromkeys(named + (_asks_of_one(words[0]) if len(words) == 1 else _asks_of_several(words))))


def _asks_of_one(word: Word) -> list[Ask]:
    found = [Ask(f"{NAMED} : {match_of(word)}")]
    letters = word.compact
    if letters.isascii() and not letters.isdigit():
        found += [Ask(f"pinyin : {quoted(letters)} *"), Ask(f"given : {quoted(letters)} *")]
    if word.number_forms:
        found += [Ask(numbers=_number(word, end="$")), Ask(numbers=_number(word))]
    if any(is_single(part) for part in word.parts) and not all(is_single(part) for part in word.parts):
        # 京a: a plate is also one word of the index, not cut between its province and its letters.
        found.append(Ask(f"other : {quoted(word.compact)} *"))
    found.append(Ask(f"other : {match_of(word)}"))
    return found


def _asks_of_several(words: tuple[Word, ...]) -> list[Ask]:
    """All words in names; then with digits taken for numbers, for words; then letters, too, as parts of numbers."""
    found = [Ask(" AND ".join(f"{{whole name pinyin given}} : {match_of(word)}" for word in words))]
    digits = [word for word in words if word.is_number and word.number_forms]
    if digits:
        found += [_split(words, digits, end="$"), _split(words, digits)]
    found.append(_split(words, []))
    found += [_split(words, [*digits, word]) for word in words if word.number_forms and word not in digits]
    return found


def _split(words: tuple[Word, ...], as_numbers: list[Word], *, end: str = "") -> Ask:
    return Ask(
        " AND ".join(match_of(word) for word in words if word not in as_numbers),
        " AND ".join(f"({_number(word, end=end)})" for word in words if word in as_numbers),
    )


def _number(word: Word, *, end: str = "") -> str:
    return " OR ".join(quoted(form + end) for form in word.number_forms)


def _answer(connection: Connection, ask: Ask, *, limit: int, restriction: Restriction | None) -> list[str]:
    narrowed = restriction is not None and bool(restriction.sql)
    asked = [(table, match) for table, match in ((PERSON, ask.words), (NUMBER, ask.numbers)) if match]
    # Matches are looked at all where another condition still takes some away.
    newest = "" if narrowed or len(asked) > 1 else f" ORDER BY rowid DESC LIMIT {MOST_LOOKED_AT}"
    # The last is walked; the plus keeps SQLite from asking it anew for each find of the other.
    *others, (table, match) = asked
    walked = f"(SELECT rowid AS n FROM {table} WHERE {table} MATCH ?{newest}) f"
    conditions = [f"+f.n IN (SELECT rowid FROM {other} WHERE {other} MATCH ?)" for other, _match in others]
    values: list[object] = [match, *(expression for _other, expression in others)]
    if restriction is not None and narrowed:
        # Found in an index that holds all that filters ask for; reading every find's row would take much longer.
        conditions.append(f"+f.n IN (SELECT n FROM derived_person WHERE {restriction.sql})")
    where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
    sql = (
        f"SELECT r.id FROM {walked} CROSS JOIN derived_search_rank r ON r.n = f.n {where} "
        f"ORDER BY r.rank DESC, r.n DESC LIMIT {int(limit)}"
    )
    return list(connection.exec_driver_sql(sql, tuple(values)).scalars())


def of_filter(connection: Connection, restriction: Restriction, *, limit: int) -> list[str]:
    """Ids of people that only a filter names: customers first, what is due first, then the most recent."""
    found: list[str] = []
    for is_customer, order in product((1, 0), ("due_on, id", "last_touch_at DESC, id DESC")):
        due = f"due_on IS {'NOT ' if order.startswith('due') else ''}NULL"
        sql = (
            f"SELECT id FROM derived_person WHERE is_customer = {is_customer} AND {due} AND {restriction.sql} "
            f"ORDER BY {order} LIMIT {int(limit) - len(found)}"
        )
        found += connection.exec_driver_sql(sql).scalars()
    return found
