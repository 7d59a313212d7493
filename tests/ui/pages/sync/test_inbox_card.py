"""The inbox by keyboard: both values, one key to take either, and what is next."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from crm_desktop.ui.pages.sync.inbox_card import OPEN, PARKED, SETTLED, InboxCard, Shelf
from crm_desktop.ui.pages.sync.items import Item, Side
from crm_desktop.ui.widgets.rows import Row


def conflict(number: int) -> Item:
    sides = (
        Side("kept", "使用中", f"138 0000 000{number}", "李娜 · 昨天 15:20", "保留 (1)", in_use=True),
        Side("lost", "未采用", f"139 0000 000{number}", "我 · 今天 09:10", "采用 (2)"),
    )
    return Item(f"c{number}", Row(f"c{number}", f"王芳{number}", "电话"), f"王芳{number} · 电话", "两个人都改了。",
                sides, person=f"p{number}")  # fmt: skip


def parked(number: int) -> Item:
    row = Row(f"k{number}", "李雷", "未采用")
    return Item(f"k{number}", row, "李雷 · 电话", "门店已经删除了这位客户。", let_go="知道了")


@pytest.fixture
def card(show: Callable[..., QWidget]) -> InboxCard:
    made: Any = show(InboxCard(), 640, 560)
    made.window().activateWindow()
    return made  # type: ignore[no-any-return]


@pytest.fixture
def heard(card: InboxCard) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = []
    card.taken.connect(lambda item, which: found.append(("take", item, which)))
    card.let_go.connect(lambda item: found.append(("let go", item)))
    card.opened.connect(lambda person: found.append(("open", person)))
    return found


def press(card: InboxCard, *keys: Qt.Key) -> None:
    for key in keys:
        QTest.keyClick(card.list, key)


def test_both_values_stand_side_by_side_with_their_people(card: InboxCard) -> None:
    card.show_shelves({OPEN: Shelf([conflict(1)], 1)})

    left, right = card.detail.sides
    assert (left.heading.text(), left.value.text(), left.who.text()) == ("使用中", "138 0000 0001", "李娜 · 昨天 15:20")
    assert (right.value.text(), right.button.text()) == ("139 0000 0001", "采用 (2)")
    assert left.geometry().top() == right.geometry().top()
    assert card.count.text() == "1 项待决定"


@pytest.mark.parametrize(("key", "which"), [
    (Qt.Key.Key_1, "kept"), (Qt.Key.Key_Left, "kept"), (Qt.Key.Key_2, "lost"), (Qt.Key.Key_Right, "lost"),
])  # fmt: skip
def test_one_key_takes_either_value(card: InboxCard, heard: list[Any], key: Qt.Key, which: str) -> None:
    card.show_shelves({OPEN: Shelf([conflict(1)], 1)})

    press(card, key)

    assert heard == [("take", "c1", which)]


def test_j_and_k_move_and_stop_at_the_ends(card: InboxCard) -> None:
    card.show_shelves({OPEN: Shelf([conflict(1), conflict(2), conflict(3)], 3)})

    press(card, Qt.Key.Key_J, Qt.Key.Key_J, Qt.Key.Key_J)
    assert card.detail.title.text() == "王芳3 · 电话"
    press(card, Qt.Key.Key_K)

    assert card.detail.title.text() == "王芳2 · 电话"


def test_after_a_decision_the_next_one_is_picked(card: InboxCard, heard: list[Any]) -> None:
    card.show_shelves({OPEN: Shelf([conflict(1), conflict(2), conflict(3)], 3)})

    press(card, Qt.Key.Key_J, Qt.Key.Key_2)
    card.show_shelves({OPEN: Shelf([conflict(1), conflict(3)], 2), SETTLED: Shelf([conflict(2)], 1)})
    press(card, Qt.Key.Key_1)
    card.show_shelves({OPEN: Shelf([conflict(1)], 1), SETTLED: Shelf([conflict(2), conflict(3)], 2)})

    assert [one[1:] for one in heard] == [("c2", "lost"), ("c3", "kept")]
    assert card.detail.title.text() == "王芳1 · 电话"


def test_enter_opens_the_archive(card: InboxCard, heard: list[Any]) -> None:
    card.show_shelves({OPEN: Shelf([conflict(1)], 1)})

    press(card, Qt.Key.Key_Return)

    assert heard == [("open", "p1")]


def test_a_button_does_what_its_key_does(card: InboxCard, heard: list[Any]) -> None:
    card.show_shelves({OPEN: Shelf([conflict(1)], 1)})

    card.detail.sides[1].button.click()
    card.detail.open_button.click()

    assert heard == [("take", "c1", "lost"), ("open", "p1")]


def test_what_was_not_taken_says_why_and_can_be_let_go(card: InboxCard, heard: list[Any]) -> None:
    card.show_shelves({PARKED: Shelf([parked(1)], 1)})

    assert card.what.code() == PARKED
    assert card.detail.sentence.text() == "门店已经删除了这位客户。"
    assert not card.detail.sides[0].isVisible()
    assert not card.detail.open_button.isVisible()
    press(card, Qt.Key.Key_1, Qt.Key.Key_Delete)

    assert heard == [("let go", "k1")]


def test_an_empty_list_says_what_would_be_here(card: InboxCard) -> None:
    card.show_shelves({})

    assert card.nothing.sentence.text() == "没有要决定的。"
    assert "不会丢" in card.nothing.hint.text()
    assert not card.list.isVisible()
    assert card.count.text() == ""


def test_the_list_chosen_stays_chosen(card: InboxCard) -> None:
    card.show_shelves({OPEN: Shelf([conflict(1)], 1), SETTLED: Shelf([conflict(2)], 1)})

    card.show_part(SETTLED)
    card.show_shelves({OPEN: Shelf([conflict(1), conflict(3)], 2), SETTLED: Shelf([conflict(2)], 1)})

    assert card.what.code() == SETTLED
    assert card.detail.title.text() == "王芳2 · 电话"


def test_more_than_the_list_holds_is_counted(card: InboxCard, clipped: Callable[[QWidget], list[str]]) -> None:
    card.show_shelves({OPEN: Shelf([conflict(1)], 301)})

    assert card.rest.text() == "……还有 300 项更早的。"
    assert not clipped(card)
