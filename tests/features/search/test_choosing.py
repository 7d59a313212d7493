"""Whom to choose in a dialog: found as the search finds people, offered before anything is typed."""

from datetime import datetime

import pytest

from crm_desktop.features.search import queries
from crm_desktop.store.store import Store
from tests import make


def names(store: Store, typed: str, **options: int) -> list[str]:
    return [one.name for one in store.read(queries.people_to_choose, typed, **options)]


@pytest.fixture
def people(store: Store) -> dict[str, str]:
    """A customer with a car, a private contact, and somebody nobody ever spoke with."""
    wang = make.customer(store, "王秀英", "13812345678", company="宏达贸易有限公司")
    make.vehicle(store, wang, plate="京A·12345", brand="比亚迪", model="汉")
    friend = make.contact(store, "李雷", "13900000000", private=True)
    make.contact(store, "韩梅梅")
    make.touch(store, wang, at=datetime(2026, 11, 18, 10, 0))
    make.touch(store, friend, at=datetime(2026, 11, 19, 10, 0))
    return {"wang": wang, "friend": friend}


@pytest.mark.parametrize("scrap", ["王", "秀英", "wxy", "wangxiu", "5678", "138 1234", "京A12345", "宏达"])
def test_a_scrap_that_the_search_knows_finds_the_person(store: Store, people: dict[str, str], scrap: str) -> None:
    assert names(store, scrap) == ["王秀英"]


def test_who_was_last_in_touch_is_offered_first(store: Store, people: dict[str, str]) -> None:
    assert names(store, "") == ["李雷", "王秀英"]
    assert names(store, " ", limit=1) == ["李雷"]


def test_what_found_somebody_stands_beside_the_name(store: Store, people: dict[str, str]) -> None:
    (found,) = store.read(queries.people_to_choose, "宏达")
    (friend,) = store.read(queries.people_to_choose, "李雷")

    assert "宏达" in found.subtitle
    assert found.phone == "138 1234 5678"
    assert friend.private
