"""Asks, names, rewards and gifts as they are kept; each is one step that undo takes back whole."""

from datetime import date
from typing import TYPE_CHECKING

import pytest

from crm_desktop.base.errors import InvalidInput, Refused
from crm_desktop.features.contacts import commands as contacts
from crm_desktop.features.contacts import queries as cards
from crm_desktop.features.customers.commands import open_archive
from crm_desktop.features.duplicates.commands import merge
from crm_desktop.features.referrals import commands, queries
from crm_desktop.features.referrals.records import Named, NewAsk
from tests import make

if TYPE_CHECKING:
    from crm_desktop.store.store import Store
    from tests.conftest import FrozenClock

TODAY = date(2026, 11, 22)


def owner(store: "Store", name: str = "王芳", **columns: object) -> str:
    one = make.customer(store, name, status="D", level="", **columns)
    make.opportunity(store, one, stage="delivered", ordered_on=date(2026, 5, 1), delivered_on=date(2026, 6, 1))
    return one


def ask(store: "Store", who: str, *names: Named, result: str = "") -> "commands.asks.Asked":
    return store.write("Ask", commands.record_ask, who, NewAsk(result, channel="call", names=names))


def deliver(store: "Store", who: str, on: date = TODAY) -> None:
    make.opportunity(store, who, stage="delivered", ordered_on=on, delivered_on=on)


def test_an_ask_is_a_touch_a_referral_and_a_person_in_one_step(store: "Store") -> None:
    who = owner(store)

    done = ask(store, who, Named("李雷", "138 1234 5678", "friend"))

    line = store.read(queries.book).lines[0]
    assert (done.situation, done.result) == ("owner", "named")
    assert (line.introducer_name, line.name, line.phone, line.step) == ("王芳", "李雷", "138 1234 5678", "named")
    card = store.read(cards.card, line.contact)
    assert (card.private, card.ring, card.source, card.how_known) == (True, 2, "referral", "introduced")
    assert {(link.kind, link.other) for link in card.links} == {("introducer", who), ("friend", who)}
    assert line.private

    store.undo()

    assert store.read(queries.book).lines == ()
    assert store.read(queries.facts_of, who).asks == 0
    assert store.check() == []


def test_nobody_is_asked_again_within_the_cool_down(store: "Store", clock: "FrozenClock") -> None:
    who = owner(store)
    ask(store, who, result="later")

    with pytest.raises(Refused, match="12月22日"):
        ask(store, who, result="named")

    clock.set(2026, 12, 22, 10)
    assert ask(store, who, result="refused").result == "refused"


def test_nobody_is_asked_while_a_promise_is_overdue(store: "Store") -> None:
    who = owner(store)
    make.commitment(store, who, due_on=date(2026, 11, 1))

    assert [block.code for block in store.read(queries.coaching, who).blocks] == ["promise"]
    with pytest.raises(Refused):
        ask(store, who, result="later")


def test_an_ask_needs_its_result(store: "Store") -> None:
    who = owner(store)

    with pytest.raises(InvalidInput):
        ask(store, who)
    with pytest.raises(InvalidInput):
        ask(store, who, Named("李雷"), result="refused")
    with pytest.raises(InvalidInput):
        ask(store, who, Named(contact_id=who))
    assert store.read(queries.facts_of, who).asks == 0


def test_a_known_number_is_the_person_of_the_book(store: "Store") -> None:
    who, known = owner(store), make.contact(store, "李雷", "13812345678")

    done = ask(store, who, Named("", "138 1234 5678"), Named("韩梅梅", "13812345678"))

    assert done.people[0] == known
    assert done.people[1] != known


def test_steps_are_told_by_the_records_of_the_person(store: "Store", clock: "FrozenClock") -> None:
    who = owner(store)
    gained = ask(store, who, Named("李雷")).people[0]
    make.touch(store, gained, "came_in", result="met")
    clock.forward(days=1)
    make.touch(store, gained, "test_drive", result="met")
    make.opportunity(store, gained, stage="ordered", ordered_on=date(2026, 11, 25))

    line = store.read(queries.book).lines[0]

    assert [str(day) for day in line.dates] == [
        "2026-11-22", "2026-11-22", "2026-11-22", "2026-11-23", "2026-11-25", "None"]  # fmt: skip
    assert (line.step, line.pays) == ("ordered", True)


def test_a_reward_goes_from_due_to_paid_step_by_step(store: "Store") -> None:
    who = owner(store)
    gained = ask(store, who, Named("李雷")).people[0]
    key = next(one.key for one in store.read(queries.ledger_of, who) if one.event == "delivered")
    with pytest.raises(Refused):
        store.write("Approve", commands.approve, key)
    deliver(store, gained)

    def state() -> str:
        return next(one.state for one in store.read(queries.ledger_of) if one.key == key)

    assert state() == "due"
    store.write("Approve", commands.approve, key, by="经理")
    assert state() == "approved"
    store.write("Pay", commands.pay, key, evidence="微信转账 1122")
    line = next(one for one in store.read(queries.ledger_of) if one.key == key)
    assert (line.state, line.amount, line.approved_by, line.evidence) == ("paid", 50000, "经理", "微信转账 1122")
    with pytest.raises(Refused):
        store.write("Void", commands.void, key)
    with pytest.raises(Refused):
        store.write("Remove", commands.remove_referral, line.referral)

    store.undo()
    assert state() == "approved"
    store.undo()
    assert state() == "due"


def test_a_void_reward_can_be_taken_up_again(store: "Store") -> None:
    gained = ask(store, owner(store), Named("李雷")).people[0]
    deliver(store, gained)
    key = next(one.key for one in store.read(queries.ledger_of) if one.event == "delivered")

    store.write("Void", commands.void, key, note="亲属不算")
    assert next(one for one in store.read(queries.ledger_of) if one.key == key).state == "void"
    store.write("Again", commands.take_up_again, key)
    assert next(one for one in store.read(queries.ledger_of) if one.key == key).state == "due"


def test_a_known_customer_pays_nothing(store: "Store", clock: "FrozenClock") -> None:
    known = make.customer(store, "李雷", "13812345678")
    clock.forward(days=3)
    ask(store, owner(store), Named(contact_id=known))

    assert [line.pays for line in store.read(queries.book).lines] == [False]
    assert store.read(queries.ledger_of) == ()


def test_a_promise_of_another_amount_stands_over_the_rules(store: "Store") -> None:
    done = ask(store, owner(store), Named("李雷"))

    key = store.write("Promise", commands.promise, done.referrals[0], "delivered", kind="service", amount=30000)
    deliver(store, done.people[0])

    line = next(one for one in store.read(queries.ledger_of) if one.key == key)
    assert (line.kind, line.amount, line.state, line.rule) == ("service", 30000, "due", "")


def test_a_gift_leaves_the_stock_when_it_is_handed_over(store: "Store") -> None:
    gift = store.write("Gift", commands.save_gift, name="保温杯", cost=6800, stock=1)
    who = owner(store)
    first, second = ask(store, who, Named("李雷"), Named("韩梅梅")).people
    for one in (first, second):
        make.touch(store, one, "came_in", result="met")
    keys = [one.key for one in store.read(queries.ledger_of) if one.event == "visited"]
    for key in keys:
        store.write("Approve", commands.approve, key, gift=gift)

    store.write("Pay", commands.pay, keys[0])
    assert [(one.left, one.paid) for one in store.read(queries.gifts)] == [(0, 1)]
    assert store.read(queries.ledger_of)[0].amount == 6800
    with pytest.raises(Refused, match="保温杯"):
        store.write("Pay", commands.pay, keys[1])

    store.write("Bought", commands.move_gift, gift, 3, why="补货")
    store.write("Pay", commands.pay, keys[1])
    assert [one.left for one in store.read(queries.gifts)] == [2]
    with pytest.raises(Refused):
        store.write("Lost", commands.move_gift, gift, -3)


def test_a_merge_keeps_referrals_and_their_rewards(store: "Store") -> None:
    who, twin = owner(store), owner(store, "王芳芳", phone="13900001111")
    done = ask(store, twin, Named("李雷"))
    deliver(store, done.people[0])
    key = next(one.key for one in store.read(queries.ledger_of) if one.event == "delivered")
    store.write("Approve", commands.approve, key)
    other = make.contact(store, "李磊", "13900002222")

    store.write("Merge", merge, who, twin)
    store.write("Merge", merge, other, done.people[0])

    line = store.read(queries.book).lines[0]
    assert (line.introducer, line.contact) == (who, other)
    assert next(one for one in store.read(queries.ledger_of) if one.key == key).introducer == who
    store.write("Merge", merge, who, other)
    assert store.check() == []


def test_a_referral_is_shared_when_both_ends_are(store: "Store") -> None:
    who = owner(store)
    gained = ask(store, who, Named("李雷")).people[0]

    store.write("Open", open_archive, gained)

    assert not store.read(queries.book).lines[0].private
    store.write("Trash", contacts.trash, [gained])
    line = store.read(queries.book).lines[0]
    assert line.gone
    assert store.read(queries.ledger_of) == ()
