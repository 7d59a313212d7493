"""A text in the filter of the list of people."""

from typing import TYPE_CHECKING

import pytest

from crm_desktop.features.customers.records import Sort
from crm_desktop.features.customers.rules import parse_filter
from crm_desktop.features.search.queries import people_ids, people_page
from tests import make

if TYPE_CHECKING:
    from crm_desktop.store.store import Store


@pytest.fixture
def people(store: "Store") -> dict[str, str]:
    wang = make.customer(store, name="王秀英", level="H")
    li = make.customer(store, name="李建国", level="A", phone="13912345678")
    chen = make.customer(store, name="陈婷", level="")
    zhou = make.contact(store, name="周敏", ring=1)
    make.opportunity(store, wang, model="汉 EV")
    make.vehicle(store, chen, plate="京AD12345", brand="比亚迪", model="秦 PLUS")
    return {"王秀英": wang, "李建国": li, "陈婷": chen, "周敏": zhou}


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", ["陈婷", "李建国", "王秀英"]),
        ("建国", ["李建国"]),
        ("wangx", ["王秀英"]),
        ("wxy", ["王秀英"]),
        ("345678", ["李建国"]),
        ("139 1234 5678", ["李建国"]),
        ("汉", ["王秀英"]),
        ("京ad1", ["陈婷"]),
        ("level:H 建国", []),
        ("level:A 建国", ["李建国"]),
        ("比亚迪 陈", ["陈婷"]),
        ('"*( AND', []),
        ("周", []),
    ],
)
def test_a_text_finds_its_people(store: "Store", people: dict[str, str], typed: str, found: list[str]) -> None:
    page = store.read(people_page, parse_filter(typed))

    assert [row.name for row in page.rows] == found
    assert page.total == len(found)
    assert store.read(people_ids, parse_filter(typed)) == [people[name] for name in found]


def test_a_text_finds_people_outside_the_shop_too(store: "Store", people: dict[str, str]) -> None:
    page = store.read(people_page, parse_filter("周"), sort=Sort.LAST_TOUCH, is_customer=None)

    assert [row.name for row in page.rows] == ["周敏"]
