"""Midnight, waking up, and a clock that was put wrong."""

from datetime import date

import pytest
from PySide6.QtWidgets import QApplication

from crm_desktop.base.errors import DiskFull
from crm_desktop.features.calendar import queries
from crm_desktop.features.touches import commands as touches
from crm_desktop.features.touches.records import NewTouch
from crm_desktop.ui import day_watch
from crm_desktop.ui.day_watch import DayWatch
from tests import make


@pytest.fixture
def watch(services):
    return DayWatch(services)


def look(watch):
    watch.look()
    QApplication.processEvents()


def test_an_ordinary_day_says_nothing(store, clock, watch, notices):
    make.customer(store)
    for _minute in range(3):
        look(watch)
        clock.forward(minutes=1)
    clock.forward(days=2)
    look(watch)

    assert notices.texts == []


def test_a_clock_put_back_is_told_and_loses_nothing(store, clock, watch, notices):
    person = make.customer(store, level="A", opened_on=date(2026, 11, 18))
    look(watch)
    clock.set(2026, 12, 25, 9)
    look(watch)
    store.write("Log", touches.log_touch, person, NewTouch("call", "answered"))

    clock.set(2026, 11, 22, 10)
    look(watch)

    assert len(notices.texts) == 1
    assert "2026年12月25日 09:00" in notices.texts[0]
    assert store.read(queries.due_of, person, today=date(2026, 11, 22)).due == date(2026, 11, 22)
    clock.set(2026, 12, 25, 8)
    look(watch)
    assert store.read(queries.due_of, person, today=date(2026, 12, 25)).due == date(2026, 12, 29)


def test_a_clock_far_ahead_is_told_at_the_start(store, clock, services, notices):
    make.customer(store)
    clock.set(2027, 6, 1, 9)

    look(DayWatch(services))

    assert len(notices.texts) == 1


def test_new_day_without_room_is_looked_at_again_in_silence(store, clock, watch, notices, monkeypatch):
    make.customer(store)
    seen = []
    see_day = day_watch.commands.see_day

    def full(*_given, **_more):
        raise DiskFull("最后一次改动没有保存")

    def seeing(session, **given):
        seen.append(given)
        return see_day(session, **given)

    monkeypatch.setattr(day_watch.commands, "see_day", full)
    look(watch)
    clock.forward(minutes=1)
    monkeypatch.setattr(day_watch.commands, "see_day", seeing)
    look(watch)
    look(watch)

    assert (len(seen), notices.texts) == (1, [])
