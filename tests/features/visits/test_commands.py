"""A visit from its plan to the manager's mark."""

from datetime import date, datetime
from typing import Any

import pytest

from crm_desktop.base.errors import InvalidInput, Refused
from crm_desktop.features.calendar import commands as calendar
from crm_desktop.features.calendar import queries as due
from crm_desktop.features.touches import queries as touches
from crm_desktop.features.visits import commands, queries
from crm_desktop.features.visits.records import VisitPlan, VisitReport
from crm_desktop.store.store import Store
from tests import make

DAY = date(2026, 11, 25)
PLAN = VisitPlan(DAY, "15:00", "谈置换", "带评估单", "店长同去", "海景花园 3 栋")


@pytest.fixture(autouse=True)
def morning(clock: Any) -> None:
    clock.set(2026, 11, 25, 9, 0)


@pytest.fixture
def person(store: Store) -> str:
    return make.customer(store, "王芳", level="A", status="P")


def plan(store: Store, person: str, **changes: Any) -> str:
    from dataclasses import replace

    return str(store.write("plan", commands.plan_visit, person, replace(PLAN, **changes)))


def report(store: Store, visit: str, **what: Any) -> Any:
    return store.write("report", commands.report_visit, visit, VisitReport(**what))


def test_a_planned_visit_is_due_on_its_day_with_its_purpose(store: Store, person: str) -> None:
    visit = plan(store, person)

    found = store.read(queries.visit, visit)

    assert (found.name, found.purpose, found.preparation, found.people, found.place) == (
        "王芳", "谈置换", "带评估单", "店长同去", "海景花园 3 栋")  # fmt: skip
    assert store.read(due.due_of, person, today=DAY).purpose == "谈置换"


def test_the_route_is_in_the_order_given(store: Store, person: str) -> None:
    other = make.customer(store, "李强", "13800138005")
    first, second = plan(store, person), plan(store, other)

    store.write("order", commands.order_route, [second, first])

    assert [one.name for one in store.read(queries.visits_of_day, DAY)] == ["李强", "王芳"]


def test_a_visit_moves_like_any_follow_up(store: Store, person: str) -> None:
    visit = plan(store, person)
    key = store.read(queries.visit, visit).key

    store.write("move", calendar.move_follow_up, person, key, due_on=date(2026, 11, 27))

    assert store.read(queries.visits_of_day, DAY) == []
    assert store.read(queries.visit, visit).due_on == date(2026, 11, 27)


def test_the_report_is_a_touch_that_answers_the_visit(store: Store, person: str, clock: Any) -> None:
    visit = plan(store, person)
    clock.set(2026, 11, 25, 16, 30)

    logged = report(store, visit, report="看了旧车", agreed="周六来店试驾", mood=4, next_on=date(2026, 11, 28))

    found = store.read(queries.visit, visit)
    assert (found.state, found.report, found.agreed) == ("done", "看了旧车", "周六来店试驾")
    assert logged.effective
    (touch,) = store.read(touches.last_touches, person, limit=1)
    assert (touch.kind, touch.note, touch.mood) == ("visit", "看了旧车\n周六来店试驾", 4)
    assert store.read(due.due_of, person, today=DAY).due == date(2026, 11, 28)


def test_nobody_met_is_a_report_too_and_restarts_no_clock(store: Store, person: str, clock: Any) -> None:
    visit = plan(store, person)
    clock.set(2026, 11, 25, 16, 30)

    logged = report(store, visit, result="none", report="没人在家")

    assert not logged.effective
    assert store.read(queries.visit, visit).state == "done"
    assert store.read(queries.open_reports, DAY) == []


def test_undo_takes_the_whole_report_back(store: Store, person: str, clock: Any) -> None:
    visit = plan(store, person)
    clock.set(2026, 11, 25, 16, 30)
    report(store, visit, report="看了旧车")

    store.undo()

    assert store.read(queries.visit, visit).state == "planned"
    assert store.read(touches.last_touches, person, limit=5) == []


def test_a_report_can_be_taken_back_later(store: Store, person: str, clock: Any) -> None:
    visit = plan(store, person)
    clock.set(2026, 11, 25, 16, 30)
    report(store, visit, report="看了旧车")

    store.write("back", commands.withdraw_report, visit)

    found = store.read(queries.visit, visit)
    assert (found.state, found.report, found.reported_at) == ("planned", "", None)


def test_visits_without_report_wait_in_the_evening(store: Store, person: str, clock: Any) -> None:
    visit = plan(store, person)
    clock.set(2026, 11, 26, 9, 0)

    assert [one.id for one in store.read(queries.open_reports, date(2026, 11, 26))] == [visit]


def test_the_manager_marks_a_report(store: Store, person: str, clock: Any) -> None:
    visit = plan(store, person)
    clock.set(2026, 11, 25, 16, 30)
    report(store, visit, report="看了旧车")
    assert [one.id for one in store.read(queries.reported_visits)] == [visit]

    store.write("review", commands.review_visit, visit, "good", note="下次带上金融方案")

    found = store.read(queries.visit, visit)
    assert (found.review, found.review_note) == ("good", "下次带上金融方案")
    assert found.reviewed_at == datetime(2026, 11, 25, 16, 30)
    assert store.read(queries.reported_visits) == []


def test_without_a_report_there_is_nothing_to_review(store: Store, person: str) -> None:
    visit = plan(store, person)

    with pytest.raises(Refused):
        store.write("review", commands.review_visit, visit, "good")
    with pytest.raises(InvalidInput):
        store.write("plan", commands.plan_visit, person, VisitPlan(date(2026, 11, 1)))


def test_a_reported_visit_keeps_its_plan(store: Store, person: str, clock: Any) -> None:
    visit = plan(store, person)
    clock.set(2026, 11, 25, 16, 30)
    report(store, visit, report="看了旧车")

    with pytest.raises(Refused):
        store.write("edit", commands.edit_visit, visit, PLAN)
    with pytest.raises(Refused):
        report(store, visit, report="again")


def test_a_cancelled_visit_is_off_the_route(store: Store, person: str) -> None:
    visit = plan(store, person)

    store.write("cancel", commands.cancel_visit, visit)

    assert store.read(queries.visits_of_day, DAY) == []
