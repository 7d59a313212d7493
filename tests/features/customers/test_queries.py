"""The list of customers, and one archive."""

from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest

from crm_desktop.base.errors import NotFound
from crm_desktop.features.contacts import commands as contacts
from crm_desktop.features.customers import derived, queries
from crm_desktop.features.customers.records import Filter, Sort
from crm_desktop.features.customers.rules import parse_filter
from crm_desktop.features.settings import commands as settings
from tests import make

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from crm_desktop.store.store import Store


def names(store: "Store", typed: str = "", **more: object) -> list[str]:
    return [row.name for row in store.read(queries.customer_page, parse_filter(typed), **more).rows]


@pytest.fixture
def people(store: "Store") -> dict[str, str]:
    opened = date(2026, 11, 21)
    wang = make.customer(store, name="王秀英", level="H", tags=("车友会",), opened_on=opened, tier=1, source="walk_in")
    li = make.customer(store, name="李建国", level="A", phone="13912345678", opened_on=opened)
    chen = make.customer(store, name="陈婷", level="", status="D", opened_on=date(2026, 1, 5))
    zhou = make.contact(store, name="周敏", ring=1)
    make.touch(store, li, at=datetime(2026, 11, 10, 9))
    make.opportunity(store, wang, model="汉 EV")
    make.vehicle(store, chen, plate="京AD12345", brand="比亚迪", model="秦 PLUS")
    return {"王秀英": wang, "李建国": li, "陈婷": chen, "周敏": zhou}


def test_the_list_is_in_pinyin_order(store: "Store", people: dict[str, str]) -> None:
    assert names(store) == ["陈婷", "李建国", "王秀英"]
    assert names(store, is_customer=False) == ["周敏"]
    assert len(names(store, is_customer=None)) == 4


def test_the_second_line_tells_people_apart(store: "Store", people: dict[str, str]) -> None:
    rows = {row.name: row for row in store.read(queries.customer_page, Filter()).rows}

    assert rows["王秀英"].subtitle == "汉 EV"
    assert rows["陈婷"].subtitle == "比亚迪 秦 PLUS · 京A·D12345"
    assert rows["李建国"].phone == "139 1234 5678"


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("level:H", ["王秀英"]),
        ("level:none", ["陈婷"]),
        ("status:D,F1", ["陈婷"]),
        ("tag:车友会", ["王秀英"]),
        ("tier:1", ["王秀英"]),
        ("source:walk_in", ["王秀英"]),
        ("source:自然进店", ["王秀英"]),
        ("due:today", ["李建国"]),
        ("due:overdue", ["李建国"]),
        ("due:week", ["李建国", "王秀英"]),
        ("due:none", []),
        ("due:2026-11-23", ["王秀英"]),
        ("is:cold", ["李建国"]),
        ("level:Z", ["陈婷", "李建国", "王秀英"]),
    ],
)
def test_filters_find_their_people(store: "Store", people: dict[str, str], typed: str, found: list[str]) -> None:
    assert names(store, typed) == found


@pytest.mark.parametrize(
    ("sort", "first"),
    [
        (Sort.DUE, "李建国"),
        (Sort.LEVEL, "王秀英"),
        (Sort.LAST_TOUCH, "李建国"),
        (Sort.OPENED, "李建国"),
        (Sort.STATUS, "陈婷"),
    ],
)
def test_the_list_is_sorted(store: "Store", people: dict[str, str], sort: Sort, first: str) -> None:
    assert names(store, sort=sort)[0] == first
    assert len(names(store, sort=sort)) == 3


def test_pages_add_up_to_the_whole(store: "Store", people: dict[str, str]) -> None:
    pages = [store.read(queries.customer_page, Filter(), offset=at, limit=1) for at in range(4)]

    assert [row.name for page in pages for row in page.rows] == ["陈婷", "李建国", "王秀英"]
    assert {page.total for page in pages} == {3}
    assert store.read(queries.matching_ids, Filter()) == [people[name] for name in ("陈婷", "李建国", "王秀英")]


def test_customers_and_others_together_are_in_the_order_asked_for(store: "Store", people: dict[str, str]) -> None:
    for sort in Sort:
        alone = names(store, sort=sort), names(store, sort=sort, is_customer=False)
        together = names(store, sort=sort, is_customer=None)
        parts = [[name for name in together if name in part] for part in alone]
        assert (parts, len(together)) == ([*alone], 4)
    assert names(store, sort=Sort.NAME, is_customer=None) == ["陈婷", "李建国", "王秀英", "周敏"]
    assert names(store, sort=Sort.DUE, is_customer=None)[0] == "李建国"


def test_facets_count_everybody(store: "Store", people: dict[str, str]) -> None:
    facets = store.read(queries.facets)

    assert (facets.total, facets.levels, facets.overdue, facets.cold) == (
        3,
        {"H": 1, "A": 1, "B": 0, "C": 0, "": 1},
        1,
        1,
    )
    assert facets.statuses == {"P": 2, "D": 1}


def test_the_fix_queue_begins_with_the_hottest(store: "Store", people: dict[str, str]) -> None:
    assert [row.name for row in store.read(queries.fix_queue)] == ["王秀英", "李建国"]


def test_a_trashed_person_leaves_the_list_and_comes_back(store: "Store", people: dict[str, str]) -> None:
    store.write("Trash", contacts.trash, [people["王秀英"]])
    assert names(store) == ["陈婷", "李建国"]

    store.undo()

    assert names(store) == ["陈婷", "李建国", "王秀英"]


def test_an_archive_shows_everything(store: "Store", people: dict[str, str]) -> None:
    make.commitment(store, people["王秀英"], due_on=date(2026, 11, 25))
    make.relation(store, people["王秀英"], people["周敏"], "introducer")

    found = store.read(queries.archive, people["王秀英"])

    assert found.card.name == "王秀英"
    assert found.opportunity is not None
    assert found.due is not None
    assert (found.due.due, found.due.reason) == (date(2026, 11, 23), "H 级，每 2 天一次，还没有联系到")
    assert [promise.text for promise in found.commitments] == ["送脚垫一套"]
    assert [link.other_name for link in found.card.links] == ["周敏"]
    assert 0 < found.completeness.score < 100
    assert "birthday" in {fact.field for fact in found.completeness.missing}


def test_the_archive_of_a_network_contact_has_no_customer(store: "Store", people: dict[str, str]) -> None:
    found = store.read(queries.archive, people["周敏"])

    assert found.customer is None
    assert found.due is None


def test_an_archive_costs_the_same_for_much_as_for_little(store: "Store", people: dict[str, str]) -> None:
    def statements(person: str) -> int:
        said: list[str] = []

        def read(session: "Session") -> None:
            driver = session.connection().connection.driver_connection
            driver.set_trace_callback(said.append)
            queries.archive(session, person)
            driver.set_trace_callback(None)

        store.read(read)
        return len(said)

    little = statements(people["王秀英"])
    for number in range(6):
        make.vehicle(store, people["李建国"], plate=f"京A1234{number}")
        make.commitment(store, people["李建国"])
        make.follow_up(store, people["李建国"], date(2026, 12, number + 1))
        make.relation(store, people["李建国"], people["周敏"], f"kind{number}")

    assert statements(people["李建国"]) <= little + 2


def test_a_missing_person_is_said_to_be_gone(store: "Store") -> None:
    with pytest.raises(NotFound):
        store.read(queries.archive, "nobody")


def test_the_list_follows_the_shops_rhythm(store: "Store", people: dict[str, str]) -> None:
    store.write("Rules", settings.override, "levels", "H", {"interval_days": 1})

    rows = {row.name: row for row in store.read(queries.customer_page, Filter()).rows}

    assert rows["王秀英"].due_on == date(2026, 11, 22)


def test_a_rebuilt_list_is_the_same(store: "Store", people: dict[str, str]) -> None:
    before = store.read(queries.customer_page, Filter(), is_customer=None)

    store.rebuild_derived()

    assert store.read(queries.customer_page, Filter(), is_customer=None) == before
    assert store.read(derived.differences) == []


def test_a_moved_list_row_keeps_its_number(store: "Store", people: dict[str, str]) -> None:
    def numbers(session: object) -> dict[str, int]:
        rows = session.execute(__import__("sqlalchemy").text("SELECT id, n FROM derived_person"))  # type: ignore[attr-defined]
        return {row.id: row.n for row in rows}

    before = store.read(numbers)
    store.write("Rename", contacts.set_field, people["王秀英"], "name", "阿英")

    assert store.read(numbers) == before
