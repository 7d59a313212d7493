"""What came of openers, occasions and rings."""

from datetime import date, datetime

from crm_desktop.features.network import queries
from tests import make


def figures(found, code):
    return next((one.used, one.reached, one.came, one.ordered) for one in found if one.code == code)


def test_an_opener_counts_what_came_after_it(store, clock):
    buyer = make.customer(store, name="王芳", phone="13800000001", ring=1, private=False)
    silent = make.contact(store, name="李雷", phone="13800000002", ring=1)
    make.touch(store, buyer, opener="help", at=datetime(2026, 10, 1, 9))
    make.touch(store, buyer, kind="came_in", result="met", at=datetime(2026, 10, 3, 9))
    make.opportunity(store, buyer, stage="ordered", ordered_on=date(2026, 10, 9))
    make.touch(store, silent, opener="help", result="no_answer", at=datetime(2026, 10, 1, 9))

    found = store.read(queries.yields)

    assert figures(found.openers, "help") == (2, 1, 1, 1)
    assert figures(found.openers, "news") == (0, 0, 0, 0)
    assert figures(found.rings, "1") == (2, 1, 1, 1)


def test_who_came_before_the_opener_did_not_come_because_of_it(store, clock):
    person = make.contact(store, name="李雷", ring=1)
    make.touch(store, person, kind="came_in", result="met", at=datetime(2026, 9, 1, 9))
    make.touch(store, person, opener="news", at=datetime(2026, 10, 1, 9))

    assert figures(store.read(queries.yields).openers, "news") == (1, 1, 0, 0)


def test_an_occasion_counts_the_people_met_on_it(store, clock):
    person = make.contact(store, name="拼车的人", ring=4, occasion="transport")
    make.touch(store, person, kind="came_in", result="met", at=datetime(2026, 11, 1, 9))

    assert figures(store.read(queries.yields).occasions, "transport") == (1, 1, 1, 0)


def test_openers_of_more_than_a_year_ago_are_left_out(store, clock):
    person = make.contact(store, name="李雷", ring=1)
    make.touch(store, person, opener="news", at=datetime(2025, 11, 1, 9))

    assert figures(store.read(queries.yields).openers, "news") == (0, 0, 0, 0)
