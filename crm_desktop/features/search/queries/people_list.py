"""The list of people with a text in its filter: the index finds the scraps, the list keeps its order."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from sqlalchemy import Integer, column, text
from sqlalchemy.orm import Session

from crm_desktop.features.customers.queries import people as customers
from crm_desktop.features.customers.queries.people import Among
from crm_desktop.features.customers.records import Filter, PeoplePage
from crm_desktop.features.search.queries.candidates import NUMBER, PERSON
from crm_desktop.features.search.rules.folding import is_single
from crm_desktop.features.search.rules.words import Word, joined_number, match_of, quoted, words_of


def people_page(session: Session, /, wanted: Filter, **choice: Any) -> PeoplePage:
    """`customers.queries.customer_page` of those who have every word of the filter's text."""
    return customers.customer_page(session, replace(wanted, text=""), among=tuple(_having(wanted.text)), **choice)


def people_ids(session: Session, /, wanted: Filter, **choice: Any) -> list[str]:
    """`customers.queries.matching_ids` of those who have every word of the filter's text."""
    return customers.matching_ids(session, replace(wanted, text=""), among=tuple(_having(wanted.text)), **choice)


def _having(typed: str) -> Iterator[Among]:
    """For each word the row numbers of the people that have it: in name, pinyin, any text, any number."""
    number = joined_number(typed)
    for place, word in enumerate((number,) if number is not None else words_of(typed)):
        asked = [(PERSON, _match(word))]
        if word.number_forms:
            asked.append((NUMBER, " OR ".join(quoted(form) for form in word.number_forms)))
        yield text(
            " UNION ALL ".join(f"SELECT rowid FROM {table} WHERE {table} MATCH :{table}{place}" for table, _m in asked)
        ).bindparams(**{f"{table}{place}": match for table, match in asked}).columns(column("rowid", Integer))


def _match(word: Word) -> str:
    found = match_of(word)
    if any(is_single(part) for part in word.parts) and not all(is_single(part) for part in word.parts):
        # 京a: a plate is also one word of the index, not cut between its province and its letters.
        return f"{found} OR {quoted(word.compact)} *"
    return found
