"""The register at the front desk, by keyboard alone."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from crm_desktop.features.catalogue import commands as catalogue
from crm_desktop.features.catalogue.records import NewModel
from crm_desktop.features.customers.queries import archive
from crm_desktop.features.reception import commands, queries
from crm_desktop.features.reception.records import RegisterFields, Who
from crm_desktop.store.tables import Contact
from tests import make

DAY = date(2026, 11, 22)


def people(store):
    return sorted(store.read(lambda s: s.scalars(select(Contact.name).where(Contact.deleted.is_(None))).all()))


def lines(store):
    return store.read(queries.register, DAY).lines


def press(key):
    QTest.keyClick(QApplication.focusWidget(), key)


def keys(text):
    QTest.keyClicks(QApplication.focusWidget(), text)


@pytest.fixture
def opened(open_dialog, store, clock):
    def _open(argument=""):
        dialog = open_dialog("reception", argument)
        dialog.activateWindow()
        QApplication.processEvents()
        return dialog

    return _open


def test_a_walk_in_is_keyed_by_keyboard_alone(opened, store, notices):
    opened()

    keys("Anna")
    press(Qt.Key.Key_Tab)
    keys("13800138001")
    for _field in range(3):  # over the two times, which stand already
        press(Qt.Key.Key_Tab)
    keys("2")
    press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_Tab)
    keys("1")  # own car
    press(Qt.Key.Key_Tab)
    keys("3")  # service
    press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_Right)
    press(Qt.Key.Key_Tab)
    keys("Seal")
    press(Qt.Key.Key_Return)

    line = lines(store)[0]
    found = line.fields
    assert (line.name, line.phone, found.time_in, found.party) == ("Anna", "138 0013 8001", "10:00", 2)
    assert (found.arrival, found.purpose, found.visit, found.models) == ("own_car", "service", "first", "Seal")
    assert found.level in "HABC"
    assert store.read(archive, line.contact_id, today=DAY).customer is not None
    assert "Anna" in notices.texts[-1]


def test_one_undo_takes_the_whole_reception_back(opened, store, notices):
    opened()
    keys("Anna")
    press(Qt.Key.Key_Return)

    notices.press()

    assert (people(store), lines(store)) == ([], ())


def test_nobody_needs_to_leave_a_name(opened, store, notices):
    dialog = opened()

    press(Qt.Key.Key_Return)

    assert [line.name for line in lines(store)] == [""]
    assert not dialog.isVisible()


def test_a_known_phone_takes_the_person_while_it_is_typed(opened, store):
    known = make.customer(store, name="王芳", phone="13800138000", level="B")
    make.touch(store, known, "came_in", result="met")
    dialog = opened()

    press(Qt.Key.Key_Tab)
    keys("13800138000")

    assert dialog.form.name.input.text() == "王芳"
    assert "王芳" in dialog.person.text()
    assert (dialog.form.chips["level"].code(), dialog.form.chips["visit"].code()) == ("B", "again")
    press(Qt.Key.Key_Return)
    assert people(store) == ["王芳"]
    assert lines(store)[0].contact_id == known


def test_somebody_who_resembles_is_taken_by_down_and_enter(opened, store):
    known = make.customer(store, name="王芳", phone="13800138000")
    dialog = opened()

    dialog.form.name.input.setText("王芳")
    dialog.form.name.input.textEdited.emit("王芳")
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)

    assert dialog.isVisible()
    assert dialog.known.id == known


def test_another_name_lets_the_person_go_again(opened, store):
    known = make.customer(store, name="Wang", phone="13800138000")
    dialog = opened(known)
    assert dialog.known is not None

    dialog.form.name.setFocus()
    dialog.form.name.input.selectAll()
    keys("Li")
    press(Qt.Key.Key_Return)

    assert people(store) == ["Li", "Wang"]
    assert lines(store)[0].name == "Li"


def test_a_call_needs_no_way_of_coming(opened, store):
    dialog = opened("called_in")
    keys("Anna")

    assert not dialog.form.chips["arrival"].isEnabled()
    press(Qt.Key.Key_Return)

    assert lines(store)[0].fields.kind == "called_in"


def test_who_is_still_here_leaves_by_one_key(opened, store, clock, notices):
    store.write("In", commands.receive, RegisterFields(time_in="09:30"), Who(name="王芳"))
    dialog = opened()
    assert "还在店里 1" in dialog.today.head.text()

    press(Qt.Key.Key_F6)
    press(Qt.Key.Key_Return)

    assert lines(store)[0].fields.time_out == "10:00"
    assert dialog.isVisible()
    notices.press()
    assert lines(store)[0].fields.time_out == ""


def test_a_line_is_corrected_from_the_list(opened, store):
    made = store.write("In", commands.receive, RegisterFields(time_in="09:30"), Who(name="王芳"))
    dialog = opened()

    press(Qt.Key.Key_F6)
    press(Qt.Key.Key_F2)
    keys("9:55")
    press(Qt.Key.Key_Return)

    assert not dialog.isVisible()
    assert store.read(queries.reception, made.id).fields.time_out == "09:55"


def test_a_name_left_later_is_put_to_its_line(opened, store):
    made = store.write("In", commands.receive, RegisterFields(party=3))
    dialog = opened(f"line:{made.id}")

    dialog.form.name.setFocus()
    keys("Anna")
    press(Qt.Key.Key_Return)

    assert [(line.name, line.fields.party) for line in lines(store)] == [("Anna", 3)]


def test_what_is_wrong_is_told_under_its_field_and_nothing_is_lost(opened, store):
    dialog = opened()
    keys("Anna")
    dialog.form.time_in.input.setText("25:00")

    press(Qt.Key.Key_Return)

    assert dialog.form.time_in.error.text()
    assert dialog.form.name.input.text() == "Anna"
    assert (dialog.isVisible(), lines(store)) == (True, ())


def test_composed_text_saves_nothing(opened, store):
    opened()

    QApplication.sendEvent(QApplication.focusWidget(), QInputMethodEvent("wang", []))
    press(Qt.Key.Key_Return)

    assert lines(store) == ()


def test_the_weather_is_chosen_once_a_day(opened, store):
    store.write("In", commands.receive, RegisterFields(weather="rain"))

    assert opened().form.weather.value() == "rain"


def test_the_catalogue_completes_the_cars_looked_at(opened, store):
    store.write("Add", catalogue.add_model, NewModel("比亚迪", "海豹"))
    dialog = opened()

    completer = dialog.form.models.input.completer()
    completer.setCompletionPrefix("汉 EV、豹")

    assert completer.currentCompletion() == "汉 EV、海豹"


def test_the_dialog_cuts_no_text_off(opened, clipped, store):
    store.write("In", commands.receive, RegisterFields(party=3))

    assert not clipped(opened())
