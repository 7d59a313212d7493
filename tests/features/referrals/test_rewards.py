"""What is owed by the rules: one link pays, steps of amounts, caps; tree, ledger and statements agree."""

from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.features.referrals.records import (
    EVENTS,
    Book,
    GainedFacts,
    Line,
    RewardLine,
    RewardState,
    Step,
    StoredReward,
)
from crm_desktop.features.referrals.rules import rewards, statements, steps, tree
from crm_desktop.features.settings.records import RewardRule

DAY = date(2026, 1, 5)
PEOPLE = "abcdefgh"
RULES = (
    RewardRule("visit", "visit", event="visited", kind="gift", amount=5001, month_cap=2),
    RewardRule("first", "first", event="delivered", amount=50000),
    RewardRule("third", "third", event="delivered", amount=80007, from_nth=3),
)
OFFSETS = st.none() | st.integers(-20, 200)


@st.composite
def books(draw: Any) -> Book:
    """Random histories: namings among a few people (circles too), what became of them, what was decided."""
    pairs = draw(st.lists(st.tuples(st.sampled_from(PEOPLE), st.sampled_from(PEOPLE), st.integers(0, 300)),
                          max_size=14, unique_by=lambda pair: pair[:2]))  # fmt: skip
    named = [(f"r{n}", who, whom, DAY + timedelta(days=day)) for n, (who, whom, day) in enumerate(pairs) if who != whom]
    known = {one: DAY + timedelta(days=draw(st.integers(-50, 300))) for one in PEOPLE if draw(st.booleans())}
    pays = steps.paying(((row, whom, day) for row, _who, whom, day in named), known)
    lines = []
    for row, who, whom, day in named:
        found = [day + timedelta(days=n) if n is not None else None for n in draw(st.tuples(*[OFFSETS] * 6))]
        facts = GainedFacts(*found)
        lines.append(Line(row, 0, who, who, whom, whom, "", "P", "", day, steps.step_dates(facts, day),
                          facts.lost_on, row in pays, gone=draw(st.booleans())))  # fmt: skip
    stored = [draw(decisions(line)) for line in lines if draw(st.booleans())]
    return Book(tuple(lines), rewards.ledger(lines, stored, RULES))


@st.composite
def decisions(draw: Any, line: Line) -> StoredReward:
    event, state = draw(st.sampled_from(EVENTS)), draw(st.sampled_from(list(RewardState)))
    due = line.on(event) or line.named_on
    paid = due + timedelta(days=draw(st.integers(-3, 90))) if state == RewardState.PAID else None
    return StoredReward(f"w{line.id}", 0, line.introducer, line.id, event, "first", "cash",
                        draw(st.integers(0, 10**7)), "", 1, state, None, due, None, "", paid, "", "")  # fmt: skip


@given(books())
def test_tree_ledger_and_statements_agree_to_the_fen(book: Book) -> None:
    whole = rewards.totals(book.rewards)
    nodes = tree.flat(tree.tree(book))
    ever = statements.statement(book.rewards)
    accounts = statements.by_introducer(book.rewards, None)

    assert sum(node.own.earned for node in nodes) == whole.earned == ever.earned
    assert sum(node.own.paid for node in nodes) == whole.paid == ever.paid
    assert ever.closing == whole.owed == sum(one.closing for one in accounts)
    assert ever.promised == whole.promised == sum(node.own.promised for node in nodes)
    assert {node.contact: node.own.owed for node in nodes if node.own.owed} == {
        one.introducer: one.closing for one in accounts if one.closing
    }


@given(books())
def test_the_months_of_an_account_follow_one_another(book: Book) -> None:
    balance, month = 0, date(2025, 12, 1)
    ever = statements.statement(book.rewards)
    earned = paid = 0
    for _n in range(30):
        one = statements.statement(book.rewards, month=month)
        assert one.opening == balance
        assert one.closing == one.opening + one.earned - one.paid
        shown = sum(line.amount for line in one.lines if line.due_on and line.due_on.replace(day=1) == month)
        assert shown == one.earned
        balance, earned, paid = one.closing, earned + one.earned, paid + one.paid
        month = (month + timedelta(days=32)).replace(day=1)
    assert (balance, earned, paid) == (ever.closing, ever.earned, ever.paid)


@given(books())
def test_one_link_pays_and_every_reward_has_one_line(book: Book) -> None:
    by_rule = [(one.contact, one.event) for one in book.rewards if not one.row]
    assert len(set(by_rule)) == len(by_rule)
    assert len({one.key for one in book.rewards}) == len(book.rewards)
    paying = {line.id for line in book.lines if line.pays}
    assert {one.referral for one in book.rewards if not one.row} <= paying


@given(books())
def test_everybody_stands_once_in_the_tree(book: Book) -> None:
    nodes = tree.flat(tree.tree(book))

    people = {line.introducer for line in book.lines} | {line.contact for line in book.lines}
    assert sorted(node.contact for node in nodes) == sorted(people)


@given(books())
def test_a_month_never_gives_more_than_the_cap_by_rule(book: Book) -> None:
    months: dict[tuple[str, str], int] = {}
    for one in book.rewards:
        if one.rule == "visit" and one.state == RewardState.DUE and one.due_on and not one.row:
            key = (one.introducer, f"{one.due_on:%Y-%m}")
            months[key] = months.get(key, 0) + 1
    assert all(count <= 2 for count in months.values())


def line(row: str, contact: str, day: int, *, introducer: str = "a", delivered: int | None = None) -> Line:
    named = DAY + timedelta(days=day)
    gone = DAY + timedelta(days=delivered) if delivered is not None else None
    facts = GainedFacts(delivered_on=gone)
    return Line(row, 0, introducer, introducer, contact, contact, "", "P", "", named, steps.step_dates(facts, named))


def amounts(found: tuple[RewardLine, ...], event: str = "delivered") -> list[tuple[str, int, str]]:
    return [(one.contact, one.amount, str(one.state)) for one in found if one.event == event]


def test_amounts_rise_from_the_third_car_on() -> None:
    lines = [line("1", "b", 0, delivered=30), line("2", "c", 1, delivered=20), line("3", "d", 2, delivered=40)]

    assert amounts(rewards.ledger([*lines, line("4", "e", 3)], (), RULES)) == [
        ("c", 50000, "due"), ("b", 50000, "due"), ("d", 80007, "due"), ("e", 80007, "promised"),
    ]  # fmt: skip


def test_only_the_first_who_named_somebody_is_paid() -> None:
    namings = [("1", "x", DAY), ("2", "x", DAY + timedelta(days=1)), ("3", "y", DAY)]

    assert steps.paying(namings, {}) == {"1", "3"}
    assert steps.paying(namings, {"y": DAY - timedelta(days=1), "x": DAY}) == {"1"}


def test_an_order_taken_back_takes_an_unpaid_reward_back() -> None:
    due = rewards.ledger([line("1", "b", 0, delivered=5)], (), RULES)
    back = rewards.ledger([line("1", "b", 0)], (), RULES)
    decided = StoredReward("w", 0, "a", "1", "delivered", "first", "cash", 50000, "", 1, "approved", DAY, DAY, DAY,
                           "", None, "", "")  # fmt: skip
    fallen = rewards.ledger([line("1", "b", 0)], [decided], RULES)

    assert amounts(due) == [("b", 50000, "due")]
    assert amounts(back) == [("b", 50000, "promised")]
    assert [one.fallen for one in fallen if one.event == Step.DELIVERED] == [True]


def test_what_was_before_the_naming_is_not_counted() -> None:
    before = GainedFacts(contacted_on=DAY - timedelta(days=1), visited_on=DAY)

    assert steps.step_dates(before, DAY) == (DAY, None, DAY, None, None, None)
