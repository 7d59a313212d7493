"""The frame: pages by key, the search box, undo, what is remembered, and what a closing window saves."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from crm_desktop.base.preferences import Preferences
from crm_desktop.features.contacts import queries
from crm_desktop.store.tables import Contact
from crm_desktop.ui import navigation
from crm_desktop.ui.services import Services
from crm_desktop.ui.theme.theme import Theme
from crm_desktop.ui.window.window import Window
from tests import make

CONTROL = Qt.KeyboardModifier.ControlModifier


def rename(session: Any, contact_id: str, name: str) -> None:
    session.get(Contact, contact_id).name = name


def found(window: Window) -> list[str]:
    return [row.title for _n, row in window.palette_box.list.rows.held()]


def search(window: Window, text: str) -> None:
    QTest.keyClick(window, Qt.Key.Key_K, CONTROL)
    if text.isascii():
        QTest.keyClicks(window.top.search, text)
    else:
        chosen = QInputMethodEvent("", [])
        chosen.setCommitString(text)
        QApplication.sendEvent(window.top.search, chosen)
    QTest.qWait(1)
    QApplication.processEvents()


def test_the_first_page_is_today(window: Window) -> None:
    assert window.current == "today"


@pytest.mark.parametrize("entry", navigation.entries(), ids=lambda entry: entry.name)
def test_a_number_key_opens_its_page(window: Window, entry: navigation.PageEntry) -> None:
    QTest.keyClick(window, Qt.Key(Qt.Key.Key_0.value + entry.digit), CONTROL)

    assert window.current == entry.name


def test_every_page_has_a_digit_of_its_own() -> None:
    digits = [entry.digit for entry in navigation.entries()]

    assert len(set(digits)) == len(digits)
    assert set(digits) <= set(range(10))


def test_the_page_is_remembered(window: Window, services: Services, theme: Theme) -> None:
    window.show_page("customers")
    window.close()

    assert Preferences.load(services.preferences.file).text("page") == "customers"


def test_a_damaged_memory_of_the_window_does_no_harm(services: Services, theme: Theme) -> None:
    for nonsense in ("wide", [1, 2], [None] * 5, [-99999, -99999, 10, 10, 0], [10**11] * 5, {"x": 1}):
        services.preferences.set("window", nonsense)

        assert Window(services, theme).width() >= 820


def test_a_narrow_window_shows_icons_only(window: Window) -> None:
    window.resize(1000, 700)
    QApplication.processEvents()
    narrow = window.rail.width()
    window.resize(1360, 860)
    QApplication.processEvents()

    assert (narrow, window.rail.width()) == (60, 184)


def test_a_badge_is_spoken_too(window: Window, services: Services) -> None:
    services.signals.badge.emit("today", 14)

    assert window.rail.entries["today"].accessibleName() == "今日 14"


def test_a_person_is_found_and_opened(window: Window, store: Any) -> None:
    contact = make.customer(store, name="王秀英")
    search(window, "wxy")
    assert found(window)[0] == "王秀英"

    QTest.keyClick(window.top.search, Qt.Key.Key_Return)

    assert window.current == "customers"
    assert window.pages["customers"].subject() == contact


def test_a_page_is_found_by_its_name(window: Window) -> None:
    search(window, "设置")
    QTest.keyClick(window.top.search, Qt.Key.Key_Return)

    assert window.current == "settings"


def test_an_action_is_found_and_done(window: Window) -> None:
    search(window, "快捷键一览")
    QTest.keyClick(window.top.search, Qt.Key.Key_Return)
    QTest.qWait(1)

    assert [dialog.windowTitle() for dialog in window.findChildren(QDialog)] == ["快捷键一览"]


def test_arrows_walk_what_was_found(window: Window, store: Any) -> None:
    for name in ("王一", "王二", "王三"):
        make.customer(store, name=name, phone="")
    search(window, "王")

    QTest.keyClick(window.top.search, Qt.Key.Key_Down)
    QTest.keyClick(window.top.search, Qt.Key.Key_Down)
    QTest.keyClick(window.top.search, Qt.Key.Key_Up)

    assert window.palette_box.list.currentIndex().row() == 1


def test_nothing_found_is_said(window: Window, clipped: Callable[..., list[str]]) -> None:
    search(window, "zzzzzz")

    assert found(window) == []
    assert "zzzzzz" in window.palette_box.hint()


def test_escape_empties_the_search_box(window: Window) -> None:
    search(window, "wang")
    QTest.keyClick(window.top.search, Qt.Key.Key_Escape)

    assert window.top.search.text() == ""
    assert not window.palette_box.isVisible()


def test_undo_and_redo_by_key(window: Window, store: Any, notices: Any) -> None:
    contact = make.contact(store, name="王芳")
    store.write("改名", rename, contact, "王小芳")
    window.setFocus()

    QTest.keyClick(window, Qt.Key.Key_Z, CONTROL)
    assert store.read(queries.card, contact).name == "王芳"
    assert notices.texts[-1] == "已撤销：改名"
    QTest.keyClick(window, Qt.Key.Key_Z, CONTROL | Qt.KeyboardModifier.ShiftModifier)

    assert store.read(queries.card, contact).name == "王小芳"


def test_the_language_changes_while_the_window_is_open(window: Window) -> None:
    from crm_desktop.base import i18n

    i18n.set_language("en")
    window.show_words()

    assert window.rail.entries["customers"].text() == "Customers"


@pytest.mark.parametrize("size", [(1360, 860), (1280, 720), (900, 600)])
def test_nothing_of_the_frame_is_cut_off(
    window: Window, size: tuple[int, int], clipped: Callable[..., list[str]]
) -> None:
    window.resize(*size)
    QApplication.processEvents()

    assert clipped(window.rail) == []
    assert clipped(window.top) == []


def test_the_keyboard_map_names_every_shortcut(window: Window, clipped: Callable[..., list[str]]) -> None:
    QTest.keyClick(window, Qt.Key.Key_F1)
    dialog = window.findChild(QDialog)
    assert dialog is not None
    QApplication.processEvents()

    assert clipped(dialog) == []


class Shown(QObject):
    """Every window that comes up."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.names.append(type(watched).__name__)
        return False


def test_no_page_flashes_a_window_of_its_own(window: Window, qapp: QApplication) -> None:
    shown = Shown()
    qapp.installEventFilter(shown)

    for entry in navigation.entries():
        window.show_page(entry.name)
        QApplication.processEvents()
    qapp.removeEventFilter(shown)

    assert shown.names == []


@pytest.mark.parametrize(("page", "made"), [("customers", make.customer), ("network", make.contact)])
def test_a_person_opens_where_he_stands(window: Window, store: Any, page: str, made: Any) -> None:
    make.customer(store, "王秀英")
    person = made(store, name="李强")

    window.services.signals.open_record.emit("person", person)
    QApplication.processEvents()

    assert window.current == page
    assert window.pages[page].subject() == person


@pytest.mark.parametrize(("action", "typed"), [
    ("capture", lambda dialog: dialog.form.name.value()), ("enrol", lambda dialog: dialog.input.text()),
])  # fmt: skip
def test_what_is_about_nobody_is_not_opened_for_the_person_on_show(
    window: Window, store: Any, action: str, typed: Callable[[Any], str]
) -> None:
    window.open_record("customers", make.customer(store, name="王秀英"))

    window.perform(action)
    QApplication.processEvents()

    (dialog,) = (one for one in window.findChildren(QDialog) if one.isVisible())
    assert typed(dialog) == ""


def test_a_dialog_about_a_person_is_opened_for_the_one_on_show(window: Window, store: Any) -> None:
    window.open_record("customers", make.customer(store, name="王秀英"))

    window.perform("export")
    QApplication.processEvents()

    (dialog,) = (one for one in window.findChildren(QDialog) if one.isVisible())
    assert dialog.ids == [window.pages["customers"].subject()]


def test_every_dialog_about_a_person_is_there() -> None:
    assert navigation.DIALOGS.keys() >= navigation.ABOUT_A_PERSON
