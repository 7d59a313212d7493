"""The shop's reward rules: a change holds for whoever is named afterwards, an old promise keeps its amount."""

from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from crm_desktop.base.errors import InvalidInput, NotFound
from crm_desktop.features.referrals import commands, queries
from crm_desktop.features.referrals.records import Named
from crm_desktop.features.referrals.rules import rule_edits
from crm_desktop.features.settings.queries import shop_rules
from crm_desktop.features.settings.records import RewardRule
from tests import make

if TYPE_CHECKING:
    from crm_desktop.store.store import Store


def rules_now(store: "Store") -> dict[str, RewardRule]:
    return {rule.code: rule for rule in rule_edits.current(store.read(shop_rules).reward_rules)}


def save(store: "Store", rule: RewardRule) -> str:
    return store.write("Rule", commands.save_reward_rule, rule)


def later(monkeypatch: pytest.MonkeyPatch, day: int, month: int = 11) -> None:
    monkeypatch.setattr("crm_desktop.base.clock.now", lambda: datetime(2026, month, day, 10))


def amounts(store: "Store", event: str = "delivered") -> dict[str, tuple[str, int]]:
    return {one.name: (str(one.state), one.amount) for one in store.read(queries.ledger_of) if one.event == event}


def test_an_old_promise_keeps_its_amount(store: "Store", monkeypatch: pytest.MonkeyPatch) -> None:
    who = make.customer(store, "甲", status="D")
    old = store.write("Name", commands.add_name, who, Named("乙"))
    later(monkeypatch, 24)

    save(store, replace(rules_now(store)["delivery_first"], amount=60000))
    store.write("Name", commands.add_name, who, Named("丙"))

    assert amounts(store) == {"乙": ("promised", 50000), "丙": ("promised", 60000)}

    gained = next(line.contact for line in store.read(queries.book).lines if line.id == old)
    make.opportunity(store, gained, stage="delivered", ordered_on=date(2026, 11, 24), delivered_on=date(2026, 11, 24))
    assert amounts(store)["乙"] == ("due", 50000)
    store.write("Approve", commands.approve, f"{old}/delivered")
    assert amounts(store)["乙"] == ("approved", 50000)


def test_one_undo_brings_the_old_rule_back(store: "Store", monkeypatch: pytest.MonkeyPatch) -> None:
    before = store.read(shop_rules).reward_rules
    later(monkeypatch, 24)
    save(store, replace(rules_now(store)["delivery_first"], amount=60000))
    assert len(store.read(shop_rules).reward_rules) == len(before) + 1

    store.undo()

    assert store.read(shop_rules).reward_rules == before


def test_two_changes_on_one_day_leave_one_former_rule(store: "Store", monkeypatch: pytest.MonkeyPatch) -> None:
    who = make.customer(store, "甲", status="D")
    store.write("Name", commands.add_name, who, Named("乙"))
    for day, amount in ((24, 60000), (24, 70000), (25, 80000)):
        later(monkeypatch, day)
        save(store, replace(rules_now(store)["delivery_first"], amount=amount))
        if (day, amount) == (24, 70000):
            store.write("Name", commands.add_name, who, Named("丙"))
    store.write("Name", commands.add_name, who, Named("丁"))

    former = [rule.amount for rule in store.read(shop_rules).reward_rules if rule.until]

    assert former == [50000, 70000]
    assert {name: amount for name, (_state, amount) in amounts(store).items()} == {
        "乙": 50000, "丙": 70000, "丁": 80000}  # fmt: skip


def test_a_new_rule_promises_nothing_to_those_named_before(store: "Store", monkeypatch: pytest.MonkeyPatch) -> None:
    who = make.customer(store, "甲", status="D")
    store.write("Name", commands.add_name, who, Named("乙"))
    later(monkeypatch, 24)

    save(store, RewardRule("", "订车积分", event="ordered", kind="points", quantity=5000))
    store.write("Name", commands.add_name, who, Named("丙"))

    assert amounts(store, "ordered") == {"丙": ("promised", 0)}
    assert next(one.quantity for one in store.read(queries.ledger_of) if one.event == "ordered") == 5000


@pytest.mark.parametrize("way", ["off", "removed"])
def test_a_rule_that_ends_leaves_its_promises(store: "Store", monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    who = make.customer(store, "甲", status="D")
    store.write("Name", commands.add_name, who, Named("乙"))
    later(monkeypatch, 24)

    if way == "off":
        save(store, replace(rules_now(store)["visit_gift"], on=False))
    else:
        store.write("Remove", commands.remove_reward_rule, "visit_gift")
    store.write("Name", commands.add_name, who, Named("丙"))

    assert amounts(store, "visited") == {"乙": ("promised", 5000)}
    assert ("visit_gift" in rules_now(store)) == (way == "off")


def test_the_shipped_rules_come_back_whole(store: "Store", monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = {code: (rule.label, rule.event, rule.amount, rule.on) for code, rule in rules_now(store).items()}
    later(monkeypatch, 24)
    save(store, replace(rules_now(store)["delivery_first"], amount=60000, label="谢礼"))
    store.write("Remove", commands.remove_reward_rule, "visit_gift")
    own = save(store, RewardRule("", "订车礼", event="ordered", kind="gift", amount=9900))
    later(monkeypatch, 26)

    store.write("Back", commands.restore_reward_rules)

    assert {c: (r.label, r.event, r.amount, r.on) for c, r in rules_now(store).items()} == shipped
    assert own not in rules_now(store)
    who = make.customer(store, "甲", status="D")
    store.write("Name", commands.add_name, who, Named("乙"))
    assert amounts(store) == {"乙": ("promised", 50000)}
    assert amounts(store, "ordered") == {}


def test_a_new_name_of_a_rule_changes_no_promise(store: "Store", monkeypatch: pytest.MonkeyPatch) -> None:
    later(monkeypatch, 24)
    save(store, replace(rules_now(store)["delivery_first"], label="成交礼"))

    rule = rules_now(store)["delivery_first"]

    assert (rule.label, rule.since, len(store.read(shop_rules).reward_rules)) == ("成交礼", "", 3)


@pytest.mark.parametrize(("wrong", "field"), [
    ({"label": "  "}, "label"), ({"label": "长" * 61}, "label"), ({"event": "named"}, "event"),
    ({"kind": "gold"}, "kind"), ({"amount": 0}, "amount"), ({"amount": -1}, "amount"),
    ({"amount": 100_000_001}, "amount"), ({"quantity": 0}, "quantity"), ({"from_nth": 0}, "from_nth"),
    ({"month_cap": -1}, "month_cap"), ({"from_nth": 3}, "from_nth"),
])  # fmt: skip
def test_what_cannot_be_is_refused_with_a_sentence(store: "Store", wrong: dict[str, Any], field: str) -> None:
    before = store.read(shop_rules).reward_rules

    with pytest.raises(InvalidInput) as refused:
        save(store, replace(rules_now(store)["delivery_first"], **wrong))

    assert refused.value.field == field
    assert str(refused.value)
    assert store.read(shop_rules).reward_rules == before


def test_a_rule_that_is_gone_is_said(store: "Store") -> None:
    gone = rules_now(store)["visit_gift"]
    store.write("Remove", commands.remove_reward_rule, "visit_gift")

    with pytest.raises(NotFound):
        save(store, gone)
    with pytest.raises(NotFound):
        store.write("Remove", commands.remove_reward_rule, "visit_gift")
