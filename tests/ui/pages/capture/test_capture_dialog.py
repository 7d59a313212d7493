"""Quick capture, and the guard against doubles."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from crm_desktop.features.customers.queries import customer_page
from crm_desktop.features.customers.records import Filter
from tests import make


def names(store, *, is_customer=None):
    return sorted(row.name for row in store.read(customer_page, Filter(), is_customer=is_customer).rows)


def type_in(field, text):
    QTest.keyClicks(field.input, text)


def test_enter_saves_and_the_next_one_can_be_typed_at_once(open_dialog, store, clock):
    dialog = open_dialog("capture", "network")

    for name, phone in (("Anna", "13800138001"), ("Bert", "13800138002")):
        type_in(dialog.form.name, name)
        type_in(dialog.form.phone, phone)
        QTest.keyClick(dialog.form.phone.input, Qt.Key.Key_Return)

    assert names(store) == ["Anna", "Bert"]
    assert names(store, is_customer=True) == []
    assert dialog.form.name.input.text() == ""
    assert dialog.isVisible()


def test_a_shop_customer_gets_an_archive(open_dialog, store, clock):
    dialog = open_dialog("capture", "customer")

    type_in(dialog.form.name, "Anna")
    QTest.keyClick(dialog.form.name.input, Qt.Key.Key_Return)

    assert names(store, is_customer=True) == ["Anna"]


def test_one_undo_takes_a_captured_customer_back(open_dialog, store, clock):
    dialog = open_dialog("capture", "customer")
    type_in(dialog.form.name, "Anna")
    QTest.keyClick(dialog.form.name.input, Qt.Key.Key_Return)

    store.undo()

    assert names(store) == []


def test_nothing_typed_is_told_under_the_field(open_dialog, store, clock):
    dialog = open_dialog("capture")

    dialog.save.click()

    assert dialog.form.name.error.text()
    assert names(store) == []


def test_a_known_phone_shows_who_has_it_while_it_is_typed(open_dialog, store, clock):
    make.customer(store, name="王芳", phone="13800138000")
    dialog = open_dialog("capture")

    type_in(dialog.form.phone, "138 0013 8000")

    assert [row.title for _n, row in dialog.form.likenesses.rows.held()] == ["王芳"]
    assert dialog.form.likenesses.isVisible()


def test_composed_text_is_neither_saved_nor_searched(open_dialog, store, clock):
    dialog = open_dialog("capture")
    dialog.form.name.input.setFocus()

    QApplication.sendEvent(dialog.form.name.input, QInputMethodEvent("wang", []))
    QTest.keyClick(dialog.form.name.input, Qt.Key.Key_Return)

    assert names(store) == []
