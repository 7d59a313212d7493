"""The calendar page on a real profile: seen, filtered, dragged and worked from the keyboard."""

from datetime import date, datetime, timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from crm_desktop.features.calendar import commands, queries
from crm_desktop.features.touches.records import NextFollowUp
from crm_desktop.ui.pages.calendar import reading
from crm_desktop.ui.pages.calendar.plan_dialog import PlanDialog
from tests import make
from tests.ui.widgets.test_calendar_views import drag, middle

TODAY = date(2026, 11, 22)
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def heard(signals):
    asked = []
    signals.run_action.connect(lambda name, argument: asked.append((name, argument)))
    signals.open_record.connect(lambda page, record: asked.append((page, record)))
    return asked


def plan(store, name="王芳", day=TODAY + timedelta(days=1), at="", **more):
    """A person with one contact planned; returns the person and the entry's key."""
    person = make.contact(store, name=name, **more)
    made = store.write("Plan", commands.plan_follow_up, person, NextFollowUp(day, at, purpose="送资料"))
    return person, f"{person}/planned/{made}"


def titles(page):
    return sorted({item.title for days in page.shown_view.shown.days.values() for item in days.items})


def due_on(store, person):
    return queries_due(store, person).due


def queries_due(store, person):
    return store.read(queries.due_of, person, today=TODAY)


def press(page, *keys, held=Qt.KeyboardModifier.NoModifier):
    for key in keys:
        QTest.keyClick(QApplication.focusWidget() or page.shown_view, key, held)
        QApplication.processEvents()


@pytest.fixture
def page(open_page, store, clock):
    """The page with the focus where work starts."""

    def _open(width=1176, height=804):
        made = open_page("calendar", width, height)
        made.activateWindow()
        made.focus_first()
        QApplication.processEvents()
        return made

    return _open


def test_an_empty_book_teaches_what_to_do(page):
    shown = page()

    assert shown.empty.isVisible()
    assert not shown.shown_view.isVisible()


def test_every_view_shows_the_entry_and_its_letter_switches_to_it(page, store):
    plan(store, "王芳")
    shown = page()

    seen = []
    for key in (Qt.Key.Key_M, Qt.Key.Key_A, Qt.Key.Key_D, Qt.Key.Key_W):
        press(shown, key)
        seen.append((shown.view, shown.shown_view.isVisible()))
    press(shown, Qt.Key.Key_PageDown)

    assert seen == [("month", True), ("agenda", True), ("day", True), ("week", True)]
    assert titles(shown) == ["王芳"]


def test_a_month_of_thousands_shows_what_comes_first_each_day_and_counts_the_rest(page, store, monkeypatch):
    monkeypatch.setattr(reading, "FEW", 10)
    for number in range(30):
        at = f"{9 + number // 4:02}:{number % 4 * 15:02}"
        plan(store, f"王{number:02}", TODAY, at=at, phone=f"138001380{number:02}")
        plan(store, f"李{number:02}", TODAY, phone=f"138001381{number:02}")
    shown = page(1176, 2000)
    shown.show_view("month")
    QApplication.processEvents()
    month = shown.shown_view

    drawn = [item.title for _rect, item in month._cells[TODAY]]
    assert drawn == [f"王{number:02}" for number in range(len(drawn))]
    assert 5 < len(drawn) <= 12
    assert len(drawn) + month._more[TODAY][1] == 60


def test_what_is_overdue_stays_in_sight_in_every_view(page, store, clock):
    clock.set(2026, 11, 10, 9, 0)
    plan(store, "老王", date(2026, 11, 12))
    clock.set(2026, 11, 22, 10, 0)
    shown = page()

    for view in ("day", "week", "month", "agenda"):
        shown.show_view(view)
        QApplication.processEvents()
        assert [row.title for _n, row in shown.side.overdue.list.rows.held()] == ["老王"]
        assert "1" in shown.bar.overdue.text()

    shown.bar.overdue.click()
    assert shown.agenda.current().title == "老王"


def test_dragging_an_entry_moves_it_and_undo_brings_it_back(page, store, notices):
    person, key = plan(store, "王芳", TODAY)
    shown = page()
    shown.show_view("month")
    QApplication.processEvents()
    view = shown.shown_view

    drag(view, middle(view, key), view.cell(date(2026, 12, 3)).center())
    QApplication.processEvents()
    assert due_on(store, person) == date(2026, 12, 3)
    assert "12月3日" in notices.texts[-1]
    assert (view.day, view.key) == (date(2026, 12, 3), key)

    notices.press()
    QApplication.processEvents()
    assert due_on(store, person) == TODAY


def test_dragging_in_the_week_gives_a_time(page, store):
    person, key = plan(store, "王芳", TODAY)
    shown = page()
    view = shown.shown_view

    drag(view, middle(view, key), QPoint(middle(view, key).x(), view.viewport().height() - 40))

    found = queries_due(store, person)
    assert found.due == TODAY
    assert found.due_at.endswith((":00", ":15", ":30", ":45"))


def test_an_overdue_entry_is_dragged_from_its_card_onto_a_day(page, store, clock):
    clock.set(2026, 11, 10, 9, 0)
    person, _key = plan(store, "老王", date(2026, 11, 12))
    clock.set(2026, 11, 22, 10, 0)
    shown = page()
    shown.show_view("month")
    QApplication.processEvents()
    card, view = shown.side.overdue.list.viewport(), shown.shown_view
    cell = card.mapFromGlobal(view.viewport().mapToGlobal(view.cell(date(2026, 11, 27)).center()))

    drag(shown.side.overdue.list, QPoint(40, 20), cell)

    assert due_on(store, person) == date(2026, 11, 27)


def test_the_past_says_why_not(page, store, notices):
    person, key = plan(store, "王芳", TODAY)
    shown = page()
    shown.show_view("month")
    QApplication.processEvents()
    view = shown.shown_view

    drag(view, middle(view, key), view.cell(TODAY - timedelta(days=3)).center())

    assert due_on(store, person) == TODAY
    assert "已过去" in notices.texts[-1]


def test_shift_and_an_arrow_move_the_entry_and_follow_it(page, store):
    person, key = plan(store, "王芳", TODAY)
    shown = page()

    press(shown, Qt.Key.Key_Down)
    press(shown, Qt.Key.Key_Right, held=SHIFT)
    press(shown, Qt.Key.Key_Right, held=SHIFT)

    assert due_on(store, person) == TODAY + timedelta(days=2)
    assert (shown.day, shown.shown_view.key) == (TODAY + timedelta(days=2), key)


def test_a_birthday_keeps_its_day(page, store, notices):
    make.contact(store, name="寿星", birthday="1990-11-22")
    shown = page()

    press(shown, Qt.Key.Key_Down)
    press(shown, Qt.Key.Key_Right, held=SHIFT)

    assert titles(shown) == ["寿星"]
    assert "不能改期" in notices.texts[-1]


def test_enter_logs_and_space_opens_the_archive(page, store, heard):
    person, key = plan(store, "王芳", TODAY)
    shown = page()

    press(shown, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Space)

    assert heard == [("log_touch", key.replace("/", " ", 1)), ("person", person)]


def test_printing_takes_the_plan_of_the_marked_day(page, store, heard):
    plan(store, "王芳", TODAY)
    shown = page()

    press(shown, Qt.Key.Key_Right)

    assert shown.print_page()
    assert heard == [("print_day_plan", "2026-11-23")]


def test_filters_leave_only_what_is_wanted(page, store):
    plan(store, "王芳", TODAY)
    make.customer(store, name="热客", level="H", status="P", opened_on=TODAY - timedelta(days=4))
    shown = page()
    assert titles(shown) == ["热客", "王芳"]

    next(action for action in shown.bar.levels.menu.actions() if action.text() == "H 级").trigger()
    QApplication.processEvents()
    assert titles(shown) == ["热客"]
    assert "H" in shown.bar.levels.text()

    shown.bar.none.click()
    assert titles(shown) == ["热客", "王芳"]


def test_typing_in_the_search_switches_no_view(page, store, qtbot):
    plan(store, "王芳", TODAY)
    plan(store, "马超", TODAY)
    shown = page()

    shown.bar.search.setFocus()
    QTest.keyClicks(shown.bar.search, "m")
    QApplication.sendEvent(shown.bar.search, QInputMethodEvent("ma", []))
    QTest.keyClick(shown.bar.search, Qt.Key.Key_D)
    assert shown.view == "week"
    QApplication.sendEvent(shown.bar.search, QInputMethodEvent("", []))

    shown.bar.search.put("")
    event = QInputMethodEvent("", [])
    event.setCommitString("马")
    QApplication.sendEvent(shown.bar.search, event)
    qtbot.waitUntil(lambda: titles(shown) == ["马超"])


def test_n_plans_a_contact_on_the_marked_day(page, store, notices):
    person, _key = plan(store, "王芳", TODAY)
    shown = page()

    press(shown, Qt.Key.Key_M, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_N)
    dialog = shown.findChild(PlanDialog)
    dialog.picker.picked.emit(person)
    dialog.time.set_value("15:30", force=True)
    dialog.purpose.set_value("试驾", force=True)
    dialog.yes.click()

    plans = [(one.due_on, one.due_at, one.purpose) for one in store.read(queries.follow_ups, person)]
    assert (TODAY + timedelta(days=2), "15:30", "试驾") in plans
    assert not dialog.isVisible()


def test_a_plan_with_a_wrong_time_says_so_and_keeps_what_is_typed(page, store):
    person, _key = plan(store, "王芳", TODAY)
    shown = page()
    shown.plan(TODAY)
    dialog = shown.findChild(PlanDialog)
    dialog.picker.picked.emit(person)

    dialog.time.set_value("下午", force=True)
    dialog.yes.click()

    assert dialog.isVisible()
    assert dialog.time.error.text()
    assert dialog.yes.isEnabled()


def test_why_card_explains_the_date(page, store):
    make.customer(store, name="热客", level="H", status="P", opened_on=TODAY - timedelta(days=4))
    shown = page()
    (key, day), *_rest = shown.shown_view.shown.places.items()

    shown._picked(day, key)
    QApplication.processEvents()

    item = shown.shown_view.shown.item(key)
    assert shown.side.why.name.text() == item.title
    assert shown.side.why.why.text()
    assert shown.side.why.why.text() in item.tooltip


def test_another_page_opens_a_day_or_an_entry(page, store):
    person, key = plan(store, "王芳", date(2027, 1, 20))
    shown = page()

    shown.open_record("2027-02-03")
    assert shown.day == date(2027, 2, 3)
    shown.open_record(key)
    QApplication.processEvents()
    assert (shown.day, shown.shown_view.key) == (date(2027, 1, 20), key)
    shown.open_record(person)
    assert shown.day == date(2027, 1, 20)


def test_a_year_without_public_holidays_says_so(page, store):
    plan(store)
    shown = page()
    assert "2026" not in shown.head.subtitle.text().partition("·")[2]

    shown.open_record("2046-03-01")

    assert "2046" in shown.head.subtitle.text().rpartition("·")[2]


def test_view_and_day_are_remembered_for_the_day(open_page, page, store, clock):
    plan(store)
    shown = page()
    shown.show_view("month")
    shown.show_day(date(2026, 12, 24))
    shown.flush()

    assert (open_page("calendar").view, open_page("calendar").day) == ("month", date(2026, 12, 24))
    clock.set(datetime(2026, 11, 23, 8, 0))
    assert (open_page("calendar").view, open_page("calendar").day) == ("month", date(2026, 11, 23))


def test_midnight_turns_today(page, store, clock):
    plan(store, "王芳", TODAY)
    shown = page()
    assert not shown.side.overdue.list.rows.rowCount()

    clock.set(2026, 11, 23, 0, 1)
    shown._look_at_clock()
    QApplication.processEvents()

    assert shown.day == date(2026, 11, 23)
    assert shown.side.overdue.list.rows.rowCount() == 1


def test_the_agenda_goes_on_without_end(page, store, qtbot):
    plan(store, "王芳", TODAY)
    plan(store, "远客", TODAY + timedelta(days=200))
    shown = page()

    press(shown, Qt.Key.Key_A)

    qtbot.waitUntil(lambda: "远客" in titles(shown))


def test_nothing_on_the_page_is_clipped(page, store, clipped):
    plan(store, "欧阳司马诸葛长孙" * 3, TODAY, at="10:00")

    for width, height in ((760, 600), (1096, 664), (1176, 804)):
        shown = page(width, height)
        for view in ("day", "week", "month", "agenda"):
            shown.show_view(view)
            press(shown, Qt.Key.Key_Down)
            QApplication.processEvents()  # the card beside it is laid out in the next turn
            assert not clipped(shown)


def test_who_is_private_is_marked_in_every_view_and_beside_it(page, store):
    day = TODAY + timedelta(days=1)
    _person, key = plan(store, "周敏", day)
    make.follow_up(store, make.contact(store, "李强", "13700137000"), TODAY - timedelta(days=3))
    shared = make.customer(store, "王芳", "13800138000", level="A")
    store.write("Plan", commands.plan_follow_up, shared, NextFollowUp(day, purpose="送资料"))
    shown = page()
    shown.open_record(key)

    for letter in (Qt.Key.Key_D, Qt.Key.Key_W, Qt.Key.Key_M, Qt.Key.Key_A):
        press(shown, letter)
        signs = {item.title: item.sign for days in shown.shown_view.shown.days.values() for item in days.items}
        assert (signs["周敏"], "私密" in signs["王芳"]) == ("私密", False)
    assert [pill.text for _n, row in shown.side.overdue.list.rows.held() for pill in row.pills] == ["私密"]
    assert shown.side.why.private.text() == "私密"
