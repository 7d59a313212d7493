"""The desktop rings while the program runs."""

from datetime import date, time

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QWidget

from crm_desktop.features.calendar import commands as calendar
from crm_desktop.features.touches.records import NextFollowUp
from crm_desktop.ui.idle import Idle
from crm_desktop.ui.reminders import Reminders, habits
from tests import make

TODAY = date(2026, 11, 22)


class Bell:
    """Notes what rings."""

    def __init__(self):
        self.rung, self.open = [], None

    def ring(self, reminder, opened):
        self.rung.append((reminder.title, reminder.contact_id))
        self.open = opened


@pytest.fixture
def bell():
    return Bell()


@pytest.fixture
def person(store, clock):
    clock.set(2026, 11, 22, 9, 0)
    found = make.customer(store, "王芳", opened_on=TODAY)
    store.write("plan", calendar.plan_follow_up, found, NextFollowUp(TODAY, "15:00", "visit", "看车"))
    return found


@pytest.fixture
def reminders(services, bell, qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    return Reminders(services, window, bell)


def test_an_appointment_rings_once_also_after_a_new_start(reminders, services, bell, person, clock, qtbot):
    clock.set(2026, 11, 22, 14, 50)
    reminders.look()
    reminders.look()
    assert [one for one in bell.rung if one[1]] == [("15:00 王芳", person)]

    window = QWidget()
    qtbot.addWidget(window)
    Reminders(services, window, again := Bell()).look()

    assert [one for one in again.rung if one[1]] == []


def test_pressing_the_message_opens_the_person(reminders, bell, person, clock, services, qtbot):
    clock.set(2026, 11, 22, 14, 50)
    reminders.look()

    with qtbot.waitSignal(services.signals.open_record) as told:
        bell.open(person)

    assert told.args == ["person", person]


def test_a_locked_program_says_no_name(reminders, bell, person, clock, services):
    services.signals.locked.emit(True)
    clock.set(2026, 11, 22, 14, 50)

    reminders.look()

    assert bell.rung == []


def test_wishes_that_cannot_be_read_are_as_shipped(services):
    services.preferences.set("quiet_from", "late")
    services.preferences.set("remind_minutes", "soon")

    assert (habits(services.preferences).quiet_from, habits(services.preferences).minutes_before) == (time(21), 15)


def test_nobody_at_the_keys_asks_for_the_lock(services, qapp, qtbot):
    services.preferences.set("lock_minutes", 2)
    idle = Idle(qapp, services.preferences)
    try:
        idle.count()
        QApplication.sendEvent(qapp, QEvent(QEvent.Type.KeyPress))
        with qtbot.assertNotEmitted(idle.passed):
            idle.count()
        with qtbot.waitSignal(idle.passed):
            idle.count()
    finally:
        qapp.removeEventFilter(idle)
