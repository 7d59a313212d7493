"""The self-inventory by keyboard alone."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from crm_desktop.base.errors import Refused
from crm_desktop.features.customers.queries import customer_page
from crm_desktop.features.customers.records import Filter
from crm_desktop.ui.pages.network import inventory_dialog
from tests import make


@pytest.fixture
def dialog(open_dialog):
    return open_dialog("inventory")


def write(dialog, name, phone=""):
    for field, text in ((dialog.form.name.input, name), (dialog.form.phone.input, phone)):
        field.setText(text)
        field.edited.emit(text)
    QTest.keyClick(dialog, Qt.Key.Key_Return)


def people(store):
    return sorted(row.name for row in store.read(customer_page, Filter(), is_customer=False).rows)


def shown(dialog):
    return [row.title for _n, row in dialog.list.rows.held()]


def test_enter_keeps_a_person_and_asks_for_the_next(dialog, store, clock):
    write(dialog, "表哥", "13800000001")
    write(dialog, "表姐")

    assert people(store) == ["表哥", "表姐"]
    assert shown(dialog) == ["表姐", "表哥"]
    assert dialog.form.typed() == ("", "")
    assert "2" in dialog.prompt.text()


def test_a_full_prompt_gives_way_to_the_next(dialog, store, clock):
    first = dialog.prompts[0]
    for number in range(first.count):
        write(dialog, f"亲戚{number}")

    assert dialog.prompts[1].label in dialog.prompt.text()
    assert dialog.form.how_known.code() == dialog.prompts[1].how_known


def test_page_down_turns_to_another_prompt(dialog, store, clock):
    QTest.keyClick(dialog, Qt.Key.Key_PageDown)
    assert dialog.prompts[1].label in dialog.prompt.text()
    QTest.keyClick(dialog, Qt.Key.Key_PageUp)

    assert dialog.prompts[0].label in dialog.prompt.text()


def test_somebody_known_is_shown_first_and_taken_by_the_second_enter(open_dialog, store, clock):
    make.contact(store, name="王芳", phone="13800138000")
    dialog = open_dialog("inventory")

    write(dialog, "王芳", "13800138000")
    assert (people(store), shown(dialog)) == (["王芳"], [])
    QTest.keyClick(dialog, Qt.Key.Key_Return)

    assert (people(store), shown(dialog)) == (["王芳"], ["王芳"])


def test_control_and_enter_writes_down_another_one(open_dialog, store, clock):
    make.contact(store, name="王芳", phone="13800138000")
    dialog = open_dialog("inventory")
    write(dialog, "王芳", "13800138000")

    QTest.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    assert people(store) == ["王芳", "王芳"]


def test_one_line_or_the_whole_run_is_taken_back(dialog, store, clock):
    for name in ("甲", "乙", "丙"):
        write(dialog, name)

    dialog.list.setCurrentIndex(dialog.list.rows.index(1, 0))
    QTest.keyClick(dialog.list, Qt.Key.Key_Delete)
    assert people(store) == ["丙", "甲"]
    dialog.whole.click()

    assert people(store) == []
    assert shown(dialog) == []


def test_escape_keeps_what_is_typed(dialog, store, clock):
    dialog.form.name.input.setText("写到一半")

    QTest.keyClick(dialog, Qt.Key.Key_Escape)

    assert people(store) == ["写到一半"]
    assert not dialog.isVisible()


def test_neither_name_nor_number_is_told(dialog, store, clock):
    QTest.keyClick(dialog, Qt.Key.Key_Return)

    assert dialog.form.name.error.text()
    assert people(store) == []


def test_what_was_refused_keeps_nobody_in_the_dialog(dialog, store, clock, monkeypatch):
    def refuse(*_about):
        raise Refused("只能查看")

    monkeypatch.setattr(inventory_dialog, "_write_down", refuse)
    dialog.form.name.input.setText("写到一半")
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert dialog.problem.text() == "只能查看"

    QTest.keyClick(dialog, Qt.Key.Key_Escape)

    assert not dialog.isVisible()
