"""Another person of the book is chosen by keyboard."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from crm_desktop.ui.people.archive.part import ArchivePage
from crm_desktop.ui.people.archive.pick_person import PickPerson
from tests import make


def test_the_arrow_keys_mark_another_and_nobody_is_chosen_for_himself(services: Any, store: Any) -> None:
    me = make.contact(store, name="王芳")
    others = {make.contact(store, name=name) for name in ("王方", "王放")}
    chosen: list[str] = []
    page = ArchivePage(services)
    dialog = PickPerson(page, "x", lambda person, *_rest: chosen.append(person.id), without=me, yes="x")
    dialog.open()
    assert not dialog.yes.isEnabled()

    QTest.keyClicks(dialog.people.input, "wang")
    QApplication.processEvents()
    first = dialog.people.person()
    QTest.keyClick(dialog.people.input, Qt.Key.Key_Down)
    second = dialog.people.person()
    QTest.mouseClick(dialog.yes, Qt.MouseButton.LeftButton)

    assert first is not None
    assert second is not None
    assert {first.id, second.id} == others
    assert chosen == [second.id]
    page.deleteLater()


def test_who_is_not_found_is_said_and_nobody_can_be_taken(services: Any, store: Any) -> None:
    me = make.contact(store, name="王芳")
    page = ArchivePage(services)
    dialog = PickPerson(page, "x", lambda *_all: None, without=me, yes="x")
    dialog.open()

    QTest.keyClicks(dialog.people.input, "wangfang")
    QApplication.processEvents()

    assert dialog.people.none.isVisible()
    assert not dialog.yes.isEnabled()
    page.deleteLater()


def test_those_last_in_touch_are_offered_and_none_is_taken_unasked(services: Any, store: Any) -> None:
    me, other = make.contact(store, name="王芳"), make.contact(store, name="李雷")
    for person in (me, other):
        make.touch(store, person)
    page = ArchivePage(services)
    dialog = PickPerson(page, "x", lambda *_all: None, without=me, yes="x")
    dialog.open()
    QApplication.processEvents()

    assert [row.title for _n, row in dialog.people.list.rows.held()] == ["李雷"]
    assert not dialog.yes.isEnabled()

    QTest.keyClick(dialog.people.input, Qt.Key.Key_Down)

    assert dialog.yes.isEnabled()
    assert dialog.people.person() is not None
    page.deleteLater()
