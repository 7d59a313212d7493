"""The part of the index that finds people."""

import json
import re
from collections.abc import Collection, Iterator, Sequence

from sqlalchemy import Connection

from crm_desktop.base import pinyin
from crm_desktop.base.names import plate_signs
from crm_desktop.features.search.derived.schema import RANK
from crm_desktop.features.search.queries.words_of_people import PersonWords, people, people_between
from crm_desktop.features.search.rules.folding import compact, digits, fold, tokens
from crm_desktop.store.derived import Progress
from crm_desktop.store.plain import plain, side_by_side

_SCRAP = re.compile(r"\d[\d\-. ]{2,}\d")
TEXTS = ("derived_search_person", "derived_search_number")

Row = tuple[int, str, str, str, str, str]


def words(person: PersonWords, n: int) -> Row:
    """The row of the word index."""
    name = fold(person.name)
    other = [
        person.nickname,
        person.company,
        person.job,
        person.estate,
        person.address,
        person.note,
        person.preferences,
        person.family,
        *person.tags,
        *person.models,
    ]
    if person.ways:
        other += [value for _place, kind, value, normal in person.ways if kind != "phone" or not normal]
    if person.custom:
        other += [value for _label, value in person.custom]
    plate_words = ""
    if person.vehicles:
        other += [car[3] for car in person.vehicles]
        plates = [form for plate, *_rest in person.vehicles for form in _plate_forms(plate)]
        plate_words = " ".join(f"{fold(form)} {tokens(fold(form))}" for form in plates)
    from_start, from_within = pinyin.sounds(person.name)
    if person.nickname and fold(person.nickname):
        from_within = from_within.union(*pinyin.sounds(person.nickname))
    return (
        n,
        compact(name),
        tokens(name),
        " ".join(from_start),
        " ".join(from_within),
        f"{tokens(fold(' '.join(filter(None, other))))} {plate_words}",
    )


def _plate_forms(plate: str) -> tuple[str, ...]:
    """A plate with and without its province, also one that is too short to be compared."""
    signs = plate_signs(plate)
    return (signs, signs[1:]) if len(signs) > 1 else ()


def numbers(person: PersonWords) -> str:
    """The text of the number index: each number once, with "$" behind it."""
    found: list[str] = []
    for _place, kind, value, normal in person.ways:
        if kind == "phone":
            typed, whole = digits(value), digits(normal)
            found.append(whole or typed)
            if typed and not whole.endswith(typed):
                found.append(typed)
        else:
            found.append(fold(value))
    for plate, _plain, vin, _model in person.vehicles:
        found.extend((fold(plate_signs(plate)), fold(vin)))
    for text in (person.note, person.address, *[value for _label, value in person.custom]):
        if text:
            found.extend([digits(scrap) for scrap in _SCRAP.findall(text)])
    return " ".join([f"{number}$" for number in dict.fromkeys(found) if number])


def refresh(connection: Connection, ids: Collection[str], *, words_too: bool) -> None:
    """Bring these contacts' entries up to date; with `words_too` also their texts."""
    wanted = sorted(ids)
    alone = side_by_side(connection, wanted)
    known = _numbers_of(connection, "derived_search_rank", wanted, alone=alone)
    living = _numbers_of(connection, "derived_person", wanted, alone=alone)
    gone = {n for id_, n in known.items() if living.get(id_) != n}
    for n in gone:
        for table in (*TEXTS, "derived_search_rank"):
            column = "rowid" if table in TEXTS else "n"
            connection.exec_driver_sql(f"DELETE FROM {table} WHERE {column} = ?", (n,))
    if living:  # before the texts: a statement of many rows would make the index write out what it gathered
        connection.exec_driver_sql(
            f"INSERT OR REPLACE INTO derived_search_rank SELECT p.n, p.id, {RANK} FROM derived_person p "
            "WHERE p.n IN (SELECT value FROM json_each(?))",
            (json.dumps(sorted(living.values())),),
        )
    changed = {id_: n for id_, n in living.items() if words_too or known.get(id_) != n}
    if changed:
        _write(connection, people(connection, list(changed)), changed)


def _numbers_of(connection: Connection, table: str, ids: Sequence[str], *, alone: bool) -> dict[str, int]:
    source = plain(connection)
    if alone:
        between = f"SELECT id, n FROM {table} WHERE id BETWEEN :first AND :last"
        return dict(source.rows(between, first=ids[0], last=ids[-1]))
    some = f"SELECT id, n FROM {table} WHERE id IN (SELECT value FROM json_each(:ids))"
    return dict(source.rows(some, ids=json.dumps(ids)))


def _write(connection: Connection, found: dict[str, PersonWords], numbered: dict[str, int]) -> None:
    rows = sorted((numbered[id_], person) for id_, person in found.items())
    if not rows:
        return
    connection.exec_driver_sql(
        "INSERT OR REPLACE INTO derived_search_person (rowid, whole, name, pinyin, given, other) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        [words(person, n) for n, person in rows],
    )
    connection.exec_driver_sql(
        "INSERT OR REPLACE INTO derived_search_number (rowid, numbers) VALUES (?, ?)",
        [(n, numbers(person)) for n, person in rows],
    )


def rebuild(connection: Connection, progress: Progress | None = None) -> None:
    """Index everybody; the tables are empty."""
    connection.exec_driver_sql(
        f"INSERT INTO derived_search_rank SELECT p.n, p.id, {RANK} FROM derived_person p ORDER BY p.n"
    )
    total = connection.exec_driver_sql("SELECT count(*) FROM derived_person").scalar_one()
    done = 0
    for numbered in _chunks(connection):
        found = people_between(connection, min(numbered), max(numbered))
        _write(connection, {id_: person for id_, person in found.items() if id_ in numbered}, numbered)
        done += len(numbered)
        if progress:
            progress(done, total)


def _chunks(connection: Connection) -> Iterator[dict[str, int]]:
    # Ids are time-ordered and people were numbered in that order, so a range of ids is about a range of numbers.
    last = ""
    while True:
        rows = connection.exec_driver_sql(
            "SELECT id, n FROM derived_search_rank WHERE id > ? ORDER BY id LIMIT 2000", (last,)
        ).all()
        if not rows:
            return
        last = rows[-1][0]
        yield dict(rows)
