"""The list holds pages near the eye, keeps what is picked, and says what a row says."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from crm_desktop.ui.widgets.chip import Pill
from crm_desktop.ui.widgets.list_view import ListView
from crm_desktop.ui.widgets.rows import PAGE, Row


class Source:
    """A long list somewhere else; answers at once or when told."""

    def __init__(self, total: int, *, at_once: bool = True) -> None:
        self.total, self.at_once = total, at_once
        self.asked: list[int] = []
        self.waiting: list[Callable[[], None]] = []

    def rows(self, offset: int, limit: int) -> list[Row]:
        return [Row(str(n), f"person {n}") for n in range(offset, min(offset + limit, self.total))]

    def fetch(self, offset: int, limit: int, then: Callable[[list[Row]], None]) -> None:
        self.asked.append(offset)
        if self.at_once:
            then(self.rows(offset, limit))
        else:
            self.waiting.append(lambda: then(self.rows(offset, limit)))


@pytest.fixture
def view(show: Callable[..., QWidget]) -> Any:
    return show(ListView("客户", several=True), 372, 600)


def test_only_pages_in_sight_are_fetched(view: ListView) -> None:
    source = Source(100_000)
    view.show_source(source.total, source.fetch)
    view.viewport().repaint()

    assert view.rows.rowCount() == 100_000
    assert set(source.asked) == {0}


def test_the_end_of_a_long_list_is_there_after_a_jump(view: ListView) -> None:
    source = Source(100_000)
    view.show_source(source.total, source.fetch)
    view.scrollToBottom()
    view.viewport().repaint()

    last = view.rows.row(99_999)
    assert last is not None
    assert last.title == "person 99999"
    assert len(source.asked) <= 4


def test_memory_does_not_grow_with_scrolling(view: ListView) -> None:
    source = Source(100_000)
    view.show_source(source.total, source.fetch)
    for n in range(0, 100_000, PAGE):
        view.rows.row(n)

    assert len(view.rows.held()) <= 48 * PAGE


def test_late_pages_of_an_older_list_are_dropped(view: ListView) -> None:
    old = Source(10, at_once=False)
    view.show_source(old.total, old.fetch)
    view.rows.row(0)
    view.show_rows([Row("new", "new")])

    for answer in old.waiting:
        answer()

    assert [row.id for _n, row in view.rows.held()] == ["new"]


def test_the_picked_row_stays_picked_at_a_refresh(view: ListView) -> None:
    view.show_rows([Row("a", "A"), Row("b", "B")])
    view.pick("b")

    view.show_rows([Row("new", "New"), Row("a", "A"), Row("b", "B")])

    assert view.picked_id() == "b"


def test_a_row_can_be_picked_before_it_is_there(view: ListView) -> None:
    picked: list[str] = []
    view.picked.connect(picked.append)
    source = Source(10, at_once=False)
    view.pick("3")
    view.show_source(source.total, source.fetch)
    view.rows.row(0)

    for answer in source.waiting:
        answer()

    assert picked == ["3"]


def test_enter_opens_the_current_row(view: ListView) -> None:
    opened: list[str] = []
    view.opened.connect(opened.append)
    view.show_rows([Row("a", "A"), Row("b", "B")], pick_first=True)

    QTest.keyClick(view, Qt.Key.Key_Down)
    QTest.keyClick(view, Qt.Key.Key_Return)

    assert opened == ["b"]


def test_several_rows_can_be_chosen(view: ListView) -> None:
    view.show_rows([Row(str(n), str(n)) for n in range(5)], pick_first=True)

    view.selectAll()

    assert view.all_chosen()
    assert view.chosen_ids() == ["0", "1", "2", "3", "4"]


def test_a_screen_reader_hears_the_whole_row(view: ListView) -> None:
    view.show_rows([Row("a", "王芳", "汉 EV", "今天", (Pill("H"),))])

    spoken = view.rows.data(view.rows.index(0, 0), Qt.ItemDataRole.AccessibleTextRole)

    assert spoken == "王芳，H，汉 EV，今天"


def test_rows_are_painted(view: ListView, shot: Callable[[QWidget, str], object]) -> None:
    rows = [
        Row("1", "王秀英", "汉 EV · 138 0013 8000", "今天", (Pill("H", "bad"), Pill("◆◆◆", "warn")), marks=((0, 1),)),
        Row("2", "一个非常非常非常非常非常长的名字" * 3, "x" * 200, "昨天", (Pill("A", "warn"),), tooltip="tip"),
    ]
    view.show_rows(rows)
    QApplication.processEvents()

    shot(view, "list-view")


def test_pages_only_flown_over_are_not_fetched(view: ListView) -> None:
    source = Source(100_000, at_once=False)
    view.show_source(source.total, source.fetch)
    for n in range(0, 100_000, PAGE):
        view.rows.row(n)
    while source.waiting:
        source.waiting.pop(0)()

    assert view.rows.row(99_999) is not None
    assert len(source.asked) <= 8


def test_everybody_is_chosen_at_once(view: ListView) -> None:
    source = Source(100_000)
    view.show_source(source.total, source.fetch)
    view.selectAll()

    assert view.all_chosen()
    assert view.chosen_ids() == [row.id for _n, row in view.rows.held()]


def test_a_page_that_comes_is_painted_without_laying_out_every_row(view: ListView, monkeypatch: Any) -> None:
    source = Source(100_000, at_once=False)
    view.show_source(source.total, source.fetch)
    view.viewport().repaint()
    asked: list[int] = []
    old = view.itemDelegate().sizeHint
    monkeypatch.setattr(view.itemDelegate(), "sizeHint", lambda *about: (asked.append(1), old(*about))[1])

    while source.waiting:
        source.waiting.pop(0)()
    QApplication.processEvents()
    view.viewport().repaint()

    assert view.rows.row(0) is not None
    assert not asked
