"""The day at one glance."""

from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest

from crm_desktop.base.errors import InvalidInput
from crm_desktop.features.calendar import commands as calendar
from crm_desktop.features.calendar import queries as due
from crm_desktop.features.customers.rules import parse_filter
from crm_desktop.features.today import commands, queries
from crm_desktop.features.today.records import Board
from crm_desktop.features.touches.records import NewTouch, NextFollowUp
from tests import make

if TYPE_CHECKING:
    from crm_desktop.store.store import Store

TODAY = date(2026, 11, 22)


def board(store: "Store", today: date = TODAY) -> Board:
    return store.read(queries.today_board, today)


def test_overdue_people_come_first(store: "Store") -> None:
    make.customer(store, name="晚", level="A", opened_on=date(2026, 11, 18))
    make.customer(store, name="早", level="A", opened_on=date(2026, 11, 2))
    make.customer(store, name="不急", level="C", opened_on=TODAY)
    planned = make.contact(store, name="约好")
    make.follow_up(store, planned, TODAY, due_at="10:30", purpose="带样车")

    found = board(store)

    assert [(row.name, row.overdue_days) for row in found.due] == [("早", 16), ("约好", 0), ("晚", 0)]
    assert (found.due_total, found.figures.due, found.figures.overdue) == (3, 3, 1)
    assert (found.due[1].due_at, found.due[1].reason) == ("10:30", "带样车")
    assert store.read(queries.waiting, TODAY) == 3


def test_the_list_is_cut_and_counted(store: "Store") -> None:
    for number in range(4):
        make.customer(store, name=f"客户{number}", opened_on=date(2026, 11, 1))

    found = store.read(queries.today_board, TODAY, limit=2)

    assert (len(found.due), found.due_total) == (2, 4)
    assert len(store.read(due.due_items, TODAY, limit=2, offset=2)) == 2


def test_a_due_row_shows_the_last_words(store: "Store") -> None:
    person = make.customer(store, opened_on=date(2026, 11, 1))
    make.touch(store, person, at=datetime(2026, 11, 3, 9), note="担心续航")
    make.touch(store, person, at=datetime(2026, 11, 5, 9), result="no_answer", note="")

    row = board(store).due[0]

    assert (row.last_note, row.last_effective_on) == ("担心续航", date(2026, 11, 3))


def test_solar_and_lunar_birthdays_of_the_week(store: "Store") -> None:
    make.customer(store, name="阳历", birthday="1985-11-24")
    make.contact(store, name="农历", birthday="lunar:--10-14")
    make.contact(store, name="下月", birthday="1985-12-24")
    make.contact(store, name="勿扰", birthday="1985-11-24", do_not_contact=True)
    make.contact(store, name="只知年", birthday="1985")

    found = board(store)

    assert [(row.name, row.on, row.turns) for row in found.birthdays] == [
        ("农历", TODAY, None), ("阳历", date(2026, 11, 24), 41)]
    assert found.birthdays[0].lunar
    assert found.lunar == "农历十月十四"


def test_birthdays_cross_the_year(store: "Store") -> None:
    make.contact(store, name="元旦", birthday="1990-01-01")
    make.contact(store, name="闰日", birthday="1992-02-29")

    assert [row.on for row in store.read(queries.birthdays, date(2026, 12, 28))] == [date(2027, 1, 1)]
    assert [row.on for row in store.read(queries.birthdays, date(2027, 2, 25))] == [date(2027, 2, 28)]


def test_promises_ring_before_they_break(store: "Store") -> None:
    person = make.customer(store)
    make.commitment(store, person, "脚垫", due_on=date(2026, 11, 24))
    make.commitment(store, person, "年底", due_on=date(2026, 12, 31))

    found = board(store)

    assert [promise.text for promise in found.commitments] == ["脚垫"]
    assert found.commitments_total == 1


def test_silence_of_twice_the_interval_is_cold(store: "Store") -> None:
    cold = make.customer(store, name="冷", level="A", opened_on=date(2026, 10, 1))
    make.touch(store, cold, at=datetime(2026, 11, 1, 9))
    make.touch(store, cold, at=datetime(2026, 11, 20, 9), result="no_answer")
    make.customer(store, name="热", level="A", opened_on=date(2026, 11, 20))
    make.customer(store, name="车主", status="D", opened_on=date(2020, 1, 1))

    found = board(store)

    assert [(row.name, row.silent_days, row.reason) for row in found.cold] == [("冷", 21, "21 天没有联系到")]
    assert found.cold_total == 1


def test_the_figures_count_the_day(store: "Store") -> None:
    person = make.customer(store, level="H")
    make.customer(store, level="H", status="D", opened_on=date(2026, 10, 31))
    make.touch(store, person, at=datetime(2026, 11, 22, 9))
    make.touch(store, person, at=datetime(2026, 11, 22, 9), result="busy")
    make.touch(store, person, at=datetime(2026, 11, 21, 9))

    figures = board(store).figures

    assert (figures.done, figures.attempts, figures.hot, figures.new_this_month) == (1, 2, 1, 1)
    assert figures.in_rhythm == 100


def test_every_bar_of_the_funnel_lists_its_people(store: "Store") -> None:
    for level, status in (("H", "P"), ("A", "P"), ("A", "N"), ("", "N"), ("A", "D"), ("", "O")):
        make.customer(store, level=level, status=status)

    steps = {step.code: step for step in board(store).funnel}

    assert {code: step.people for code, step in steps.items()} == {"leads": 4, "C": 0, "B": 0, "A": 2, "H": 1, "O": 1}
    from crm_desktop.features.customers import queries as customers

    for step in steps.values():
        assert store.read(customers.customer_page, parse_filter(step.filter)).total == step.people


def test_the_kit_of_the_day(store: "Store") -> None:
    store.write("Kit", commands.set_kit, "business_cards", quantity=2)
    store.write("Kit", commands.set_kit, "brochures", quantity=4)
    store.write("Kit", commands.set_kit, "pen", checked=True)

    kit = {item.code: item for item in board(store).kit}

    assert {code: item.checked for code, item in kit.items()} == {
        "business_cards": True, "brochures": False, "notebook": False, "pen": True}
    assert kit["brochures"].quantity == 4
    assert not any(item.checked for item in board(store, date(2026, 11, 23)).kit)
    with pytest.raises(InvalidInput):
        store.write("Kit", commands.set_kit, "umbrella", checked=True)


def test_an_empty_profile_has_an_empty_day(store: "Store") -> None:
    found = board(store)

    assert (found.due, found.birthdays, found.cold, found.figures.in_rhythm) == ((), (), (), None)


def test_a_due_item_is_moved_skipped_or_done(store: "Store") -> None:
    person = make.customer(store, level="A", opened_on=date(2026, 11, 1))
    item = board(store).due[0]

    store.write("Move", calendar.move_follow_up, person, item.key, due_on=date(2026, 11, 23), due_at="9:00")
    moved = store.read(due.due_of, person, today=TODAY)
    assert moved is not None
    assert (moved.due, moved.due_at) == (date(2026, 11, 23), "09:00")

    again = store.write("Skip", calendar.cancel_follow_up, person, item.key)
    assert again == date(2026, 11, 26)

    store.write("Done", calendar.complete_follow_up, person, item.key, touch=NewTouch("call", "answered"))
    assert store.read(due.follow_ups, person) == []
    assert store.read(due.proposed_day, person, today=TODAY) == date(2026, 11, 26)


def test_a_plan_is_dropped(store: "Store") -> None:
    person = make.contact(store)
    plan = store.write("Plan", calendar.plan_follow_up, person, NextFollowUp(TODAY))

    store.write("Drop", calendar.cancel_follow_up, person, f"planned/{plan}")

    assert board(store).due == ()


def test_a_plan_for_many_leaves_out_who_wants_silence(store: "Store") -> None:
    people = [make.customer(store), make.customer(store, do_not_contact=True)]

    assert store.write("Plan", calendar.plan_many, people, NextFollowUp(TODAY, purpose="车展")) == 1
    assert [row.reason for row in board(store).due] == ["车展"]
