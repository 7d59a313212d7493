"""Times are kept to the second, those that are typed to the minute: what falls into one stands in the order it came."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from crm_desktop.features.contacts import commands as contacts
from crm_desktop.features.contacts.queries import trashed
from crm_desktop.features.day_close.queries import day_summary
from crm_desktop.features.network import queries as network
from crm_desktop.features.network.commands import record_tip
from crm_desktop.features.network.records import NewTip
from crm_desktop.features.referrals.queries import facts_of
from crm_desktop.features.scripts.queries import variables_of
from crm_desktop.features.search.queries import find
from crm_desktop.features.sync import queries as sync
from crm_desktop.features.today.queries import today_board
from crm_desktop.features.visits import commands as visits
from crm_desktop.features.visits.queries import reported_visits
from crm_desktop.features.visits.records import VisitPlan, VisitReport
from crm_desktop.store import tables
from tests import make

if TYPE_CHECKING:
    from crm_desktop.store.store import Store

MANY = 12
"""So many that no chance puts them in their order."""


@pytest.fixture
def person(store: "Store") -> str:
    return make.customer(store, "王芳")


def test_who_was_put_into_the_trash_last_stands_first(store: "Store") -> None:
    people = [make.contact(store, f"友{n}", f"1390000{n:04}") for n in range(MANY)]
    thrown = people[1::2] + people[::2]
    for one in thrown:
        store.write("Trash", contacts.trash, [one])

    assert [gone.id for gone in store.read(trashed)] == thrown[::-1]


def test_a_conflict_that_the_shop_told_later_stands_first(store: "Store", person: str) -> None:
    told = [make.conflict(store, person, id=f"{7 * n % 16:032x}", col="name", row_seq=n) for n in range(1, MANY)]
    assert told != sorted(told)

    assert [card.id for card in store.read(sync.conflicts).conflicts] == told[::-1]


def test_a_change_that_the_shop_could_not_take_later_stands_first(store: "Store", person: str) -> None:
    told = [make.parked(store, person, id=f"{7 * n % 16:032x}", uid=f"u{n}", row_seq=n) for n in range(1, MANY)]

    assert [card.id for card in store.read(sync.parked).parked] == told[::-1]


def test_of_notes_found_in_one_minute_the_one_written_last_stands_first(store: "Store", person: str) -> None:
    written = [make.touch(store, person, note=f"看重续航 {n}") for n in range(MANY)]

    assert [hit.id for hit in store.read(find, "看重续航").notes] == written[::-1]
    assert [hit.id for hit in store.read(find, "王芳 续航").notes] == written[::-1]


def test_the_last_words_are_those_written_last(store: "Store") -> None:
    person = make.customer(store, opened_on=date(2026, 11, 1))
    for note in ("担心续航", "担心价格", "想试驾"):
        make.touch(store, person, at=datetime(2026, 11, 3, 9), note=note)

    assert store.read(today_board, date(2026, 11, 22)).due[0].last_note == "想试驾"


def test_the_mood_is_the_one_written_last(store: "Store", person: str) -> None:
    for mood in (2, 5, 1, 4):
        make.touch(store, person, mood=mood)

    assert store.read(facts_of, person).mood == 4


def test_the_last_answer_to_an_ask_is_the_one_written_last(store: "Store", person: str) -> None:
    def ask(session: Any, result: str) -> None:
        session.add(tables.ReferralAsk(root=person, at=datetime(2026, 11, 22, 9), situation="weak", result=result))

    for result in ("later", "refused", "will_think"):
        store.write("ask", ask, result)

    assert store.read(facts_of, person).asked_result == "will_think"


def test_a_script_speaks_of_the_car_that_was_asked_for_last(store: "Store", person: str) -> None:
    for model in ("汉 EV", "宋 PLUS", "海豹"):
        make.opportunity(store, person, model)

    assert store.read(variables_of, person, date(2026, 11, 22))["model"] == "海豹"


def test_a_tip_written_later_stands_first(store: "Store", person: str) -> None:
    tips = [
        store.write("tip", record_tip, NewTip(person, "received", date(2026, 11, 20), about_name=f"友{n}"))
        for n in range(MANY)
    ]

    assert [one.id for one in store.read(network.tips)] == tips[::-1]


def test_a_report_of_a_visit_planned_later_stands_first(store: "Store") -> None:
    made = []
    for n in range(MANY):
        person = make.customer(store, f"客{n}", f"1390000{n:04}")
        made.append(store.write("plan", visits.plan_visit, person, VisitPlan(date(2026, 11, 22), "15:00", "谈置换")))
    for visit in made:
        store.write("report", visits.report_visit, visit, VisitReport(report="看了旧车"))

    assert [one.id for one in store.read(reported_visits)] == made[::-1]


def test_in_the_day_what_was_written_last_with_a_person_stands_first(store: "Store", person: str) -> None:
    for n in range(MANY):
        make.touch(store, person, at=datetime(2026, 11, 22, 9), note=f"第 {n} 次")

    lines = store.read(day_summary, date(2026, 11, 22)).changes
    assert [line.text.split(" · ")[-1] for line in lines if line.sort == "touch"] == [
        f"第 {n} 次" for n in reversed(range(MANY))
    ]
