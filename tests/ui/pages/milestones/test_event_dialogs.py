"""One Enter notes what happened; what is missing is asked for; the message takes it back."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from crm_desktop.features.customers.queries import archive
from crm_desktop.features.milestones import commands
from crm_desktop.features.milestones.records import Subject
from tests import make

Open = Callable[..., Any]


def status(store: Any, person: str) -> str:
    return str(store.read(archive, person).customer.status)


def enter(dialog: Any) -> None:
    QTest.keyClick(dialog.focusWidget() or dialog, Qt.Key.Key_Return)
    QApplication.processEvents()


def wang(store: Any, **columns: Any) -> str:
    person = make.customer(store, "王秀英", **columns)
    make.opportunity(store, person, "汉 EV")
    return person


@pytest.mark.parametrize(
    ("event", "after"), [("order", "O"), ("deliver", "D"), ("freeze", "F2"), ("out_of_contact", "L")]
)
def test_one_enter_does_it(open_dialog: Open, store: Any, notices: Any, event: str, after: str) -> None:
    person = wang(store)
    dialog = open_dialog(event, person)
    QApplication.processEvents()

    enter(dialog)

    assert status(store, person) == after
    assert not dialog.isVisible()
    notices.press()
    assert status(store, person) == "P"


def test_an_order_is_proposed_with_a_day_for_the_delivery(open_dialog: Open, store: Any) -> None:
    person = wang(store)
    dialog = open_dialog("order", person)

    assert dialog.fields["deliver_on"].value() == date(2026, 12, 6)
    dialog.fields["deliver_on"].write(date(2026, 12, 24))
    dialog.save()

    assert store.read(archive, person).opportunity.deliver_on == date(2026, 12, 24)


def test_a_delivery_before_the_order_is_said_at_its_field(open_dialog: Open, store: Any) -> None:
    person = wang(store)
    dialog = open_dialog("order", person)
    dialog.fields["deliver_on"].write(date(2026, 11, 1))
    dialog.fields["ordered_on"].write(date(2026, 11, 20))
    dialog.fields["deliver_on"].input.put("2026-11-01")

    dialog.save()

    assert dialog.isVisible()
    assert dialog.fields["deliver_on"].error.isVisible()
    assert status(store, person) == "P"


def test_a_delivery_proposes_every_day_and_follows_its_own(open_dialog: Open, store: Any) -> None:
    person = wang(store)
    dialog = open_dialog("deliver", person)
    assert dialog.fields["insurance_until"].value() == date(2027, 11, 21)
    dialog.fields["inspection_until"].write(date(2029, 1, 31))

    dialog.fields["delivered_on"].input.put("2026-11-20")
    dialog.fields["delivered_on"].input.edited.emit("2026-11-20")
    dialog.save()

    car = store.read(archive, person).vehicles[0]
    assert (car.delivered_on, car.insurance_until) == (date(2026, 11, 20), date(2027, 11, 19))
    assert (car.inspection_until, car.maintenance_on) == (date(2029, 1, 31), date(2027, 5, 20))


def test_a_delivery_leads_to_the_ask_for_a_referral(open_dialog: Open, store: Any, signals: Any) -> None:
    heard: list[tuple[str, str]] = []
    signals.run_action.connect(lambda name, argument: heard.append((name, argument)))
    person = wang(store)
    dialog = open_dialog("deliver", person)
    assert dialog.ask_next.isVisible()

    enter(dialog)

    assert heard == [("ask_referral", person)]


def test_nobody_is_asked_after_a_delivery_without_the_tick(open_dialog: Open, store: Any, signals: Any) -> None:
    heard: list[str] = []
    signals.run_action.connect(lambda name, _argument: heard.append(name))
    dialog = open_dialog("deliver", wang(store))
    dialog.ask_next.input.click()

    enter(dialog)

    assert heard == []


def test_who_may_not_be_asked_is_not_offered_after_a_delivery(open_dialog: Open, store: Any) -> None:
    dialog = open_dialog("deliver", wang(store, do_not_contact=True))

    assert not dialog.ask_next.isVisible()


def test_a_delivery_without_a_model_starts_there(open_dialog: Open, store: Any) -> None:
    person = make.customer(store)
    dialog = open_dialog("deliver", person)
    QApplication.processEvents()
    assert dialog.focusWidget() is dialog.fields["model"].input

    dialog.save()

    assert dialog.fields["model"].error.isVisible()
    assert status(store, person) == "P"


def test_plans_are_ticked_unless_they_have_a_time(open_dialog: Open, store: Any) -> None:
    person = wang(store)
    sell = make.follow_up(store, person, date(2026, 11, 25), purpose="再谈价格")
    drive = make.follow_up(store, person, date(2026, 11, 26), due_at="14:00", purpose="试驾")
    mats = make.commitment(store, person, "脚垫")
    dialog = open_dialog("deliver", person)
    assert {one: box.isChecked() for one, box in dialog.plans.boxes.items()} == {sell: True, drive: False}

    dialog.promises.boxes[mats].setChecked(True)
    dialog.save()

    found = store.read(archive, person)
    assert [plan.id for plan in found.follow_ups] == [drive]
    assert found.commitments[0].state == "kept"


def test_a_loss_needs_a_reason_of_the_columns(open_dialog: Open, store: Any) -> None:
    person = wang(store)
    dialog = open_dialog("lose", person)
    QApplication.processEvents()

    enter(dialog)
    assert dialog.problem.isVisible()
    assert status(store, person) == "P"

    first = dialog.reasons.lists["same_brand"]
    QTest.keyClick(first, Qt.Key.Key_Down)
    QTest.keyClick(first, Qt.Key.Key_Right)
    QTest.keyClick(dialog.reasons.lists["other_brand"], Qt.Key.Key_Right)
    assert (dialog.reasons.family(), dialog.truth.code()) == ("own_fault", "false")
    QTest.keyClick(dialog.reasons.lists["own_fault"], Qt.Key.Key_Down)
    QTest.keyClick(dialog.reasons.lists["own_fault"], Qt.Key.Key_Return)

    deal = store.read(archive, person).opportunities[0]
    assert (deal.lost_reason, deal.lost_truth, deal.revive_on) == ("own_needs", "false", date(2027, 2, 20))


def test_a_rest_is_chosen_by_a_chip(open_dialog: Open, store: Any) -> None:
    person = wang(store)
    dialog = open_dialog("freeze", person)

    dialog.rests.chosen.emit("90")
    dialog.save()

    assert store.read(archive, person).opportunities[0].frozen_until == date(2027, 2, 20)


def test_who_comes_back_gets_a_level(open_dialog: Open, store: Any) -> None:
    person = wang(store)
    store.write("Lose", commands.lose, person, reason="own_slow")
    dialog = open_dialog("revive", person)

    QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_2)
    dialog.save()

    customer = store.read(archive, person).customer
    assert (customer.status, customer.level) == ("P", "A")


def test_what_cannot_happen_says_why(open_dialog: Open, store: Any) -> None:
    person = wang(store)

    dialog = open_dialog("cancel_order", person)
    QApplication.processEvents()

    assert dialog.problem.isVisible()
    assert not dialog.yes.isVisible()
    enter(dialog)
    assert status(store, person) == "P"


def test_without_a_person_one_is_chosen_first(open_dialog: Open, store: Any) -> None:
    person = wang(store)
    dialog = open_dialog("order")
    assert dialog.picker.isVisible()

    dialog.picker.picked.emit(person)
    dialog.save()

    assert status(store, person) == "O"


def test_a_late_delivery_is_accepted_by_its_dialog(open_dialog: Open, store: Any, clock: Any) -> None:
    from crm_desktop.features.milestones.glance import proposals_of

    person = wang(store)
    store.write("Order", commands.order, person, deliver_on=date(2026, 11, 25))
    clock.forward(days=5)
    one = store.read(proposals_of, person, clock.now().date())[0]

    dialog = open_dialog(one.opens, Subject(person, proposal=one.key).text())
    dialog.save()

    assert status(store, person) == "D"
    reasons = [step.reason for step in store.read(archive, person).scales if step.scale == "status"]
    assert reasons[0] == "proposed_late_delivery"
