"""Why a person was found: the fields that hold the typed words, the most telling first."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from crm_desktop.base import phone, pinyin
from crm_desktop.features.search.records import Field, Marks, Why
from crm_desktop.features.search.rules.folding import digits
from crm_desktop.features.search.rules.marking import (
    excerpt,
    marks_in_number,
    marks_in_pinyin,
    marks_in_text,
    merged,
)
from crm_desktop.features.search.rules.words import Word

WAY_FIELDS = {"phone": Field.PHONE, "wechat": Field.WECHAT, "email": Field.EMAIL}
NUMBERS = frozenset({Field.PHONE, Field.WECHAT, Field.EMAIL, Field.WAY, Field.PLATE, Field.VIN})


class Person(Protocol):
    """The texts of a person, as the query reads them."""

    name: str
    nickname: str
    company: str
    job: str
    estate: str
    address: str
    note: str
    preferences: str
    family: str
    ways: Sequence[tuple[int, str, str, str]]
    vehicles: Sequence[tuple[str, str, str, str]]
    tags: Sequence[str]
    custom: Sequence[tuple[str, str]]
    models: Sequence[str]


def why(person: Person, words: tuple[Word, ...]) -> tuple[Why, ...]:
    """The fields that matched; empty when some word is nowhere (the index knows pairs, not whole words)."""
    left = set(words)
    found: list[Why] = []
    for field, text in texts(person):
        marks = _marks(field, text, words)
        new = left & marks.keys()
        if new:
            ranges = merged([span for word in words if word in marks for span in marks[word]])
            found.append(_shown(field, text, ranges))
            left -= new
        if not left:
            return tuple(found)
    return ()


def texts(person: Person) -> Iterator[tuple[Field, str]]:
    """All texts of a person in the order of their worth as a reason."""
    yield Field.NAME, person.name
    yield Field.PINYIN, person.name
    for kind_wanted in ("phone", "wechat", "email", ""):
        for _place, kind, value, normal in sorted(person.ways):
            if kind == "phone" and not normal and not digits(value):
                kind = "words"  # "ask the exchange" stands where a number should
            if kind == kind_wanted or (not kind_wanted and kind not in WAY_FIELDS):
                yield WAY_FIELDS.get(kind, Field.WAY), phone.display(value) if kind == "phone" else value
    for plate, plain, vin, _model in person.vehicles:
        yield Field.PLATE, plate or plain
        yield Field.VIN, vin
    yield Field.NICKNAME, person.nickname
    yield Field.COMPANY, person.company
    yield Field.ESTATE, person.estate
    yield from _each(Field.TAG, person.tags)
    yield Field.JOB, person.job
    yield from _each(Field.VEHICLE, [model for *_numbers, model in person.vehicles])
    yield from _each(Field.MODEL, person.models)
    yield Field.ADDRESS, person.address
    yield from _each(Field.NOTE, [person.note, person.preferences, person.family])
    yield from _each(Field.CUSTOM, [f"{label}: {value}" for label, value in person.custom])
    if person.nickname:
        yield Field.PINYIN, person.nickname


def _each(field: Field, values: Iterable[str]) -> Iterator[tuple[Field, str]]:
    for value in values:
        yield field, value


def _marks(field: Field, text: str, words: tuple[Word, ...]) -> dict[Word, Marks]:
    if not text:
        return {}
    if field is Field.PINYIN:
        readings = pinyin.syllables(text)
        forms = pinyin.search_forms(text)
        return {
            word: marks_in_pinyin(text, readings, word.compact)
            for word in words
            if word.compact.isascii() and any(form.startswith(word.compact) for form in forms)
        }
    if field in NUMBERS:
        return marks_in_number(text, tuple(word for word in words if field is not Field.PHONE or word.is_number))
    found = marks_in_text(text, words)
    if field is Field.NAME and len(words) == 1 and not found:
        return marks_in_number(text, words)  # johnsmith finds John Smith
    if field in (Field.ADDRESS, Field.NOTE, Field.CUSTOM) and len(digits(text)) >= 3:
        found |= marks_in_number(text, tuple(w for w in words if w not in found and w.is_number and len(w.compact) > 2))
    return found


def _shown(field: Field, text: str, marks: Marks) -> Why:
    if field in (Field.NOTE, Field.CUSTOM, Field.ADDRESS):
        text, marks = excerpt(text, marks)
    return Why(field, text, marks)
