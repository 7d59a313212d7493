"""A manager's referrals: each with its consultant, and of some consultants alone."""

from datetime import date, timedelta

import pytest

from crm_desktop.features.referrals import commands, queries
from crm_desktop.features.referrals.records import Named, NewAsk
from tests import make

TODAY = date(2026, 11, 22)


@pytest.fixture
def shop(store, clock):
    make.enrolled(store, "chen", role="manager")
    found = {}
    for n, (name, owner) in enumerate((("王芳", "li"), ("李雷", "wang"))):
        person = make.customer(store, name, f"1380013800{n}", status="D", owner=owner)
        make.opportunity(store, person, stage="delivered", ordered_on=TODAY - timedelta(days=40),
                         delivered_on=TODAY - timedelta(days=20))  # fmt: skip
        make.touch(store, person, mood=5)
        found[name] = person
    return found


def ask(store, person, named, phone):
    store.write("ask", commands.record_ask, person, NewAsk(situation="owner", names=(Named(named, phone),)))


def test_whom_to_ask_says_whose_it_is_and_is_narrowed(store, shop):
    assert {(one.name, one.owner) for one in store.read(queries.candidates)} == {("王芳", "李娜"), ("李雷", "王强")}
    assert [one.name for one in store.read(queries.candidates, owners=["wang"])] == ["李雷"]


def test_the_book_its_sums_and_what_asking_yields_are_narrowed(store, shop):
    ask(store, shop["王芳"], "赵一", "13900000001")
    ask(store, shop["李雷"], "钱二", "13900000002")

    whole, part = store.read(queries.overview), store.read(queries.overview, owners=frozenset({"wang"}))

    assert {whole.owners[line.introducer] for line in whole.book.lines} == {"李娜", "王强"}
    assert [line.introducer_name for line in part.book.lines] == ["李雷"]
    assert {one.introducer_name for one in part.book.rewards} <= {"李雷"}
    assert (whole.asks, part.asks) == (2, 1)
    assert sum(one.named.count for one in part.yields) == 1


def test_alone_nobody_is_named(store, clock):
    person = make.customer(store, status="D")
    make.opportunity(store, person, stage="delivered", ordered_on=TODAY, delivered_on=TODAY)
    make.touch(store, person, mood=5)

    assert {one.owner for one in store.read(queries.candidates)} == {""}
