"""The tour draws its scenes, closes what they opened, and writes an index of pictures and problems."""

from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtWidgets import QDialog, QPushButton, QWidget

from crm_desktop.ui.pages.settings import page as settings_page
from crm_desktop.ui.services import Services
from crm_desktop.ui.theme.theme import Theme
from crm_desktop.ui.tour import Picture, Scene, draw, write_index
from crm_desktop.ui.tour.drawing import settle
from crm_desktop.ui.tour.scenes.pages import LONG, SECTIONS
from crm_desktop.ui.widgets.scrolled import Scrolled
from crm_desktop.ui.window.window import Window


@pytest.fixture
def window(services: Services, theme: Theme, show: Callable[..., QWidget]) -> Window:
    made = Window(services, theme)
    show(made, 1360, 860)
    made.open_profile()
    return made


def test_pages_and_dialogs_are_drawn(window: Window, tmp_path: Path) -> None:
    scenes = [
        Scene("today", "Today", lambda window: window.show_page("today")),
        Scene("keys", "Keyboard map", lambda window: window.perform("keys")),
    ]

    pictures = draw(window, scenes, tmp_path)

    assert [picture.file for picture in pictures] == ["today.png", "keys.png"]
    assert all((tmp_path / picture.file).stat().st_size > 5000 for picture in pictures)
    assert not [dialog for dialog in window.findChildren(QDialog) if dialog.isVisible()]


def test_a_cut_off_text_is_reported(window: Window, tmp_path: Path, show: Callable[..., QWidget]) -> None:
    def narrow(_window: Window) -> QWidget:
        place = QWidget()
        QPushButton("很长很长很长的按钮文字", place).setFixedWidth(40)
        return show(place, 200, 100)

    (picture,) = draw(window, [Scene("narrow", "Narrow", narrow)], tmp_path)

    assert len(picture.clipped) == 1


def test_the_index_lists_pictures_problems_and_sheets(tmp_path: Path) -> None:
    write_index([Picture("a", "A <b>", "a.png", ("cut",), ())], tmp_path, title="Tour", more=["visit-sheet.pdf"])

    page, text = (tmp_path / "index.html").read_text("utf-8"), (tmp_path / "index.md").read_text("utf-8")
    assert "A &lt;b&gt;" in page
    assert "cut off: cut" in text
    assert "visit-sheet.pdf" in text
    assert "pictures: 1, problems: 1" in text


def test_every_section_of_the_settings_is_drawn_and_the_long_ones_scrolled(window: Window) -> None:
    settings = window.show_page("settings") or window.pages["settings"]
    page = cast("settings_page.SettingsPage", settings)
    window.resize(1280, 720)

    long = []
    names = [name for name, _title, _make in settings_page.SECTIONS]
    for name in names:
        page.open_record(name)
        settle(window.services.lanes, window)
        if any(area.verticalScrollBar().maximum() for area in page.stack.currentWidget().findChildren(Scrolled)):
            long.append(name)

    assert set(SECTIONS) == set(names)
    assert set(long) <= set(LONG)
