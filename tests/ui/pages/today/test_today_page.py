"""The morning, worked from the keyboard."""

from datetime import date, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from crm_desktop.features.contacts.queries import card
from tests import make

TODAY = date(2026, 11, 22)


def titles(view):
    return [row.title for _number, row in view.rows.held()]


@pytest.fixture
def heard(signals):
    asked = []
    signals.run_action.connect(lambda name, argument: asked.append((name, argument)))
    signals.open_record.connect(lambda page, record: asked.append((page, record)))
    return asked


def test_an_empty_book_teaches_what_to_do(open_page, clock, heard):
    page = open_page("today")

    assert page.empty.isVisible()
    assert not page.due.isVisible()


def test_the_longest_overdue_stands_first(open_page, store, clock):
    make.customer(store, name="新客", level="C", status="P", opened_on=TODAY - timedelta(days=15))
    make.customer(store, name="热客", level="H", status="P", opened_on=TODAY - timedelta(days=9))

    page = open_page("today")

    assert titles(page.due.list) == ["热客", "新客"]
    assert "2" in page.due_figure.figure.text()


def test_enter_on_a_due_row_logs_a_touch(open_page, store, clock, heard):
    person = make.customer(store, name="热客", level="H", status="P", opened_on=TODAY - timedelta(days=9))
    page = open_page("today")

    page.due.list.setFocus()
    QTest.keyClick(page.due.list, Qt.Key.Key_Return)
    QTest.keyClick(page.due.list, Qt.Key.Key_O)

    assert heard == [("log_touch", f"{person} level/P:{TODAY - timedelta(days=9)}"), ("person", person)]


def test_c_shows_a_due_contact_in_the_calendar(open_page, store, clock, heard):
    person = make.customer(store, name="热客", level="H", status="P", opened_on=TODAY - timedelta(days=9))
    page = open_page("today")

    QTest.keyClick(page.due.list, Qt.Key.Key_C)

    (name, where), *_rest = heard
    assert name == "calendar"
    assert where.startswith(f"{person}/")


def test_t_puts_a_due_contact_off_until_tomorrow_and_undo_brings_it_back(open_page, store, clock, notices):
    make.customer(store, name="热客", level="H", status="P", opened_on=TODAY - timedelta(days=9))
    page = open_page("today")

    QTest.keyClick(page.due.list, Qt.Key.Key_T)
    QApplication.processEvents()
    assert titles(page.due.list) == []

    notices.press()
    QApplication.processEvents()
    assert titles(page.due.list) == ["热客"]


def test_a_ticked_thing_of_the_kit_stays_ticked_for_the_day(open_page, store, clock):
    make.customer(store, name="热客", level="H", status="P")
    page = open_page("today")
    box = page.kit._boxes["business_cards"]

    box.click()
    QApplication.processEvents()
    page.refresh()
    assert box.isChecked()

    clock.set(datetime(2026, 11, 23, 8, 0))
    page.refresh()
    assert not box.isChecked()


def test_birthdays_promises_and_cold_customers_are_shown(open_page, store, clock):
    born = make.contact(store, name="寿星", birthday="1990-11-24")
    make.commitment(store, born, due_on=TODAY)
    cold = make.customer(store, name="冷客", level="H", status="P", opened_on=TODAY - timedelta(days=30))

    page = open_page("today", height=1600)

    assert titles(page.birthdays.list) == ["寿星"]
    assert titles(page.promises.list) == ["寿星"]
    assert titles(page.cold.list) == ["冷客"]
    assert store.read(card, cold).name == "冷客"


def test_nothing_on_the_page_is_clipped(open_page, store, clock, clipped):
    make.customer(store, name="欧阳司马诸葛长孙" * 3, level="H", status="P", opened_on=TODAY - timedelta(days=9))

    for width, height in ((1096, 664), (1176, 804)):
        assert not clipped(open_page("today", width, height))


def test_a_result_leaves_the_list_before_the_whole_day_is_read_again(open_page, store, clock, monkeypatch):
    from crm_desktop.features.touches import commands as touches
    from crm_desktop.features.touches.records import NewTouch

    first = make.customer(store, name="先", level="H", status="P", opened_on=TODAY - timedelta(days=9))
    make.customer(store, "后", "13900000000", level="H", status="P", opened_on=TODAY - timedelta(days=5))
    page = open_page("today")
    assert titles(page.due.list) == ["先", "后"]
    monkeypatch.setattr(page, "refresh", lambda: None)  # the whole day takes its time

    store.write("Log", touches.log_touch, first, NewTouch("call", "answered"))
    QApplication.processEvents()

    assert titles(page.due.list) == ["后"]


def test_who_is_due_again_today_stands_where_the_day_says(open_page, store, clock, monkeypatch):
    from crm_desktop.features.calendar import commands as calendar
    from crm_desktop.features.touches.records import NextFollowUp

    first = make.customer(store, name="先", level="H", status="P", opened_on=TODAY - timedelta(days=9))
    make.customer(store, "后", "13900000000", level="H", status="P", opened_on=TODAY - timedelta(days=5))
    page = open_page("today")
    monkeypatch.setattr(page, "refresh", lambda: None)

    store.write("Plan", calendar.plan_follow_up, first, NextFollowUp(TODAY, "15:00"))
    QApplication.processEvents()

    assert titles(page.due.list) == ["先", "后", "先"]


def test_who_is_private_is_marked_among_proposals_and_birthdays(open_page, store, clock):
    for name, private in (("周敏", True), ("王芳", False)):
        make.customer(store, name, level="H", private=private, birthday="--12-02")
    clock.forward(days=8)
    page = open_page("today")

    for part in (page.proposals, page.birthdays):
        marked = {row.title: "私密" in [pill.text for pill in row.pills] for _n, row in part.list.rows.held()}
        assert marked == {"周敏": True, "王芳": False}
