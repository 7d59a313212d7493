"""Logging a touch: one key for the result, Enter."""

from datetime import date, timedelta

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from crm_desktop.features.customers.queries import archive
from crm_desktop.features.touches.queries import last_touches
from tests import make

TODAY = date(2026, 11, 22)


def customer(store, **columns):
    return make.customer(store, name="王芳", level="A", status="P", opened_on=TODAY - timedelta(days=9), **columns)


def test_one_key_and_enter_log_an_effective_call(open_dialog, store, clock, notices):
    person = customer(store)
    dialog = open_dialog("log_touch", person)

    QTest.keyClick(dialog.form.results.focusProxy(), Qt.Key.Key_1)
    QTest.keyClick(dialog, Qt.Key.Key_Return)

    (touch,) = store.read(last_touches, person)
    assert (touch.kind, touch.result, touch.effective) == ("call", "answered", True)
    assert store.read(archive, person).due.due == TODAY + timedelta(days=4)
    assert "王芳" in notices.last.text


def test_a_digit_and_enter_on_the_chips_save(open_dialog, store, clock):
    person = customer(store)
    dialog = open_dialog("log_touch", person)

    QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_2)
    QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)

    (touch,) = store.read(last_touches, person)
    assert touch.result == "no_answer"


def test_enter_on_cancel_logs_nothing(open_dialog, store, clock):
    person = customer(store)
    dialog = open_dialog("log_touch", person)
    cancel = dialog.buttons.itemAt(dialog.buttons.indexOf(dialog.save) - 1).widget()

    cancel.setFocus()
    QTest.keyClick(cancel, Qt.Key.Key_Return)

    assert not dialog.isVisible()
    assert store.read(last_touches, person) == []


def test_a_missed_call_is_kept_but_restarts_no_clock(open_dialog, store, clock):
    person = customer(store)
    due = store.read(archive, person).due.due
    dialog = open_dialog("log_touch", person)

    QTest.keyClick(dialog.form.results.focusProxy(), Qt.Key.Key_2)
    dialog.form.next.put("none")
    QTest.keyClick(dialog, Qt.Key.Key_Return)

    (touch,) = store.read(last_touches, person)
    assert not touch.effective
    assert store.read(archive, person).due.due == due


def test_a_day_of_ones_own_is_planned(open_dialog, store, clock):
    person = customer(store)
    dialog = open_dialog("log_touch", person)

    dialog.form.next.put("own")
    dialog.form.day.input.setText("+2")
    dialog.form.purpose.input.setPlainText("送报价单")
    dialog.save.click()

    found = store.read(archive, person)
    assert found.due.due == TODAY + timedelta(days=2)
    assert found.due.purpose == "送报价单"


def test_a_day_that_is_none_is_refused_and_nothing_is_logged(open_dialog, store, clock):
    person = customer(store)
    dialog = open_dialog("log_touch", person)

    dialog.form.next.put("own")
    dialog.form.day.input.setText("someday")
    dialog.save.click()

    assert dialog.problem.text()
    assert store.read(last_touches, person) == []


def test_someone_who_wants_silence_cannot_be_logged_as_called(open_dialog, store, clock):
    person = customer(store, do_not_contact=True)
    dialog = open_dialog("log_touch", person)

    dialog.save.click()

    assert dialog.problem.text()
    assert store.read(last_touches, person) == []


def test_without_a_person_one_is_chosen_first(open_dialog, store, clock):
    customer(store)
    dialog = open_dialog("log_touch")
    assert not dialog.save.isVisible()

    QTest.keyClicks(dialog.picker.input, "wang")
    QTest.keyClick(dialog.picker.input, Qt.Key.Key_Return)

    assert dialog.form.isVisible()
    assert dialog.name.text() == "王芳"


def test_who_was_last_in_touch_is_two_keys_away(open_dialog, store, clock):
    make.touch(store, customer(store))
    dialog = open_dialog("log_touch")
    QApplication.processEvents()

    QTest.keyClick(dialog.picker.input, Qt.Key.Key_Return)
    assert not dialog.form.isVisible()
    QTest.keyClick(dialog.picker.input, Qt.Key.Key_Down)
    QTest.keyClick(dialog.picker.input, Qt.Key.Key_Return)

    assert dialog.form.isVisible()
    assert dialog.name.text() == "王芳"


def test_enter_belongs_to_the_input_method_while_text_is_composed(open_dialog, store, clock):
    person = customer(store)
    dialog = open_dialog("log_touch", person)
    dialog.form.note.input.setFocus()

    QApplication.sendEvent(dialog.form.note.input, QInputMethodEvent("zhong", []))
    QTest.keyClick(dialog.form.note.input, Qt.Key.Key_Return)

    assert store.read(last_touches, person) == []
