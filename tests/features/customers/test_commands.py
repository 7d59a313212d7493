"""Archives, scales, purchases, cars and segments."""

from datetime import date
from typing import TYPE_CHECKING

import pytest

from crm_desktop.base.errors import InvalidInput, Refused
from crm_desktop.features.contacts import queries as contact_queries
from crm_desktop.features.contacts.records import NewContact, NewWay
from crm_desktop.features.customers import commands, queries
from crm_desktop.features.customers.records import CustomerArchive, NewVehicle
from tests import make

if TYPE_CHECKING:
    from crm_desktop.store.store import Store


def archive(store: "Store", person: str) -> CustomerArchive:
    return store.read(queries.archive, person)


def test_opening_an_archive_promotes_the_person(store: "Store") -> None:
    person = make.contact(store)

    first = store.write("Open", commands.open_archive, person)
    again = store.write("Open", commands.open_archive, person)

    found = archive(store, person)
    assert first == again
    assert not found.card.private
    assert found.customer is not None
    assert (found.customer.status, found.customer.opened_on) == ("N", date(2026, 11, 22))
    store.undo()
    assert archive(store, person).customer is None
    assert archive(store, person).card.private


def test_an_archive_opened_again_begins_anew(store: "Store") -> None:
    contact_id = make.contact(store, private=False)
    store.write("", commands.open_archive, contact_id, level="H")
    store.write("", commands.set_field, contact_id, "next_step", "试驾")
    store.undo()
    store.undo()

    store.write("", commands.open_archive, contact_id)

    part = store.read(queries.status_of, contact_id)
    assert part is not None
    assert (part.level, part.status, part.next_step) == ("", "N", "")


def test_capture_opens_an_archive_when_asked(store: "Store") -> None:
    network = store.write("Capture", commands.capture, "王芳", "13800138000", "meal")
    customer = store.write("Capture", commands.capture, "李雷", "13900139000", "showroom", as_customer=True)

    assert archive(store, network).customer is None
    assert archive(store, customer).customer is not None


def test_a_level_puts_a_new_customer_in_progress(store: "Store") -> None:
    person = store.write(
        "New", commands.create_customer, NewContact("王芳", (NewWay("phone", "13800138000"),)))

    store.write("Level", commands.set_level, person, "H", reason="本周提车")

    found = archive(store, person)
    assert found.customer is not None
    assert (found.customer.status, found.customer.level) == ("P", "H")
    assert {(step.scale, step.before, step.after, step.reason) for step in found.scales} == {
        ("level", "", "H", "本周提车"), ("status", "N", "P", "level_known")}


def test_the_same_level_again_is_no_change(store: "Store") -> None:
    person = make.customer(store, level="A")

    store.write("Level", commands.set_level, person, "A")

    assert archive(store, person).scales == ()


def test_scales_take_only_their_own_values(store: "Store") -> None:
    person = make.customer(store)

    for command, wrong in ((commands.set_level, "O"), (commands.set_status, "H"), (commands.set_tier, 7)):
        with pytest.raises(InvalidInput):
            store.write("Scale", command, person, wrong, reason="x")


def test_a_network_contact_has_no_level(store: "Store") -> None:
    person = make.contact(store)

    with pytest.raises(Refused):
        store.write("Level", commands.set_level, person, "A")


def test_levels_of_many_leave_out_who_is_no_customer(store: "Store") -> None:
    people = [make.customer(store, level="C"), make.contact(store), make.customer(store, level="B")]

    assert store.write("Level", commands.set_level_many, people, "A") == 2


def test_a_tier_keeps_its_reason(store: "Store") -> None:
    person = make.customer(store)

    store.write("Tier", commands.set_tier, person, 1, reason="车队采购")

    found = archive(store, person)
    assert found.customer is not None
    assert (found.customer.tier, found.customer.tier_reason) == (1, "车队采购")
    with pytest.raises(InvalidInput):
        store.write("Tier", commands.set_tier, person, 2)


def test_a_field_finds_its_table(store: "Store") -> None:
    person = make.customer(store)

    store.write("Edit", commands.set_field, person, "decision_maker", " 本人 + 丈夫 ")
    store.write("Edit", commands.set_field, person, "estate", "阳光花园")
    store.write("Edit", commands.set_field, person, "next_step", "周六复驾\n带合同")

    found = archive(store, person)
    assert found.customer is not None
    assert (found.customer.decision_maker, found.card.estate) == ("本人 + 丈夫", "阳光花园")
    assert found.customer.next_step == "周六复驾\n带合同"
    with pytest.raises(InvalidInput):
        store.write("Edit", commands.set_field, person, "opened_on", "")


def test_the_first_need_opens_the_purchase(store: "Store") -> None:
    person = make.customer(store)

    deal = store.write("Need", commands.set_need, person, "model", "汉 EV")
    same = store.write("Need", commands.set_need, person, "budget", "20-23万")
    store.write("Need", commands.set_need, deal, "expected_on", "2026-11-30")

    found = archive(store, person).opportunity
    assert deal == same
    assert found is not None
    assert (found.model, found.budget_low, found.budget_high) == ("汉 EV", 20_000_000, 23_000_000)
    assert found.expected_on == date(2026, 11, 30)


def test_a_second_car_is_a_second_purchase(store: "Store") -> None:
    person = make.customer(store)
    make.opportunity(store, person, "汉 EV", stage="delivered")

    store.write("Need", commands.set_need, person, "model", "海豹")

    assert [deal.stage for deal in archive(store, person).opportunities] == ["open", "delivered"]
    assert archive(store, person).opportunity.model == "海豹"  # type: ignore[union-attr]


def test_a_car_is_kept_and_corrected(store: "Store") -> None:
    person = make.customer(store)

    car = store.write("Car", commands.add_vehicle, person, NewVehicle(model="秦 PLUS", plate="京ad12345", mileage=8000))
    store.write("Car", commands.edit_vehicle, car, NewVehicle(model="秦 PLUS", plate="京ad12345", mileage=9000))

    found = archive(store, person).vehicles[0]
    assert (found.shown_plate, found.plate_normal, found.mileage, found.mileage_on) == (
        "京A·D12345", "京AD12345", 9000, date(2026, 11, 22))
    store.write("Car", commands.remove_vehicle, car)
    assert archive(store, person).vehicles == ()


def test_segments_are_kept_in_their_order(store: "Store") -> None:
    hot = store.write("Segment", commands.save_segment, "急", "level:H")
    due = store.write("Segment", commands.save_segment, "今天", "due:today")
    store.write("Segment", commands.save_segment, "急", "level:H,A")
    store.write("Segment", commands.move_segment, due, 0)
    store.write("Segment", commands.rename_segment, hot, "高意向")

    assert [(s.name, s.filter) for s in store.read(queries.segments)] == [
        ("今天", "due:today"),
        ("高意向", "level:H,A"),
    ]
    with pytest.raises(InvalidInput):
        store.write("Segment", commands.rename_segment, hot, "今天")
    store.write("Segment", commands.remove_segment, hot)
    assert [s.name for s in store.read(queries.segments)] == ["今天"]


def test_the_name_of_a_referrer_stays_readable(store: "Store") -> None:
    person, friend = make.customer(store, name="王芳"), make.customer(store, name="周敏")
    make.relation(store, person, friend, "introducer")

    assert [link.kind for link in store.read(contact_queries.links, friend)] == ["introduced"]
