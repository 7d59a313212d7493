"""Visits in the window, by keyboard."""

from datetime import date

import pytest
from PySide6.QtCore import Qt

from crm_desktop.features.visits import commands, queries
from crm_desktop.features.visits.records import VisitPlan, VisitReport
from tests import make

TODAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def noon(clock):
    clock.set(2026, 11, 22, 12, 0)


def plan(store, person, at="15:00"):
    return store.write("plan", commands.plan_visit, person, VisitPlan(TODAY, at, "谈置换", place="海景花园"))


def titles(dialog):
    return [row.title for _n, row in dialog.list.rows.held()]


def test_a_visit_is_planned_with_the_address_as_its_place(open_dialog, store, qtbot, notices):
    person = make.customer(store, "王芳", address="海景花园 3 栋")
    dialog = open_dialog("visit_plan", person)
    dialog.form.day.input.setText("+1")
    dialog.form.purpose.input.setPlainText("谈置换")

    qtbot.keyClick(dialog.form.day.input, Qt.Key.Key_Return)

    (found,) = store.read(queries.visits_of_day, date(2026, 11, 23))
    assert (found.name, found.place, found.purpose) == ("王芳", "海景花园 3 栋", "谈置换")


def test_without_a_day_it_says_what_to_write(open_dialog, store, qtbot):
    dialog = open_dialog("visit_plan", make.customer(store, "王芳"))

    qtbot.mouseClick(dialog.save, Qt.MouseButton.LeftButton)

    assert store.read(queries.visits_of_day, TODAY) == []
    assert dialog.isVisible()


def test_alt_down_changes_the_order_of_the_route(open_dialog, store, qtbot):
    plan(store, make.customer(store, "王芳"))
    plan(store, make.customer(store, "李强", "13800138005"))
    dialog = open_dialog("visits")
    assert titles(dialog) == ["1. 王芳", "2. 李强"]

    qtbot.keyClick(dialog.list, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)

    assert [one.name for one in store.read(queries.visits_of_day, TODAY)] == ["李强", "王芳"]
    qtbot.waitUntil(lambda: titles(dialog) == ["1. 李强", "2. 王芳"])


def test_a_report_is_keyed_back(open_dialog, store, qtbot, notices):
    visit = plan(store, make.customer(store, "王芳"))
    dialog = open_dialog("visit_report", visit)
    assert "谈置换" in dialog.plan.text()
    dialog.form.report.input.setPlainText("看了旧车")
    dialog.form.report.note_edit()

    qtbot.mouseClick(dialog.save, Qt.MouseButton.LeftButton)

    assert store.read(queries.visit, visit).report == "看了旧车"
    assert "王芳" in notices.last.text


def test_a_report_that_is_in_takes_the_managers_mark(open_dialog, store, qtbot, notices):
    visit = plan(store, make.customer(store, "王芳"))
    store.write("report", commands.report_visit, visit, VisitReport(report="看了旧车"))
    dialog = open_dialog("visit_report", visit)
    dialog.form.marks.put("good")

    qtbot.mouseClick(dialog.save, Qt.MouseButton.LeftButton)

    assert store.read(queries.visit, visit).review == "good"


def test_delete_cancels_the_visit(open_dialog, store, qtbot, notices):
    plan(store, make.customer(store, "王芳"))
    dialog = open_dialog("visits")

    qtbot.keyClick(dialog.list, Qt.Key.Key_Delete)

    assert store.read(queries.visits_of_day, TODAY) == []
    qtbot.waitUntil(lambda: dialog.nothing.isVisibleTo(dialog))


def test_a_planned_visit_is_changed(open_dialog, store, qtbot, notices):
    visit = plan(store, make.customer(store, "王芳"))
    dialog = open_dialog("visit_plan", f"visit:{visit}")
    dialog.form.people.input.setText("店长")

    qtbot.mouseClick(dialog.save, Qt.MouseButton.LeftButton)

    found = store.read(queries.visit, visit)
    assert (found.people, found.due_on, found.due_at) == ("店长", TODAY, "15:00")


def test_who_is_private_is_marked_wherever_the_visit_stands(open_dialog, store, qtbot):
    visit = plan(store, make.contact(store, "周敏"))
    shared = plan(store, make.customer(store, "王芳", "13900139000"))
    route = open_dialog("visits")

    pills = {row.title: "私密" in [pill.text for pill in row.pills] for _n, row in route.list.rows.held()}
    assert pills == {"1. 周敏": True, "2. 王芳": False}
    for name, argument in (("visit_plan", "visit:{}"), ("visit_report", "{}")):
        assert open_dialog(name, argument.format(visit)).private.text() == "私密"
        assert open_dialog(name, argument.format(shared)).private.text() == ""
