"""Due items in a real profile: answered, moved, dropped, opened again; rules and days changed; a wrong clock."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from crm_desktop.base.errors import InvalidInput, NotFound
from crm_desktop.features.calendar import commands, queries
from crm_desktop.features.customers import commands as customers
from crm_desktop.features.settings import commands as settings
from crm_desktop.features.touches import commands as touches
from crm_desktop.features.touches import queries as touch_queries
from crm_desktop.features.touches.records import EntryKind, NewTouch, NextFollowUp
from tests import make

if TYPE_CHECKING:
    from crm_desktop.store.store import Store
    from tests.conftest import FrozenClock

TODAY = date(2026, 11, 22)  # a Sunday
DELIVERED = date(2026, 11, 15)


def items(store: "Store", person: str) -> dict[str, date]:
    return {item.rule: item.due for item in store.read(queries.open_items, person, today=TODAY)}


def titles(store: "Store", person: str, kind: EntryKind) -> list[str]:
    return [one.title for one in store.read(touch_queries.timeline, person) if one.kind == kind]


@pytest.fixture
def owner(store: "Store") -> str:
    """An owner whose car was handed over a week ago."""
    person = make.customer(store, name="车主", status="D", level="", opened_on=date(2026, 10, 1))
    make.opportunity(
        store, person, stage="delivered", delivered_on=DELIVERED, created=datetime(2026, 10, 1, 9), id="deal")
    return person


def log(store: "Store", person: str, **more: object) -> str:
    logged = store.write("Log", touches.log_touch, person, NewTouch("call", "answered", **more))  # type: ignore[arg-type]
    return logged.id


def test_a_person_with_two_open_items_stands_twice_in_the_list(store: "Store", owner: str) -> None:
    found = store.read(queries.due_items, TODAY)

    assert [(item.rule, item.due) for item in found] == [
        ("delivery_d1", DELIVERED + timedelta(1)), ("delivery_d3", DELIVERED + timedelta(3)),
        ("delivery_d7", TODAY)]
    assert found[0].title == "交车后 24 小时回访"
    assert found[0].reason == "交车后 24 小时回访：11月15日交车"
    assert store.read(queries.count_due, TODAY).overdue == 2
    assert store.read(queries.count_due, TODAY).overdue_people == 1


def test_an_answer_that_names_a_step_closes_what_was_due_of_its_chain(store: "Store", owner: str) -> None:
    log(store, owner, answers=f"delivery_d3/deal:{DELIVERED}", at=datetime(2026, 11, 19, 9))

    assert list(items(store, owner))[:2] == ["delivery_d7", "delivery_d30"]


def test_a_touch_that_names_nothing_answers_the_earliest_item(store: "Store", owner: str) -> None:
    touch = log(store, owner)

    assert store.read(touch_queries.touch, touch).follow_key == f"delivery_d1/deal:{DELIVERED}"
    assert items(store, owner) == {"delivery_d30": date(2026, 12, 15), "anniversary": date(2027, 11, 15)}


def test_what_an_answer_closed_opens_again_when_it_is_removed_or_corrected(store: "Store", owner: str) -> None:
    before = items(store, owner)
    touch = log(store, owner)
    store.write("Correct", touches.edit_touch, touch, NewTouch("call", "no_answer"))
    assert items(store, owner) == before

    store.write("Correct", touches.edit_touch, touch, NewTouch("call", "answered"))
    assert len(items(store, owner)) == 2
    store.write("Remove", touches.remove_touch, touch)
    assert items(store, owner) == before
    assert store.check() == []


def test_a_missed_call_closes_nothing(store: "Store", owner: str) -> None:
    before = items(store, owner)

    store.write("Log", touches.log_touch, owner, NewTouch("call", "no_answer", answers=f"delivery_d1/deal:{DELIVERED}"))

    assert items(store, owner) == before


def test_a_dropped_item_is_closed_and_told_on_the_timeline(store: "Store", owner: str) -> None:
    store.write("Drop", commands.cancel_follow_up, owner, f"delivery_d7/deal:{DELIVERED}")

    assert "delivery_d7" not in items(store, owner)
    assert titles(store, owner, EntryKind.FOLLOW_UP) == ["已取消回访：交车后 7 天回访"]
    with pytest.raises(NotFound):
        store.write("Drop", commands.cancel_follow_up, owner, f"delivery_d7/deal:{DELIVERED}")
    store.undo()
    assert items(store, owner)["delivery_d7"] == TODAY


def test_a_step_that_was_moved_is_closed_with_its_chain(store: "Store", owner: str) -> None:
    key = f"delivery_d1/deal:{DELIVERED}"
    store.write("Move", commands.move_follow_up, owner, key, due_on=TODAY, due_at="15:00")
    assert [plan.rule for plan in store.read(queries.follow_ups, owner)] == ["delivery_d1"]

    log(store, owner, answers=f"delivery_d3/deal:{DELIVERED}")

    assert store.read(queries.follow_ups, owner) == []
    assert "delivery_d1" not in items(store, owner)


def test_who_is_asked_once_is_not_asked_again_after_it_was_dropped(store: "Store") -> None:
    person = make.customer(store, status="L", level="", opened_on=date(2026, 10, 1))
    (due,) = store.read(queries.open_items, person, today=TODAY)

    store.write("Drop", commands.cancel_follow_up, person, due.key)

    assert items(store, person) == {}


def test_a_day_off_moves_a_rhythm_and_says_so(store: "Store") -> None:
    person = make.customer(store, level="A", opened_on=date(2026, 11, 18))
    assert items(store, person) == {"level": TODAY}

    store.write("Days off", settings.set_days_off, [6])

    (due,) = store.read(queries.open_items, person, today=TODAY)
    assert due.due == date(2026, 11, 23)
    assert due.reason.endswith("由 11-22 星期日（你的休息日）调整而来")
    assert titles(store, person, EntryKind.RULE) == ["规则变更：我的休息日：无 → 周日"]
    store.undo()
    assert items(store, person) == {"level": TODAY}
    assert titles(store, person, EntryKind.RULE) == []


def test_leave_moves_what_falls_into_it(store: "Store") -> None:
    person = make.customer(store, level="A", opened_on=date(2026, 11, 18))
    other = make.customer(store, level="C", opened_on=date(2026, 11, 18), phone="13900000000")

    code = store.write("Leave", settings.add_leave, TODAY, date(2026, 11, 25), note="年假")

    assert items(store, person) == {"level": date(2026, 11, 26)}
    assert titles(store, person, EntryKind.RULE) == ["规则变更：我的休假 2026年11月22日 – 2026年11月25日"]
    assert titles(store, other, EntryKind.RULE) == []
    store.write("Leave", settings.remove_leave, code)
    assert items(store, person) == {"level": TODAY}


def test_a_leave_that_ends_before_it_begins_is_refused(store: "Store") -> None:
    with pytest.raises(InvalidInput):
        store.write("Leave", settings.add_leave, TODAY, date(2026, 11, 20))


def test_a_changed_rhythm_moves_people_and_stands_on_their_timeline_only(store: "Store") -> None:
    hot = make.customer(store, level="A", opened_on=date(2026, 11, 20))
    cold = make.customer(store, level="B", opened_on=date(2026, 11, 20), phone="13900000000")

    store.write("Rules", settings.override, "levels", "A", {"interval_days": 3})

    assert items(store, hot) == {"level": date(2026, 11, 23)}
    assert titles(store, hot, EntryKind.RULE) == ["规则变更：A 级, 每 4 → 3 天"]
    assert titles(store, cold, EntryKind.RULE) == []


def test_an_event_rule_switched_off_ends_its_items_and_says_so(store: "Store", owner: str) -> None:
    store.write("Rules", settings.override, "event_rules", "delivery_d1", {"on": False})

    assert "delivery_d1" not in items(store, owner)
    assert titles(store, owner, EntryKind.RULE) == ["规则变更：交车后 24 小时回访, 已停用"]


def test_a_second_change_of_an_entry_keeps_the_first(store: "Store") -> None:
    from crm_desktop.features.settings.queries import shop_rules

    store.write("Rules", settings.override, "levels", "A", {"horizon_days": 20})
    store.write("Rules", settings.override, "levels", "A", {"interval_days": 3})

    level = store.read(shop_rules).find("levels", "A")
    assert (level.horizon_days, level.interval_days) == (20, 3)  # type: ignore[union-attr]


def test_a_touch_from_the_future_counts_from_its_day(store: "Store", clock: "FrozenClock") -> None:
    person = make.customer(store, level="A", opened_on=date(2026, 11, 18))
    store.write("Look", commands.see_day)
    clock.set(2027, 2, 1, 9)
    log(store, person)
    assert items(store, person) == {"level": date(2027, 2, 5)}

    clock.set(2026, 11, 22, 12)
    store.write("Look", commands.see_day)
    assert items(store, person) == {"level": TODAY}
    assert store.check() == []

    clock.set(2027, 2, 1, 8)
    store.write("Look", commands.see_day)
    assert items(store, person) == {"level": date(2027, 2, 5)}
    assert store.check() == []


def test_what_two_touches_did_stays_done_when_one_is_removed(store: "Store") -> None:
    person = make.customer(store, level="C", opened_on=TODAY)
    plan = store.write("Plan", commands.plan_follow_up, person, NextFollowUp(TODAY))
    first = log(store, person, answers=f"planned/{plan}")
    log(store, person, answers=f"planned/{plan}")

    store.write("Remove", touches.remove_touch, first)

    assert "planned" not in items(store, person)


def test_a_level_set_under_a_wrong_clock_hides_no_change_of_the_rules(store: "Store", clock: "FrozenClock") -> None:
    clock.set(datetime(2026, 11, 22, 9))
    person = make.customer(store, name="王芳", status="P", level="B", opened_on=date(2026, 11, 1))
    clock.set(datetime(2027, 12, 1, 9))
    store.write("Level", customers.set_level, person, "H")
    clock.set(datetime(2026, 11, 22, 10))

    store.write("Rule", settings.override, "levels", "H", {"interval_days": 18})

    assert titles(store, person, EntryKind.RULE) == ["规则变更：H 级, 每 2 → 18 天"]


def greeted(store: "Store") -> dict[str, str]:
    """People of each tier, owners and others, and one who is lost; by name."""
    kinds = {
        "core": {"tier": 1}, "some": {"tier": 3}, "none": {}, "lost": {"tier": 3, "status": "F1"},
        "gone": {"tier": 1, "status": "L"}, "owner": {"tier": 4, "status": "D"},
    }  # fmt: skip
    found = {
        name: make.customer(store, name, f"1380013800{n}", opened_on=date(2026, 11, 1), **columns)  # type: ignore[arg-type]
        for n, (name, columns) in enumerate(kinds.items())
    }
    make.vehicle(store, found["owner"], delivered_on=DELIVERED)
    return found


def told(store: "Store", people: dict[str, str]) -> dict[str, list[str]]:
    """What of the rules stands on whose timeline."""
    return {name: found for name, one in people.items() if (found := titles(store, one, EntryKind.RULE))}


def test_a_tier_greeted_from_now_on_says_so_to_those_who_are_greeted(store: "Store") -> None:
    people = greeted(store)

    store.write("Rules", settings.override, "tiers", "3", {"festivals": True})

    assert "spring_festival" in items(store, people["some"])
    assert told(store, people) == {"some": ["规则变更：一般, 节日问候"]}


def test_a_tier_no_longer_greeted_says_so_too(store: "Store") -> None:
    people = greeted(store)

    store.write("Rules", settings.override, "tiers", "1", {"festivals": False})

    assert "spring_festival" not in items(store, people["core"])
    assert told(store, people) == {"core": ["规则变更：核心, 不再节日问候"]}


def test_a_slower_rhythm_of_a_tier_says_nothing_of_greetings(store: "Store") -> None:
    people = greeted(store)

    store.write("Rules", settings.override, "tiers", "3", {"percent": 150})

    assert told(store, people)["some"] == ["规则变更：一般, 频率 100% → 150%"]


@pytest.mark.parametrize(("on", "words"), [(False, "已停用"), (True, "已启用")])
def test_a_festival_switched_off_or_on_stands_with_those_who_are_greeted(
    store: "Store", clock: "FrozenClock", on: bool, words: str
) -> None:
    if on:
        store.write("Rules", settings.override, "event_rules", "mid_autumn", {"on": False})
        clock.set(datetime(2026, 11, 22, 15))
    people = greeted(store)

    store.write("Rules", settings.override, "event_rules", "mid_autumn", {"on": on})

    assert ("mid_autumn" in items(store, people["core"])) is on
    assert told(store, people) == {"core": [f"规则变更：中秋问候, {words}"]}


def test_a_festival_stays_told_to_those_who_were_greeted_then(store: "Store", clock: "FrozenClock") -> None:
    people = greeted(store)
    store.write("Rules", settings.override, "event_rules", "mid_autumn", {"offset_days": -2})
    clock.set(datetime(2026, 11, 22, 15))

    store.write("Rules", settings.override, "tiers", "1", {"festivals": False})
    store.write("Rules", settings.override, "tiers", "3", {"festivals": True})
    clock.set(datetime(2026, 11, 22, 16))
    store.write("Tier", customers.set_tier, people["owner"], 1, reason="老车主")

    assert told(store, people) == {
        "core": ["规则变更：核心, 不再节日问候", "规则变更：中秋问候, 0 → -2 天"],
        "some": ["规则变更：一般, 节日问候"],
    }


def test_with_every_festival_off_a_tier_that_is_greeted_moves_nobody(store: "Store", clock: "FrozenClock") -> None:
    for festival in ("spring_festival", "dragon_boat", "mid_autumn"):
        store.write("Rules", settings.override, "event_rules", festival, {"on": False})
    clock.set(datetime(2026, 11, 22, 15))
    people = greeted(store)

    store.write("Rules", settings.override, "tiers", "3", {"festivals": True})

    assert told(store, people) == {}


def test_a_rule_changed_before_the_archive_was_opened_is_not_told(store: "Store", clock: "FrozenClock") -> None:
    store.write("Rules", settings.override, "statuses", "N", {"interval_days": 9})
    clock.set(datetime(2026, 11, 22, 15))
    person = make.customer(store, status="N", level="", opened_on=TODAY)

    assert titles(store, person, EntryKind.RULE) == []
