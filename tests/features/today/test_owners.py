"""A manager's day: everybody's customers, each with his consultant, or those of some consultants."""

from datetime import date, timedelta

import pytest

from crm_desktop.features.milestones.glance import open_proposals
from crm_desktop.features.today.queries import today_board
from tests import make

TODAY = date(2026, 11, 22)


@pytest.fixture
def shop(store, clock):
    make.enrolled(store, "chen", role="manager")
    for n, (name, owner) in enumerate((("王芳", "li"), ("李雷", "wang"), ("韩梅", "wang"))):
        person = make.customer(store, name, f"1380013800{n}", level="H", owner=owner, birthday="--11-24",
                               opened_on=TODAY - timedelta(days=90))  # fmt: skip
        make.follow_up(store, person, TODAY - timedelta(days=n))
        make.commitment(store, person, due_on=TODAY)
        make.touch(store, person)


def test_every_line_says_whose_it_is(store, shop):
    board = store.look(today_board, TODAY)

    for lines in (board.due, board.birthdays):
        assert {line.owner for line in lines} == {"李娜", "王强"}
    assert {line.owner for line in board.commitments} == {"李娜", "王强"}


def test_lists_and_figures_are_of_some_consultants(store, shop):
    whole, part = store.look(today_board, TODAY), store.look(today_board, TODAY, owners=["wang"])

    assert {line.owner for line in (*part.due, *part.birthdays, *part.commitments)} == {"王强"}
    assert (whole.birthdays_total, part.birthdays_total) == (3, 2)
    assert (whole.commitments_total, part.commitments_total) == (3, 2)
    assert (whole.figures.attempts, part.figures.attempts) == (3, 2)
    assert (whole.figures.hot, part.figures.hot) == (3, 2)
    assert part.figures.due == part.due_total == len(part.due)
    assert sum(step.people for step in part.funnel) < sum(step.people for step in whole.funnel)
    assert part.funnel[0].filter == 'status:N,P owner:"王强"'


def test_going_cold_and_proposals_are_narrowed_too(store, clock, shop):
    clock.forward(days=200)
    store.settle()
    day = clock.now().date()
    store.rebuild_derived()

    whole, part = store.look(today_board, day), store.look(today_board, day, owners=["wang"])

    assert (whole.cold_total, part.cold_total) == (3, 2)
    assert {line.owner for line in part.cold} == {"王强"}
    every, some = store.look(open_proposals, day), store.look(open_proposals, day, owners=["li"])
    assert every.total > some.total > 0
    assert {one.owner for one in some.first} == {"李娜"}


@pytest.mark.parametrize("role", ["consultant", None])
def test_nobody_else_reads_of_consultants(store, clock, role):
    if role:
        make.enrolled(store, "li", role=role)
    person = make.customer(store, owner="li" if role else "")
    make.follow_up(store, person)

    assert {line.owner for line in store.look(today_board, TODAY).due} == {""}
