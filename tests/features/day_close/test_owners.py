"""A manager's file holds the closed days of every consultant: his own day is his to close."""

from datetime import date

from crm_desktop.features.day_close import commands, queries
from tests import make

TODAY = date(2026, 11, 22)


def test_a_consultants_evening_does_not_close_the_managers_day(store, clock):
    make.enrolled(store, "li", role="consultant")
    store.write("close", commands.close_day, TODAY, note="李娜的日结")
    closed = store.look(lambda source: source.value("SELECT id FROM day_close"))
    make.own(store, "day_close", closed, "li")
    make.enrolled(store, "chen", role="manager")

    assert store.read(queries.day_close, TODAY) is None
    store.write("close", commands.close_day, TODAY, note="我的")

    assert store.read(queries.day_close, TODAY).note == "我的"
    assert store.look(lambda source: source.count("SELECT count(*) FROM day_close WHERE note = '李娜的日结'")) == 1
