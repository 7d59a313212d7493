"""Each event does all its consequences in one step, and Undo takes the whole of it back."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from crm_desktop.base.errors import InvalidInput, Refused
from crm_desktop.features.calendar.queries import due_items
from crm_desktop.features.customers import commands as customers
from crm_desktop.features.customers.queries import archive
from crm_desktop.features.customers.records import CustomerArchive, NewVehicle
from crm_desktop.features.milestones import commands, queries
from crm_desktop.features.milestones.records import Aftermath, Event
from crm_desktop.features.touches.queries import timeline
from crm_desktop.store import tables
from tests import make

if TYPE_CHECKING:
    from crm_desktop.store.store import Store
    from tests.conftest import FrozenClock

VIN = "LGXCE6CD0P0123456"


def whole(store: "Store", person: str) -> CustomerArchive:
    return store.read(archive, person)


def status(store: "Store", person: str) -> str:
    part = whole(store, person).customer
    assert part is not None
    return part.status


def everything(store: "Store", person: str) -> dict[str, list[tuple[Any, ...]]]:
    """Every living row of the person, as it is."""

    def read(session: Any) -> dict[str, list[tuple[Any, ...]]]:
        found = {}
        for table in (t for t in tables.SYNCED if issubclass(t, tables.OfContact)):
            columns = table.__table__.columns
            rows = session.execute(select(*columns).where(table.root == person, table.deleted.is_(None)))
            found[table.__tablename__] = sorted((tuple(row) for row in rows), key=str)
        return found

    return store.read(read)


def plans(store: "Store", person: str) -> dict[str, tuple[str, str]]:
    """State and rule of every planned contact, by what it is for."""
    row = tables.FollowUp
    return store.read(
        lambda s: {r.purpose: (r.state, r.rule) for r in s.execute(
            select(row.purpose, row.state, row.rule).where(row.root == person))}
    )  # fmt: skip


def test_an_order_sets_status_stage_and_planned_day(store: "Store") -> None:
    person = make.customer(store, level="H")
    deal = make.opportunity(store, person, "汉 EV")

    found = store.write(
        "Order", commands.order, person, on=date(2026, 11, 20), deliver_on=date(2026, 12, 5), quote=21_980_000)

    deals = whole(store, person)
    assert deals.opportunity is not None
    assert (found, status(store, person), deals.opportunity.stage) == (deal, "O", "ordered")
    assert (deals.opportunity.ordered_on, deals.opportunity.deliver_on) == (date(2026, 11, 20), date(2026, 12, 5))
    assert deals.opportunity.quote == 21_980_000
    assert [(step.before, step.after, step.reason) for step in deals.scales] == [("P", "O", "order")]


def test_a_delivery_before_the_order_is_refused(store: "Store") -> None:
    person = make.customer(store)

    with pytest.raises(InvalidInput):
        store.write("Order", commands.order, person, on=date(2026, 11, 20), deliver_on=date(2026, 11, 1))

    assert status(store, person) == "P"


def test_a_delivery_makes_the_car_with_all_its_days(store: "Store") -> None:
    person = make.customer(store, level="H")
    make.opportunity(store, person, "汉 EV", colour="黑色")
    store.write("Order", commands.order, person, on=date(2026, 11, 1))

    store.write("Deliver", commands.deliver, person)

    found = whole(store, person)
    car = found.vehicles[0]
    assert (status(store, person), found.opportunities[0].stage) == ("D", "delivered")
    assert found.opportunities[0].delivered_on == date(2026, 11, 22)
    assert (car.model, car.colour, car.sold_by_us, car.bought_on) == ("汉 EV", "黑色", True, date(2026, 11, 1))
    assert (car.delivered_on, car.insurance_until) == (date(2026, 11, 22), date(2027, 11, 21))
    assert (car.inspection_until, car.maintenance_on) == (date(2028, 11, 30), date(2027, 5, 22))
    assert car.maintenance_km == 5000


def test_the_calls_after_the_delivery_hang_on_its_day(store: "Store") -> None:
    person = make.customer(store, level="H")
    make.opportunity(store, person, "汉 EV")

    store.write("Deliver", commands.deliver, person)

    asked = {item.rule: item.due for item in store.read(due_items, date(2028, 1, 1)) if item.contact_id == person}
    assert (asked["delivery_d1"], asked["delivery_d7"]) == (date(2026, 11, 23), date(2026, 11, 29))
    assert {"delivery_d3", "delivery_d30", "first_maintenance", "insurance_45", "anniversary"} <= set(asked)
    assert not {"level", "status", "first"} & set(asked)


def test_a_delivery_is_a_touch_on_its_day(store: "Store", clock: "FrozenClock") -> None:
    person = make.customer(store)
    make.opportunity(store, person, "汉 EV")

    store.write("Deliver", commands.deliver, person, on=date(2026, 11, 20), note="全家都来了")

    touch = next(entry for entry in store.read(timeline, person) if entry.code == "delivery")
    assert (touch.at, touch.effective, touch.text) == (datetime(2026, 11, 20, 12), True, "全家都来了")


def test_a_delivery_takes_the_papers_of_the_dialog(store: "Store") -> None:
    person = make.customer(store)
    make.opportunity(store, person, "汉 EV")
    known = make.vehicle(store, person, vin=VIN, model="汉")

    today = date(2026, 11, 22)
    car = NewVehicle(model="汉 EV", vin=VIN, plate="京AD12345", mileage=12, sold_by_us=True, delivered_on=today)
    found = store.write("Deliver", commands.deliver, person, car=car)

    cars = whole(store, person).vehicles
    assert [one.id for one in cars] == [known] == [found]
    assert (cars[0].shown_plate, cars[0].mileage, cars[0].delivered_on) == ("京A·D12345", 12, date(2026, 11, 22))


def test_a_delivery_without_any_car_says_so(store: "Store") -> None:
    person = make.customer(store)

    with pytest.raises(InvalidInput) as problem:
        store.write("Deliver", commands.deliver, person)

    assert problem.value.field == "model"
    assert whole(store, person).opportunities == ()


def test_plans_are_given_up_with_the_delivery_or_stay(store: "Store") -> None:
    person = make.customer(store)
    make.opportunity(store, person, "汉 EV")
    sell = make.follow_up(store, person, date(2026, 11, 25), purpose="再谈价格")
    make.follow_up(store, person, date(2026, 11, 26), due_at="14:00", purpose="试驾")
    turn = {"rule": "level", "occurrence": "P:2026-11-22"}
    make.follow_up(store, person, date(2026, 11, 27), due_at="15:00", purpose="签字", **turn)

    lines = store.read(queries.plan_lines, person)
    store.write("Deliver", commands.deliver, person, aftermath=Aftermath(drop=(sell,)))

    assert [(line.purpose, line.stays) for line in lines] == [("再谈价格", False), ("试驾", True), ("签字", True)]
    assert plans(store, person) == {
        "再谈价格": ("cancelled", "planned"), "试驾": ("planned", "planned"), "签字": ("planned", "planned")}


def test_promises_are_kept_with_the_delivery(store: "Store") -> None:
    person = make.customer(store)
    make.opportunity(store, person, "汉 EV")
    mats, film = make.commitment(store, person, "脚垫"), make.commitment(store, person, "贴膜")

    store.write("Deliver", commands.deliver, person, aftermath=Aftermath(kept=(mats,)))

    states = {one.id: one.state for one in whole(store, person).commitments}
    assert states == {mats: "kept", film: "open"}


def test_a_loss_needs_a_reason_of_the_list(store: "Store") -> None:
    person = make.customer(store)

    for reason in ("", "because"):
        with pytest.raises(InvalidInput):
            store.write("Lose", commands.lose, person, reason=reason)

    assert status(store, person) == "P"


def test_a_loss_is_judged_and_asked_again(store: "Store") -> None:
    person = make.customer(store)
    make.opportunity(store, person, "汉 EV")

    store.write("Lose", commands.lose, person, reason="own_slow", truth="false", note="三天没回电话")

    deal = whole(store, person).opportunities[0]
    assert status(store, person) == "F1"
    assert (deal.stage, deal.lost_reason, deal.lost_truth) == ("lost", "own_slow", "false")
    assert deal.lost_note == "三天没回电话"
    assert (deal.lost_on, deal.revive_on) == (date(2026, 11, 22), date(2027, 2, 20))


def test_the_shop_says_when_a_lost_customer_is_asked_again(store: "Store") -> None:
    from crm_desktop.features.settings.commands import override

    person = make.customer(store)
    store.write("Rule", override, "statuses", "F1", {"interval_days": 60})

    store.write("Lose", commands.lose, person, reason="other_price")

    assert whole(store, person).opportunities[0].revive_on == date(2027, 1, 21)


def test_a_frozen_customer_rests_until_a_day(store: "Store") -> None:
    person = make.customer(store)

    store.write("Freeze", commands.freeze, person, until=date(2027, 3, 1), note="等年终奖")

    found = whole(store, person)
    assert (status(store, person), found.opportunities[0].frozen_until) == ("F2", date(2027, 3, 1))
    assert found.scales[0].reason == "等年终奖"


def test_out_of_contact_changes_only_the_status(store: "Store") -> None:
    person = make.customer(store)

    store.write("Out of contact", commands.out_of_contact, person)

    assert (status(store, person), whole(store, person).opportunities) == ("L", ())


def test_an_order_taken_back_stays_readable(store: "Store") -> None:
    person = make.customer(store)
    store.write("Order", commands.order, person, model="汉 EV")

    store.write("Cancel", commands.cancel_order, person, note="贷款没批")

    deal = whole(store, person).opportunities[0]
    assert (status(store, person), deal.stage) == ("T", "cancelled")
    assert (deal.ordered_on, deal.cancelled_on) == (date(2026, 11, 22), date(2026, 11, 22))


def test_who_comes_back_has_a_new_purchase_with_the_old_wishes(store: "Store", clock: "FrozenClock") -> None:
    person = make.customer(store, level="C")
    make.opportunity(store, person, "汉 EV", budget_high=25_000_000)
    store.write("Lose", commands.lose, person, reason="other_price")
    clock.forward(days=90)

    store.write("Revive", commands.revive, person, "B")

    found = whole(store, person)
    assert found.customer is not None
    assert (found.customer.status, found.customer.level) == ("P", "B")
    assert [(deal.stage, deal.model) for deal in found.opportunities] == [("open", "汉 EV"), ("lost", "汉 EV")]
    assert found.opportunities[0].budget_high == 25_000_000


def test_an_owner_who_buys_again_begins_with_an_empty_wish(store: "Store", clock: "FrozenClock") -> None:
    person = make.customer(store)
    make.opportunity(store, person, "汉 EV")
    store.write("Deliver", commands.deliver, person)
    clock.forward(days=700)

    store.write("Revive", commands.revive, person, "A")

    assert [(deal.stage, deal.model) for deal in whole(store, person).opportunities] == [
        ("open", ""), ("delivered", "汉 EV")]


def test_an_owner_stays_an_owner_when_a_second_order_is_off(store: "Store", clock: "FrozenClock") -> None:
    person = make.customer(store)
    make.opportunity(store, person, "汉 EV")
    store.write("Deliver", commands.deliver, person)
    clock.forward(days=700)
    store.write("Order", commands.order, person, model="海豹")

    store.write("Cancel", commands.cancel_order, person)

    assert status(store, person) == "D"


def test_one_of_two_orders_is_delivered_and_the_other_waits(store: "Store", clock: "FrozenClock") -> None:
    person = make.customer(store)
    first = store.write("Order", commands.order, person, model="汉 EV")
    clock.forward(minutes=5)
    store.write("Order", commands.order, person, model="海豹")

    store.write("Deliver", commands.deliver, person, deal=first)

    assert status(store, person) == "O"
    stages = {deal.model: deal.stage for deal in whole(store, person).opportunities}
    assert stages == {"汉 EV": "delivered", "海豹": "ordered"}


@pytest.mark.parametrize(
    ("before", "event"),
    [("P", commands.cancel_order), ("O", commands.freeze), ("O", commands.out_of_contact), ("D", commands.freeze),
     ("L", commands.out_of_contact)],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_with_a_sentence(store: "Store", before: str, event: Any) -> None:
    person = make.customer(store, status=before)

    with pytest.raises(Refused):
        store.write("Event", event, person)

    assert status(store, person) == before


def test_an_owner_is_not_delivered_twice_by_accident(store: "Store") -> None:
    person = make.customer(store)
    make.opportunity(store, person, "汉 EV")
    store.write("Deliver", commands.deliver, person)

    with pytest.raises(Refused):
        store.write("Deliver", commands.deliver, person)

    assert store.read(queries.event_sheet, Event.DELIVER, person).refusal
    assert len(whole(store, person).vehicles) == 1


def _order(store: "Store", person: str) -> None:
    store.write("Order", commands.order, person, model="汉 EV", deliver_on=date(2026, 12, 1))


def _deliver(store: "Store", person: str) -> None:
    keys = {"drop": tuple(line.id for line in store.read(queries.plan_lines, person)),
            "kept": tuple(one.id for one in whole(store, person).commitments)}  # fmt: skip
    car = NewVehicle(model="汉 EV", vin=VIN, delivered_on=date(2026, 11, 22), sold_by_us=True)
    store.write("Deliver", commands.deliver, person, car=car, aftermath=Aftermath(**keys))


def _lose(store: "Store", person: str) -> None:
    drop = tuple(line.id for line in store.read(queries.plan_lines, person))
    store.write("Lose", commands.lose, person, reason="own_slow", aftermath=Aftermath(drop=drop))


def _freeze(store: "Store", person: str) -> None:
    store.write("Freeze", commands.freeze, person)


def _out(store: "Store", person: str) -> None:
    store.write("Out", commands.out_of_contact, person)


@pytest.mark.parametrize("event", [_order, _deliver, _lose, _freeze, _out])
def test_undo_takes_the_whole_event_back(store: "Store", event: Any) -> None:
    person = make.customer(store, level="H")
    make.opportunity(store, person, "宋")
    make.commitment(store, person)
    make.follow_up(store, person, date(2026, 11, 25), purpose="回访")
    make.follow_up(store, person, date(2026, 11, 23), purpose="看车", rule="level", occurrence="P:2026-11-22")
    before = everything(store, person)

    event(store, person)
    assert everything(store, person) != before
    store.undo()

    assert everything(store, person) == before
    assert store.check() == []


def test_a_change_of_level_and_a_new_customer_need_no_event(store: "Store") -> None:
    person = make.customer(store, status="N", level="")

    store.write("Level", customers.set_level, person, "A")

    assert status(store, person) == "P"
