"""What events ask for: the chain after delivery, renewals, inspections, maintenance, the workshop, anniversaries."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.features.calendar import rules
from crm_desktop.features.calendar.records import Car, Deal, Due, Facts, Plan, Service
from crm_desktop.features.settings.queries import shipped_rules
from crm_desktop.features.settings.records import Leave, ShopRules, WorkDays

DELIVERED = date(2026, 11, 20)
ENTERED = date(2026, 10, 1)


def owner(**known: object) -> Facts:
    basics = {"is_customer": True, "status": "D", "opened_on": ENTERED, "entered": ENTERED, "status_since": DELIVERED}
    return Facts(**{**basics, **known})  # type: ignore[arg-type]


def delivered(**more: object) -> Deal:
    return Deal(**{"id": "o1", "entered": ENTERED, "stage": "delivered", "delivered_on": DELIVERED, **more})  # type: ignore[arg-type]


def car(**known: object) -> Car:
    return Car(**{"id": "v1", "entered": ENTERED, **known})  # type: ignore[arg-type]


def asked(facts: Facts, shop: ShopRules | None = None, *, but: str = "anniversary") -> dict[str, date]:
    items = rules.open_items(facts, rules.DueRules.of(shop or shipped_rules()))
    return {item.rule: item.on for item in items if item.rule != but}


def after(*days: int, start: date = DELIVERED) -> list[date]:
    return [start + timedelta(days=n) for n in days]


def test_a_delivery_makes_a_chain() -> None:
    found = asked(owner(deals=(delivered(),)))

    assert found == dict(zip(
        ["delivery_d1", "delivery_d3", "delivery_d7", "delivery_d30"], after(1, 3, 7, 30), strict=True))


def test_the_car_of_a_purchase_makes_no_second_chain() -> None:
    mine = car(delivered_on=DELIVERED, sold_by_us=True)

    items = rules.open_items(owner(deals=(delivered(),), cars=(mine,)), rules.DueRules.of(shipped_rules()))

    assert len({item.key for item in items}) == len(items)
    assert sum(item.rule == "delivery_d1" for item in items) == 1
    assert sum(item.rule == "anniversary" for item in items) == 1


def test_one_answer_closes_the_steps_that_were_due() -> None:
    key = f"delivery_d3/o1:{DELIVERED}"

    found = asked(owner(deals=(delivered(),), answered={key: DELIVERED + timedelta(days=4)}))

    assert list(found) == ["delivery_d7", "delivery_d30"]


def test_a_late_answer_of_the_first_step_closes_the_later_due_ones_too() -> None:
    key = f"delivery_d1/o1:{DELIVERED}"

    assert list(asked(owner(deals=(delivered(),), answered={key: DELIVERED + timedelta(days=8)}))) == ["delivery_d30"]


def test_a_cancelled_step_leaves_the_others() -> None:
    found = asked(owner(deals=(delivered(),), closed=frozenset({f"delivery_d3/o1:{DELIVERED}"})))

    assert list(found) == ["delivery_d1", "delivery_d7", "delivery_d30"]


def test_old_deliveries_of_an_import_are_not_asked() -> None:
    long_ago = delivered(delivered_on=date(2021, 5, 4), entered=date(2026, 11, 1))

    assert asked(owner(deals=(long_ago,), entered=date(2026, 11, 1))) == {}


def test_a_renewal_is_asked_three_times() -> None:
    until = date(2027, 3, 31)

    found = asked(owner(cars=(car(insurance_until=until),)))

    assert found == dict(zip(
        ["insurance_45", "insurance_33", "insurance_30"], after(-45, -33, -30, start=until), strict=True))


def test_a_renewal_entered_late_is_asked_at_once() -> None:
    entered = date(2026, 11, 10)

    found = asked(owner(cars=(car(insurance_until=entered + timedelta(days=31), entered=entered),)))
    too_late = asked(owner(cars=(car(insurance_until=entered + timedelta(days=20), entered=entered),)))

    assert found == {"insurance_33": entered, "insurance_30": entered + timedelta(days=1)}
    assert too_late == {"insurance_30": entered}


def test_an_insurance_that_had_run_out_before_is_not_asked() -> None:
    assert asked(owner(cars=(car(insurance_until=date(2024, 3, 31)),))) == {}


def test_the_renewed_insurance_asks_again_next_year() -> None:
    until = date(2027, 3, 31)
    done = {f"insurance_30/v1:{until}": date(2027, 3, 1)}

    assert asked(owner(cars=(car(insurance_until=until),), answered=done)) == {}
    assert len(asked(owner(cars=(car(insurance_until=date(2028, 3, 31)),), answered=done))) == 3


def test_the_first_maintenance_is_told_from_the_others() -> None:
    due = date(2027, 5, 20)
    mine = car(maintenance_on=due)

    assert asked(owner(cars=(mine,))) == {"first_maintenance": due - timedelta(days=14)}
    once = asked(owner(cars=(mine,), service=Service("t1", date(2026, 12, 1)), last_effective=date(2026, 12, 2)))
    assert once == {"maintenance": due - timedelta(days=14)}


def test_a_visit_to_the_workshop_is_the_maintenance() -> None:
    mine = car(maintenance_on=date(2027, 5, 20))
    there = Service("t1", date(2027, 5, 12))

    assert list(asked(owner(cars=(mine,), service=there))) == ["after_service"]


def test_maintenance_is_reckoned_from_the_kilometres() -> None:
    mine = car(delivered_on=date(2026, 1, 1), mileage=5000, mileage_on=date(2026, 4, 11), maintenance_km=10_000)

    assert rules.reckoned_maintenance(mine) == date(2026, 7, 20)
    assert rules.reckoned_maintenance(replace_car(mine, mileage_on=date(2026, 1, 5))) is None
    assert rules.reckoned_maintenance(replace_car(mine, mileage=0)) is None


def replace_car(mine: Car, **changes: object) -> Car:
    return mine._replace(**changes)


def test_the_workshop_asks_within_three_days_until_somebody_spoke() -> None:
    there = Service("t1", date(2026, 11, 20))

    assert asked(owner(service=there)) == {"after_service": date(2026, 11, 23)}
    assert asked(owner(service=there, last_effective=date(2026, 11, 20))) == {"after_service": date(2026, 11, 23)}
    assert asked(owner(service=there, last_effective=date(2026, 11, 21))) == {}


def test_an_anniversary_is_the_next_after_the_last_talk() -> None:
    def days(**known: object) -> list[date]:
        items = rules.open_items(owner(**known), rules.DueRules.of(shipped_rules()))
        return [item.on for item in items if item.rule == "anniversary"]

    mine = car(delivered_on=date(2024, 2, 29))
    assert days(cars=(mine,)) == [date(2027, 2, 28)]
    assert days(cars=(mine,), last_effective=date(2027, 2, 28)) == [date(2028, 2, 29)]
    assert days() == [date(2027, 11, 20)]
    assert days(closed=frozenset({"anniversary/D:2027-11-20"})) == [date(2028, 11, 20)]


def test_a_delivery_day_is_never_moved_by_a_day_off() -> None:
    day = date(2026, 11, 29)
    always_off = replace(shipped_rules(), work_days=WorkDays(leave=(Leave("l", day, day + timedelta(days=9)),)))
    facts = owner(status="O", deals=(Deal("o1", ENTERED, "ordered", deliver_on=day),), status_since=day)

    assert asked(facts, always_off)["delivery_day"] == day
    assert asked(facts, always_off)["status"] == day + timedelta(days=10)


def test_a_loss_is_tried_again_on_the_agreed_day_or_after_ninety() -> None:
    lost = Deal("o1", ENTERED, "lost", lost_on=DELIVERED, revive_on=date(2027, 1, 15))

    assert asked(owner(status="F1", deals=(lost,))) == {"revival": date(2027, 1, 15)}
    assert asked(owner(status="F1")) == {"revival": DELIVERED + timedelta(days=90)}
    spoken = owner(status="F1", deals=(lost,), last_effective=date(2027, 1, 15))
    assert asked(spoken) == {"revival": date(2027, 4, 15)}
    early = owner(status="F1", deals=(lost,), answered={"revival/o1:2027-01-15": date(2027, 1, 3)},
                  last_effective=date(2027, 1, 3))  # fmt: skip
    assert asked(early) == {"revival": date(2027, 4, 3)}


def test_a_frozen_customer_is_asked_on_the_agreed_day() -> None:
    frozen = Deal("o1", ENTERED, "open", frozen_until=date(2027, 2, 1))

    assert asked(owner(status="F2", deals=(frozen,))) == {"status": date(2027, 2, 1)}
    assert asked(owner(status="F2")) == {"status": DELIVERED + timedelta(days=30)}


def test_a_moved_step_stands_on_its_new_day() -> None:
    plan = Plan("f1", "delivery_d7", f"o1:{DELIVERED}", date(2026, 12, 24), "15:00", "visit")

    items = rules.open_items(owner(deals=(delivered(),), plans=(plan,)), rules.DueRules.of(shipped_rules()))

    moved = next(item for item in items if item.rule == "delivery_d7")
    assert (moved.on, moved.at, moved.kind, moved.moved) == (date(2026, 12, 24), "15:00", "visit", True)


def test_a_rule_that_is_off_asks_nothing() -> None:
    shop = shipped_rules()
    quiet = replace(shop, event_rules=tuple(replace(rule, on=False) for rule in shop.event_rules))

    assert asked(owner(deals=(delivered(),), cars=(car(insurance_until=date(2027, 3, 1)),)), quiet, but="") == {}


def test_who_asked_for_silence_is_never_asked() -> None:
    assert rules.open_items(owner(blocked=True, deals=(delivered(),)), rules.DueRules.of(shipped_rules())) == []


@pytest.mark.parametrize("percent", [50, 100, 200])
def test_a_tier_may_quicken_the_rhythm(percent: int) -> None:
    shop = shipped_rules()
    tuned = replace(shop, tiers=tuple(replace(tier, percent=percent) for tier in shop.tiers))
    met = date(2026, 11, 18)
    person = Facts(is_customer=True, status="P", level="A", tier=1, opened_on=ENTERED, last_effective=met)

    assert asked(person, tuned)["level"] == met + timedelta(days=4 * percent // 100)
    own = replace(shop, tiers=tuple(replace(tier, interval_days=9) for tier in shop.tiers))
    assert asked(person, own)["level"] == met + timedelta(days=9)


days = st.dates(date(2024, 1, 1), date(2027, 12, 31))
maybe = st.none() | days
cars = st.lists(
    st.builds(
        Car, st.sampled_from(["v1", "v2"]), days, maybe, maybe, maybe, maybe, maybe, st.none() | st.integers(0, 90_000),
        st.none() | st.integers(0, 90_000), maybe, st.booleans()),
    max_size=2, unique_by=lambda one: one.id).map(tuple)
deals = st.lists(
    st.builds(
        Deal, st.sampled_from(["o1", "o2"]), days,
        st.sampled_from(["open", "ordered", "delivered", "lost", "cancelled"]), maybe, maybe, maybe, maybe, maybe),
    max_size=2, unique_by=lambda one: one.id).map(tuple)
weeks = st.sets(st.integers(0, 6), max_size=6).map(
    lambda off: WorkDays(weekly=tuple(off), years=shipped_rules().work_days.years))
people = st.builds(
    Facts, is_customer=st.just(True), status=st.sampled_from(["N", "P", "O", "D", "F1", "F2", "L", "T"]),
    level=st.sampled_from(["", "H", "A", "B", "C"]), opened_on=days, last_effective=maybe, status_since=maybe,
    entered=maybe, tier=st.none() | st.integers(1, 4), cars=cars, deals=deals,
    service=st.none() | st.builds(Service, st.just("t1"), days))


def items_of(person: Facts, week: WorkDays) -> list[Due]:
    return rules.open_items(person, rules.DueRules.of(replace(shipped_rules(), work_days=week)))


@given(people, weeks)
def test_everybody_who_is_active_has_a_next_date_and_nothing_twice(person: Facts, week: WorkDays) -> None:
    items = items_of(person, week)

    assert len({item.key for item in items}) == len(items)
    assert [item.on for item in items] == sorted(item.on for item in items)
    if person.status not in {"L", "T"}:
        assert items


@given(people, weeks)
def test_nothing_but_a_delivery_falls_on_a_day_off(person: Facts, week: WorkDays) -> None:
    calendar = rules.WorkCalendar(week)

    assert all(not calendar.off(item.on) or item.rule == "delivery_day" for item in items_of(person, week))


@given(people, weeks, st.integers(0, 40))
def test_an_answered_item_is_closed(person: Facts, week: WorkDays, late: int) -> None:
    before = items_of(person, week)
    if not before:
        return
    day = before[0].on + timedelta(days=late)
    spoken = max(day, person.last_effective or day)

    left = items_of(replace(person, answered={before[0].key: day}, last_effective=spoken), week)

    assert before[0].key not in {item.key for item in left}


def greetings(**known: object) -> dict[str, date]:
    items = rules.open_items(owner(**known), rules.DueRules.of(shipped_rules()))
    return {item.rule: item.on for item in items if item.rule in ("spring_festival", "dragon_boat", "mid_autumn")}


def test_who_is_worth_it_is_greeted_at_the_coming_festivals() -> None:
    assert greetings(tier=1) == {
        "spring_festival": date(2027, 2, 5), "dragon_boat": date(2027, 6, 9), "mid_autumn": date(2027, 9, 15)}


def test_a_greeting_goes_out_on_the_last_working_day_before_the_holiday() -> None:
    found = greetings(tier=1, entered=date(2025, 6, 1), last_effective=date(2026, 6, 25))

    assert found["mid_autumn"] == date(2026, 9, 24)


def test_other_tiers_and_those_who_left_are_not_greeted() -> None:
    assert greetings(tier=3) == greetings() == greetings(tier=1, status="F1") == {}


def test_a_greeting_that_was_sent_asks_again_a_year_later() -> None:
    sent = greetings(tier=2, closed=frozenset({"mid_autumn/festival:2027-09-15"}))

    assert sent["mid_autumn"] == date(2028, 10, 3)


def test_a_missed_greeting_waits_until_somebody_speaks_with_him() -> None:
    assert greetings(tier=1, last_effective=date(2027, 9, 1))["mid_autumn"] == date(2027, 9, 15)
    assert greetings(tier=1, last_effective=date(2027, 9, 20))["mid_autumn"] == date(2028, 10, 3)
