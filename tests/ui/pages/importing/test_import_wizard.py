"""The wizard: nothing is written before the verdicts were shown; one press takes all back."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication

from crm_desktop.features.contacts.queries import card
from crm_desktop.features.customers.queries import customer_page
from crm_desktop.features.customers.records import Filter
from crm_desktop.features.settings.commands import save_custom_field
from crm_desktop.features.settings.records import CustomField
from crm_desktop.import_export.full_copy import write_copy
from crm_desktop.ui.lanes import Lane
from tests import make


def names(store):
    return sorted(row.name for row in store.read(customer_page, Filter(), is_customer=None).rows)


def a_file(tmp_path, text="姓名,电话,意向车型,喜好\n王芳,13800138000,汉 EV,茶\n李雷,13800138001,宋 PLUS,\n"):
    file = tmp_path / "people.csv"
    file.write_text(text, "utf-8")
    return str(file)


def import_as_tag(wizard, column):
    wizard.columns.model.setData(wizard.columns.model.index(column, 2), "tag")
    wizard.next.click()
    wizard.next.click()


def tagged(store, tag):
    found = store.read(customer_page, Filter(tags=frozenset({tag})), is_customer=None)
    return [row.name for row in found.rows]


def test_rows_are_written_only_after_the_verdicts(open_dialog, store, clock, tmp_path):
    wizard = open_dialog("import", a_file(tmp_path))
    assert wizard.stack.currentWidget() is wizard.columns
    assert wizard.columns.becomes.code() == "customers"

    wizard.next.click()
    assert wizard.verdicts.model.rowCount() == 2
    assert names(store) == []

    wizard.next.click()
    assert names(store) == ["李雷", "王芳"]
    assert "2" in wizard.outcome.sentence.text()


def test_a_changed_meaning_is_obeyed(open_dialog, store, clock, tmp_path):
    wizard = open_dialog("import", a_file(tmp_path))

    import_as_tag(wizard, 3)

    assert tagged(store, "茶") == ["王芳"]


def test_a_field_of_the_shop_is_guessed_and_can_be_chosen(open_dialog, store, clock, tmp_path):
    code = store.write("", save_custom_field, CustomField("", "喜好", "text"))
    wizard = open_dialog("import", a_file(tmp_path))
    becomes = wizard.columns.model.index(3, 2)
    assert becomes.data() == "喜好"

    wizard.columns.model.setData(becomes, "tag")
    wizard.columns.model.setData(becomes, f"own:{code}")
    wizard.next.click()
    wizard.next.click()

    person = next(row.id for row in store.read(customer_page, Filter(), is_customer=None).rows if row.name == "王芳")
    assert [(value.field, value.value) for value in store.read(card, person).customs] == [(code, "茶")]


def test_the_whole_import_can_be_taken_back(open_dialog, store, clock, tmp_path):
    make.contact(store, name="在册")
    wizard = open_dialog("import", a_file(tmp_path))
    wizard.next.click()
    wizard.next.click()

    wizard.close_button.click()

    assert names(store) == ["在册"]


def test_a_known_person_is_not_imported_twice(open_dialog, store, clock, tmp_path):
    make.contact(store, name="王芳", phone="13800138000")
    wizard = open_dialog("import", a_file(tmp_path, "姓名,电话\n王芳,138 0013 8000\n"))

    wizard.next.click()

    assert wizard.verdicts.model.data(wizard.verdicts.model.index(0, 2)) in ("没有新内容", "更新")
    assert names(store) == ["王芳"]


def test_a_file_that_is_no_table_is_told(open_dialog, store, clock, tmp_path):
    file = tmp_path / "broken.xlsx"
    file.write_bytes(b"PK\x03\x04 not a workbook")

    wizard = open_dialog("import", str(file))
    QApplication.processEvents()

    assert wizard.problem.text()
    assert wizard.stack.currentIndex() == 0


def test_after_verdicts_with_nothing_new_the_columns_can_be_changed(open_dialog, store, clock, tmp_path):
    make.contact(store, name="王芳", phone="13800138000")
    wizard = open_dialog("import", a_file(tmp_path, "姓名,电话,喜好\n王芳,13800138000,茶\n"))
    wizard.columns.model.setData(wizard.columns.model.index(2, 2), "skip")
    wizard.next.click()
    assert not wizard.next.isEnabled()
    assert wizard.problem.text()

    wizard.back.click()
    import_as_tag(wizard, 2)

    assert tagged(store, "茶") == ["王芳"]


def test_after_a_file_with_nothing_new_another_one_can_be_imported(open_dialog, store, clock, tmp_path):
    wizard = open_dialog("import", a_file(tmp_path, "姓名,电话\n"))
    wizard.next.click()
    wizard.back.click()
    wizard.back.click()

    wizard.take_files([a_file(tmp_path)])
    wizard.next.click()
    wizard.next.click()

    assert names(store) == ["李雷", "王芳"]


def test_a_dropped_link_is_no_file(open_dialog, store, clock):
    wizard = open_dialog("import")
    dropped = QMimeData()
    dropped.setUrls([QUrl("https://example.com/people.csv")])
    at, action = QPointF(5, 5), Qt.DropAction.CopyAction

    wizard.dropEvent(QDropEvent(at, action, dropped, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier))

    assert wizard.problem.text() == "这是链接，不是文件。请先把文件保存到本机，再选择它。"
    assert wizard.stack.currentWidget() is wizard.drop_place


def test_a_calendar_beside_a_table_is_told(open_dialog, store, clock, tmp_path):
    calendar = tmp_path / "work.ics"
    calendar.write_text("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "utf-8")
    wizard = open_dialog("import")

    wizard.take_files([a_file(tmp_path), str(calendar)])

    assert wizard.problem.text() == "日历要单独导入。请只选日历，或只选客户名单文件。"
    assert wizard.stack.currentWidget() is wizard.drop_place


class Later(Lane):
    """Does each job at once but answers when asked to, as a big file would."""

    def __init__(self, troubles):
        super().__init__("later", troubles)
        self.answers = []

    def _put(self, ticket):
        result = ticket.job()
        self.answers.append(lambda: self._deliver(ticket, result, None))
        return ticket

    def answer(self):
        for each in self.answers:
            each()
        self.answers.clear()


@pytest.fixture
def later(services, notices):
    lane = Later(notices.notices)
    services.lanes = replace(services.lanes, free=lane)
    return lane


def test_verdicts_of_columns_changed_meanwhile_are_dropped(open_dialog, store, clock, tmp_path, later):
    wizard = open_dialog("import", a_file(tmp_path))
    later.answer()
    wizard.next.click()
    wizard.columns.model.setData(wizard.columns.model.index(3, 2), "tag")
    later.answer()
    assert wizard.stack.currentWidget() is wizard.columns
    assert wizard.next.isEnabled()

    for _step in range(2):
        wizard.next.click()
        later.answer()

    found = store.read(customer_page, Filter(tags=frozenset({"茶"})), is_customer=None)
    assert [row.name for row in found.rows] == ["王芳"]


def test_a_file_chosen_instead_of_a_slow_calendar_is_the_one_imported(open_dialog, store, clock, tmp_path, later):
    calendar = tmp_path / "work.ics"
    calendar.write_text("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "utf-8")
    wizard = open_dialog("import")
    wizard.take_files([str(calendar)])
    wizard.take_files([a_file(tmp_path)])
    later.answers.reverse()

    later.answer()

    assert wizard.stack.currentWidget() is wizard.columns


def test_taking_back_tells_who_stays(open_dialog, store, clock, tmp_path, notices):
    wizard = open_dialog("import", a_file(tmp_path))
    wizard.next.click()
    wizard.next.click()
    person = next(row.id for row in store.read(customer_page, Filter(), is_customer=None).rows if row.name == "王芳")
    make.touch(store, person)

    wizard.close_button.click()

    assert names(store) == ["王芳"]
    assert "1" in notices.texts[-1]


@pytest.fixture
def copy(store, tmp_path):
    make.contact(store, name="王芳")
    file = tmp_path / "copy.json"
    store.read(write_copy, file, lambda *_far: None)
    return str(file)


def test_a_full_copy_has_no_columns_to_choose(open_dialog, store, clock, copy):
    wizard = open_dialog("import", copy)

    assert wizard.stack.currentWidget() is wizard.verdicts
    assert wizard.verdicts.model.rowCount()

    wizard.back.click()
    assert wizard.stack.currentWidget() is wizard.drop_place


def test_the_program_waits_for_what_is_being_taken_back(open_dialog, store, clock, tmp_path, later):
    wizard = open_dialog("import", a_file(tmp_path))
    for _step in range(2):
        later.answer()
        wizard.next.click()
    later.answer()

    wizard.close_button.click()
    assert later.is_long

    later.answer()
    assert not later.is_long
    assert names(store) == []
