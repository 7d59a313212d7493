"""search, show and due: shapes that other programs rely on."""

from datetime import date
from pathlib import Path

import pytest

from crm_desktop.features.search.derived import DERIVERS
from crm_desktop.store.store import Store
from tests import make


@pytest.fixture
def known(folder: Path) -> str:
    """A customer of whom everything below is known; the id."""
    store = Store.open(folder, passphrase=None, derivers=DERIVERS)
    try:
        person = make.customer(
            store, "欧阳䶮", ["13912345678", "021-65521234"], level="H", company="宏达电子有限公司",
            birthday="lunar:--06-15", wechat="ouyang_y", email="oy@mail.example", note="喜欢钓鱼", tags=["置换"],
        )  # fmt: skip
        make.touch(store, person, note="问充电桩多少钱")
        make.vehicle(store, person, plate="粤B·D12345", vin="LZXC1A1C00P000123")
        return person
    finally:
        store.close()


@pytest.mark.parametrize(
    "scrap",
    ["欧阳", "ouyang", "5678", "d1234", "000123", "ouyang_y", "宏达", "置换", "钓鱼", "䶮", "充电桩多少", "钱"],
)
def test_search_finds_by_any_scrap(crm, known: str, scrap: str):
    told = crm("search", scrap, "--limit", 500)

    assert told.code == 0
    assert told.document["query"] == scrap
    hit = next(hit for hit in told.document["results"] if hit["id"] == known)
    assert hit["name"] == "欧阳䶮"
    assert hit["phones"][0] == "13912345678"
    assert hit["why"]


def test_search_keeps_the_limit(crm):
    assert len(crm("search", "1", "3", "--limit", 4).document["results"]) <= 4
    assert len(crm("search", "level:A", "--limit", 2).document["results"]) == 2


def test_finding_nobody_is_no_problem(crm):
    told = crm("search", "没有这个人xyzzy")

    assert told.code == 0
    assert told.document["results"] == []


def test_several_words_are_one_query(crm, known: str):
    told = crm("search", "欧阳", "宏达")

    assert told.document["query"] == "欧阳 宏达"
    assert [hit["id"] for hit in told.document["results"]] == [known]


def test_show_tells_everything(crm, known: str):
    told = crm("show", known).document

    contact = told["contact"]
    assert contact["id"] == known
    assert contact["name"] == "欧阳䶮"
    assert contact["phones"] == ["13912345678", "+862165521234"]
    assert contact["emails"] == ["oy@mail.example"]
    assert contact["birthday"] == {"calendar": "lunar", "year": None, "month": 6, "day": 15, "leap": False}
    assert contact["company"] == "宏达电子有限公司"
    assert contact["note"] == "喜欢钓鱼"
    assert contact["tags"] == ["置换"]
    assert told["customer"]["level"] == "H"
    assert told["customer"]["vehicles"][0]["vin"] == "LZXC1A1C00P000123"
    assert told["timeline"][0]["text"] == "问充电桩多少钱"


@pytest.mark.parametrize(
    ("stored", "told"), [("--08-15", "--08-15"), ("1985-08-15", "1985-08-15"), ("", None)]
)
def test_birthdays_are_iso_dates(crm, folder: Path, stored: str, told: str | None):
    store = Store.open(folder, passphrase=None, derivers=DERIVERS)
    person = make.contact(store, "李四", birthday=stored)
    store.close()

    assert crm("show", person).document["contact"]["birthday"] == told


def test_network_contact_has_no_customer_part(crm, folder: Path):
    store = Store.open(folder, passphrase=None, derivers=DERIVERS)
    person = make.contact(store, "李四")
    store.close()

    assert crm("show", person).document["customer"] is None


def test_an_id_may_be_shortened(crm, known: str):
    assert crm("show", known[:15]).document["contact"]["id"] == known


def test_too_short_an_id_is_refused(crm):
    told = crm("show", "0")

    assert told.code == 1
    assert told.document["error"]


def test_unknown_id_exits_with_1(crm):
    told = crm("show", "ffffffffffff")

    assert told.code == 1
    assert "ffffffffffff" in told.document["error"]


@pytest.mark.parametrize("odd", ["\udcff", "a\0b", "\n"], ids=["no character", "number 0", "line break"])
def test_what_is_no_text_is_nobodys_id(crm, odd: str):
    assert crm("show", odd).code == 1
    assert crm("search", odd).code == 0


def test_show_reads_well_for_people(run, folder: Path, known: str):
    told = run("show", known, "--profile", folder, "--lang", "zh_CN")

    assert "欧阳䶮" in told.out
    assert "139 1234 5678" in told.out
    assert "农历六月十五" in told.out


def test_due_lists_day_reason_and_delay(crm, folder: Path, clock):
    store = Store.open(folder, passphrase=None, derivers=DERIVERS)
    person = make.contact(store, "李四")
    plan = make.follow_up(store, person, date(2026, 11, 20), purpose="送资料")
    store.close()

    told = crm("due", "--date", "2026-11-22").document

    assert told["date"] == "2026-11-22"
    item = next(item for item in told["items"] if item["contact_id"] == person)
    assert item["name"] == "李四"
    assert item["due"] == "2026-11-20"
    assert item["overdue_days"] == 2
    assert item["reason"] == "送资料"
    assert (item["rule"], item["key"], item["title"]) == ("planned", f"planned/{plan}", "Planned contact")


@pytest.mark.parametrize(
    ("birthday", "day"),
    [("1985-06-15", "2027-06-15"), ("--02-29", "2028-02-29"), ("--02-29", "2027-02-28"),
     ("lunar:--08-15", "2027-09-15"), ("lunar:1987-06L-03", "2025-07-27")],
)  # fmt: skip
def test_due_knows_birthdays_of_every_calendar(crm, folder: Path, birthday: str, day: str):
    store = Store.open(folder, passphrase=None, derivers=DERIVERS)
    person = make.contact(store, "寿星", birthday=birthday)
    store.close()

    (item,) = [item for item in crm("due", "--date", day).document["items"] if item["contact_id"] == person]

    assert (item["kind"], item["due"], item["overdue_days"]) == ("birthday", day, 0)


def test_due_knows_promises(crm, folder: Path):
    store = Store.open(folder, passphrase=None, derivers=DERIVERS)
    person = make.contact(store, "李四")
    make.commitment(store, person, "送脚垫", due_on=date(2026, 11, 20))
    store.close()

    (item,) = [item for item in crm("due", "--date", "2026-11-22").document["items"] if item["contact_id"] == person]

    assert (item["kind"], item["due"], item["overdue_days"]) == ("promise", "2026-11-20", 2)
    assert "送脚垫" in item["reason"]


def test_due_is_todays_unless_said(crm, clock):
    assert crm("due").document["date"] == "2026-11-22"
    assert crm("due", "--date", "today").document == crm("due").document


def test_due_of_an_earlier_day_is_shorter(crm, clock):
    assert len(crm("due", "--date", "2020-01-01").document["items"]) == 0
    assert len(crm("due", "--date", "2030-01-01").document["items"]) > 10


@pytest.mark.parametrize("words", ["level:ZZ", "due:gestern", "due:2026-13-40"])
def test_a_filter_with_a_value_that_is_none_is_named_when_nobody_is_found(crm, run, folder: Path, words: str):
    told = run("search", words, "--profile", str(folder))

    assert told.code == 0
    assert words in told.out
    assert crm("search", words).document == {"query": words, "results": []}
