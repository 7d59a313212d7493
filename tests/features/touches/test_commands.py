"""Logging a touch: one step that closes, moves on and plans."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm_desktop.base.errors import InvalidInput, Refused
from crm_desktop.features.calendar import commands as calendar
from crm_desktop.features.calendar import queries as due_queries
from crm_desktop.features.contacts import commands as contacts
from crm_desktop.features.customers import commands as customers
from crm_desktop.features.customers import queries as customer_queries
from crm_desktop.features.touches import commands, queries
from crm_desktop.features.touches.records import NewTouch, NextFollowUp
from tests import make

if TYPE_CHECKING:
    from crm_desktop.store.store import Store
    from tests.conftest import FrozenClock

TODAY = date(2026, 11, 22)


def due_day(store: "Store", contact_id: str) -> date | None:
    found = store.read(due_queries.due_of, contact_id, today=TODAY)
    return found.due if found else None


def log(store: "Store", contact_id: str, kind: str = "call", result: str = "answered", **more: object) -> object:
    plan = more.pop("plan", None)
    return store.write(
        "Log", commands.log_touch, contact_id, NewTouch(kind, result, **more), next_follow_up=plan)  # type: ignore[arg-type]


def test_an_answered_call_restarts_the_clock(store: "Store") -> None:
    person = make.customer(store, level="A", opened_on=date(2026, 11, 1))
    assert due_day(store, person) == date(2026, 11, 5)

    log(store, person)

    assert due_day(store, person) == date(2026, 11, 26)


def test_a_missed_call_is_kept_and_changes_nothing(store: "Store") -> None:
    person = make.customer(store, level="A", opened_on=date(2026, 11, 1))

    logged = log(store, person, result="no_answer", note="关机")

    assert not logged.effective  # type: ignore[attr-defined]
    assert due_day(store, person) == date(2026, 11, 5)
    assert store.read(queries.timeline, person)[0].text == "关机"


def test_after_a_missed_call_the_item_moves_to_the_chosen_day(store: "Store") -> None:
    person = make.customer(store, level="A", opened_on=date(2026, 11, 1))

    log(store, person, result="no_answer", plan=NextFollowUp(date(2026, 11, 23)))
    assert due_day(store, person) == date(2026, 11, 23)

    log(store, person, result="busy", plan=NextFollowUp(date(2026, 11, 24), "15:00"))
    assert due_day(store, person) == date(2026, 11, 24)
    assert len(store.read(due_queries.follow_ups, person)) == 1


def test_a_chosen_day_replaces_the_proposed_one(store: "Store") -> None:
    person = make.customer(store, level="H")

    log(store, person, plan=NextFollowUp(date(2026, 12, 15), "10:00", "visit", "带合同"))

    item = store.read(due_queries.due_of, person, today=TODAY)
    assert item is not None
    assert (item.due, item.due_at, item.kind, item.reason) == (date(2026, 12, 15), "10:00", "visit", "带合同")


def test_the_planned_contact_is_done_by_its_touch(store: "Store") -> None:
    person = make.customer(store)
    plan = store.write("Plan", calendar.plan_follow_up, person, NextFollowUp(TODAY, purpose="报价"))

    logged = log(store, person)

    assert logged.closed == (plan,)  # type: ignore[attr-defined]
    assert store.read(due_queries.follow_ups, person) == []


def test_a_missed_call_leaves_the_plan_open(store: "Store") -> None:
    person = make.customer(store)
    store.write("Plan", calendar.plan_follow_up, person, NextFollowUp(TODAY))

    log(store, person, result="no_answer")

    assert len(store.read(due_queries.follow_ups, person)) == 1


def test_a_morning_call_leaves_the_afternoon_visit(store: "Store") -> None:
    person = make.customer(store)
    store.write("Plan", calendar.plan_follow_up, person, NextFollowUp(TODAY, "15:00", "visit"))

    log(store, person)

    assert [plan.kind for plan in store.read(due_queries.follow_ups, person)] == ["visit"]


def test_a_plan_two_talks_answered_stays_done_when_one_is_taken_off(store: "Store") -> None:
    person = make.customer(store)
    plan = store.write("Plan", calendar.plan_follow_up, person, NextFollowUp(TODAY))
    missed = log(store, person, result="no_answer", answers=f"planned/{plan}")
    talk = log(store, person, answers=f"planned/{plan}")
    store.write("Correct", commands.edit_touch, missed.id, NewTouch("call", "answered"))

    store.write("Remove", commands.remove_touch, talk.id)

    assert store.read(due_queries.follow_ups, person) == []


def test_a_later_plan_survives_a_talk_by_chance(store: "Store") -> None:
    person = make.customer(store, level="C")
    store.write("Plan", calendar.plan_follow_up, person, NextFollowUp(date(2026, 11, 25), purpose="生日"))

    log(store, person, "came_in", "met")

    assert due_day(store, person) == date(2026, 11, 25)


def test_the_answered_item_is_named_by_its_key(store: "Store") -> None:
    person = make.customer(store)
    plan = store.write("Plan", calendar.plan_follow_up, person, NextFollowUp(date(2026, 12, 1)))

    log(store, person, answers=f"planned/{plan}")

    assert store.read(due_queries.follow_ups, person) == []


def test_a_new_customer_with_a_level_moves_on(store: "Store") -> None:
    person = make.customer(store, status="N", level="B")

    logged = log(store, person)

    assert (logged.status_before, logged.status_after) == ("N", "P")  # type: ignore[attr-defined]
    assert store.read(customer_queries.status_of, person).status == "P"  # type: ignore[union-attr]


def test_without_a_level_a_new_customer_stays_new(store: "Store") -> None:
    person = make.customer(store, status="N", level="")

    log(store, person)

    assert store.read(customer_queries.status_of, person).status == "N"  # type: ignore[union-attr]
    assert due_day(store, person) == date(2026, 11, 25)


def test_who_wants_no_contact_is_not_called(store: "Store") -> None:
    person = make.customer(store, do_not_contact=True)

    with pytest.raises(Refused):
        log(store, person)
    log(store, person, "came_in", "met")

    assert len(store.read(queries.last_touches, person)) == 1


def test_logging_is_one_step_to_undo(store: "Store") -> None:
    person = make.customer(store, level="A", status="N", opened_on=date(2026, 11, 20))
    before = due_day(store, person)
    log(store, person, plan=NextFollowUp(date(2026, 12, 9)))

    store.undo()

    assert due_day(store, person) == before
    assert store.read(queries.last_touches, person) == []
    assert store.read(due_queries.follow_ups, person) == []


def test_removing_a_touch_reopens_what_it_did(store: "Store") -> None:
    person = make.customer(store, level="C")
    store.write("Plan", calendar.plan_follow_up, person, NextFollowUp(TODAY))
    touch = log(store, person).id  # type: ignore[attr-defined]

    store.write("Remove", commands.remove_touch, touch)

    assert due_day(store, person) == TODAY


def test_a_touch_is_corrected(store: "Store") -> None:
    person = make.customer(store, level="A", opened_on=date(2026, 11, 1))
    touch = log(store, person).id  # type: ignore[attr-defined]

    store.write("Correct", commands.edit_touch, touch, NewTouch("call", "no_answer", note="没接"))

    assert due_day(store, person) == date(2026, 11, 5)
    record = store.read(queries.touch, touch)
    assert (record.effective, record.note) == (False, "没接")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (NewTouch("telepathy"), "kind"), (NewTouch("call", "perhaps"), "result"), (NewTouch("call", mood=9), "mood"),
        (NewTouch("call", at=datetime(2026, 12, 24)), "at"), (NewTouch("call", minutes=-1), "minutes"),
        (NewTouch("call", opener="bribe"), "opener"), (NewTouch("call", note="长" * 20_001), "note"),
    ],
)
def test_wrong_input_is_refused_with_its_field(store: "Store", wrong: NewTouch, field: str) -> None:
    person = make.customer(store)

    with pytest.raises(InvalidInput) as refusal:
        store.write("Log", commands.log_touch, person, wrong)

    assert refusal.value.field == field
    assert store.read(queries.last_touches, person) == []


def test_a_plan_in_the_past_is_refused_whole(store: "Store") -> None:
    person = make.customer(store)

    with pytest.raises(InvalidInput):
        log(store, person, plan=NextFollowUp(date(2026, 11, 21)))

    assert store.read(queries.last_touches, person) == []


def test_a_private_contact_has_private_touches(store: "Store") -> None:
    person = make.contact(store)

    log(store, person)
    store.write("Open", customers.open_archive, person)

    assert [touch.private for touch in store.read(queries.last_touches, person)] == [True]
    log(store, person)
    assert [touch.private for touch in store.read(queries.last_touches, person)] == [False, True]


def test_a_private_contact_is_due_only_as_planned(store: "Store") -> None:
    person = make.contact(store)
    assert due_day(store, person) is None

    log(store, person, plan=NextFollowUp(date(2026, 11, 30)))

    assert due_day(store, person) == date(2026, 11, 30)


def test_the_timeline_tells_everything(store: "Store", clock: "FrozenClock") -> None:
    person = make.customer(store, level="", status="N")
    clock.forward(minutes=1)
    log(store, person, "test_drive", "", note="加速满意", mood=5)
    clock.forward(minutes=1)
    store.write("Level", customers.set_level, person, "H", reason="急用车")
    clock.forward(minutes=1)
    make.commitment(store, person, "送脚垫", due_on=TODAY)

    titles = [(entry.kind.value, entry.title) for entry in store.read(queries.timeline, person)]

    assert titles[0] == ("commitment", "承诺")
    assert ("touch", "试驾 · 见到") in titles or any(kind == "touch" and "试驾" in title for kind, title in titles)
    assert any(kind == "scale" and "H" in title for kind, title in titles)
    assert {"created", "opened"} <= {kind for kind, _title in titles}


def test_the_timeline_pages(store: "Store", clock: "FrozenClock") -> None:
    person = make.customer(store)
    for number in range(5):
        clock.forward(minutes=1)
        log(store, person, note=str(number))

    first = store.read(queries.timeline, person, limit=2)
    second = store.read(queries.timeline, person, limit=2, offset=2)

    assert [entry.text for entry in first + second] == ["4", "3", "2", "1"]


def test_do_not_contact_ends_the_rhythm(store: "Store") -> None:
    person = make.customer(store)

    store.write("Silence", contacts.set_field, person, "do_not_contact", value=True)

    assert due_day(store, person) is None


missed = st.lists(
    st.tuples(st.sampled_from(["no_answer", "busy", "rejected", "wrong_number"]), st.integers(0, 400)),
    min_size=1,
    max_size=4,
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(missed, st.sampled_from(["N", "P", "O", "F1", "F2"]))
def test_missed_calls_never_move_the_due_day(store: "Store", calls: list[tuple[str, int]], status: str) -> None:
    person = make.customer(store, status=status, opened_on=date(2026, 11, 1))
    before = due_day(store, person)

    for result, hours in calls:
        log(store, person, result=result, at=datetime(2026, 11, 22, 9) - timedelta(hours=hours))

    assert due_day(store, person) == before
