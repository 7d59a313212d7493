"""An archive on the screen."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from crm_desktop.ui.people.archive.view import ArchiveView
from crm_desktop.ui.services import Services


@pytest.fixture
def open_archive(services: Services, show: Callable[..., QWidget]) -> Callable[..., ArchiveView]:
    """`open_archive(contact_id)`: the archive of that person, shown."""

    def _open(contact_id: str = "", width: int = 804) -> ArchiveView:
        view = ArchiveView(services)
        show(view, width, 804)
        view.show_person(contact_id)
        QApplication.processEvents()
        return view

    return _open


@pytest.fixture
def type_into() -> Callable[..., None]:
    """`type_into(field, "text")`: replaces what stands there, as a hand would."""

    def _type(field: QWidget, text: str, *, enter: bool = False) -> None:
        field.setFocus()
        widget = field.focusProxy() or field
        QTest.keyClick(widget, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClicks(widget, text) if text.isascii() else widget.insert(text)  # type: ignore[attr-defined]
        if not text.isascii():
            widget._tell()  # type: ignore[attr-defined]
        if not text:
            QTest.keyClick(widget, Qt.Key.Key_Delete)
        if enter:
            QTest.keyClick(widget, Qt.Key.Key_Return)

    return _type


@pytest.fixture
def dialog() -> Callable[[], QDialog]:
    """`dialog()`: the dialog that is open."""

    def _dialog() -> QDialog:
        QApplication.processEvents()
        found = [w for w in QApplication.allWidgets() if isinstance(w, QDialog) and w.isVisible()]
        assert found, "no dialog is open"
        return found[-1]

    return _dialog
