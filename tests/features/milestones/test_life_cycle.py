"""Whatever happens in whatever order: the status is legal, the history complete, and Undo leads back to the start."""

import contextlib
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from crm_desktop.base.errors import InvalidInput, Refused
from crm_desktop.features.customers import commands as customers
from crm_desktop.features.milestones import commands, glance
from crm_desktop.features.milestones.records import Aftermath
from crm_desktop.features.touches import commands as touches
from crm_desktop.features.touches.records import NewTouch
from crm_desktop.store.tables import Customer, Opportunity, ScaleChange
from tests import make
from tests.features.milestones.test_events import everything

if TYPE_CHECKING:
    from crm_desktop.store.store import Store
    from tests.conftest import FrozenClock

EVENTS: dict[str, tuple[Any, dict[str, Any]]] = {
    "order": (commands.order, {"model": "汉 EV"}),
    "deliver": (commands.deliver, {}),
    "lose": (commands.lose, {"reason": "own_slow"}),
    "freeze": (commands.freeze, {}),
    "out_of_contact": (commands.out_of_contact, {}),
    "cancel_order": (commands.cancel_order, {}),
    "revive": (commands.revive, {"level": "B"}),
    "level": (customers.set_level, {"level": "A"}),
    "touch": (touches.log_touch, {"new": NewTouch("call", "answered")}),
    "wish": (customers.add_opportunity, {"model": "海豹"}),
}


def history(session: Any, person: str) -> tuple[str, list[tuple[str, str]], list[str]]:
    status = session.scalar(select(Customer.status).where(Customer.root == person))
    steps = session.execute(
        select(ScaleChange.before, ScaleChange.after)
        .where(ScaleChange.root == person, ScaleChange.scale == "status", ScaleChange.deleted.is_(None))
        .order_by(ScaleChange.id)
    ).all()
    stages = session.scalars(
        select(Opportunity.stage).where(Opportunity.root == person, Opportunity.deleted.is_(None))
    ).all()
    return status, [tuple(step) for step in steps], list(stages)


def legal(status: str, stages: list[str]) -> bool:
    """What the status says of the purchases."""
    ordered, delivered = "ordered" in stages, "delivered" in stages
    if status == "O":
        return ordered
    if status in ("N", "P", "F2", "L"):
        return not ordered
    if status == "D":
        return delivered and not ordered
    return not ordered and not delivered and ("lost" in stages if status == "F1" else "cancelled" in stages)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(names=st.lists(st.sampled_from(sorted(EVENTS)), max_size=14))
def test_any_life_is_legal_told_and_can_be_taken_back(store: "Store", clock: "FrozenClock", names: list[str]) -> None:
    person = make.customer(store, status="N", level="")
    start, done = everything(store, person), 0

    for name in names:
        command, given_ = EVENTS[name]
        clock.forward(days=3, hours=1)
        before = everything(store, person)
        try:
            store.write(name, command, person, **given_)
        except (Refused, InvalidInput):
            assert everything(store, person) == before, "what is refused leaves nothing"
            continue
        done += everything(store, person) != before  # the same level once more is no step
        status, steps, stages = store.read(history, person)
        assert legal(status, stages), (names, name, status, stages)
        chain = ["N", *(after for _before, after in steps)]
        assert [before for before, _after in steps] == chain[:-1], "no step is missing"
        assert chain[-1] == status

    for _ in range(done):
        store.undo()
    assert everything(store, person) == start


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(names=st.lists(st.sampled_from(sorted(EVENTS)), max_size=10), answers=st.lists(st.booleans(), max_size=10))
def test_proposals_are_derived_right_whatever_happens(
    store: "Store", clock: "FrozenClock", names: list[str], answers: list[bool]
) -> None:
    person = make.customer(store, status="P", level="H")

    for name, yes in zip(names, answers, strict=False):
        command, given_ = EVENTS[name]
        clock.forward(days=12)
        with contextlib.suppress(Refused, InvalidInput):
            store.write(name, command, person, **given_)
        for one in store.read(glance.proposals_of, person, clock.now().date())[:1]:
            if not yes:
                store.write("No", commands.decline, person, one.key)
            elif not one.opens:
                store.write("Yes", commands.accept, person, one.key, choice="B")
            left = {each.key for each in store.read(glance.proposals_of, person, clock.now().date())}
            assert one.key not in left or one.opens, "an answered proposal is not asked again"

    deriver = next(one for one in store.derivers if one.name == "proposals")
    assert store.read(lambda s: deriver.problems(s.connection())) == []


def test_an_accepted_proposal_is_one_step(store: "Store", clock: "FrozenClock") -> None:
    person = make.customer(store, status="P", level="H")
    clock.forward(days=8)
    before = everything(store, person)
    one = store.read(glance.proposals_of, person, clock.now().date())[0]

    store.write("Yes", commands.accept, person, one.key)
    store.undo()

    assert everything(store, person) == before
    assert store.read(glance.proposals_of, person, clock.now().date())[0].key == one.key


def test_an_event_by_a_dialog_answers_its_proposal(store: "Store", clock: "FrozenClock") -> None:
    from datetime import date

    person = make.customer(store)
    store.write("Order", commands.order, person, model="汉 EV", deliver_on=date(2026, 11, 25))
    clock.forward(days=4)
    one = store.read(glance.proposals_of, person, clock.now().date())[0]
    assert (one.code, one.opens) == ("late_delivery", "deliver")
    with pytest.raises(Refused):
        store.write("Yes", commands.accept, person, one.key)

    store.write("Deliver", commands.deliver, person, aftermath=Aftermath(proposal=one.key))

    steps = store.read(lambda s: s.execute(select(ScaleChange.reason).where(ScaleChange.after == "D")).scalars().all())
    assert steps == ["proposed_late_delivery"]
