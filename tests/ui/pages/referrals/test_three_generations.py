"""A referral chain of three generations, walked in the window by keyboard alone: from the first ask to paid rewards.

Every step is one undo step: at the end Ctrl+Z walks the whole way back.
"""

from datetime import date, timedelta
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from crm_desktop.features.referrals import queries
from crm_desktop.features.referrals.records import RewardState
from crm_desktop.ui import navigation
from crm_desktop.ui.window.window import Window
from tests import make

Key = Qt.Key
CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
ASK, BUY, SETTLE = 1, 3, 2
"""Steps of one generation: the ask; customer, order, delivery; of one reward: approve, pay."""
CONTROL_SHIFT = CONTROL | Qt.KeyboardModifier.ShiftModifier


class Keyboard:
    """Hands on the keyboard: keys go where the focus is, words as an input method writes them."""

    def __init__(self, window: Window) -> None:
        self.window = window

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        on_top = self._on_top()
        QTest.keyClick(on_top.focusWidget() or on_top, key, modifiers)
        self._settle()

    def write(self, text: str) -> None:
        on_top = self._on_top()
        written = QInputMethodEvent("", [])
        written.setCommitString(text)
        QApplication.sendEvent(on_top.focusWidget(), written)
        self._settle()

    def _on_top(self) -> QWidget:
        """What a desktop would give the keyboard to: offscreen nobody does when a dialog closes."""
        on_top: QWidget = self.dialog() or self.window
        if not on_top.isActiveWindow():
            on_top.activateWindow()
            self._settle()
        return on_top

    def dialog(self) -> QDialog | None:
        return next((one for one in reversed(self.window.findChildren(QDialog)) if one.isVisible()), None)

    @staticmethod
    def _settle() -> None:
        for _round in range(3):
            QApplication.processEvents()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def keyboard(window) -> Keyboard:
    return Keyboard(window)


@pytest.fixture
def first(store, clock) -> str:
    """王芳 took her car a month ago and is happy: the root of the tree."""
    person = make.customer(store, name="王芳", status="D")
    make.opportunity(
        store, person, stage="delivered", ordered_on=date(2026, 10, 10), delivered_on=date(2026, 10, 20))
    make.touch(store, person, at=clock.now() - timedelta(days=2), effective=True, mood=5)
    return person


def book(store: Any) -> Any:
    return store.read(queries.overview).book


def go_to(keyboard: Keyboard, part: int) -> None:
    """The Referrals page by its digit, and one of its parts."""
    page = navigation.entry("referrals")
    assert page is not None
    keyboard.press(getattr(Key, f"Key_{page.digit}"), CONTROL)
    keyboard.press(getattr(Key, f"Key_{part}"), ALT)


def ask_for(keyboard: Keyboard, name: str) -> None:
    """Ask whoever is marked, and write one name down."""
    keyboard.press(Key.Key_A)
    keyboard.press(Key.Key_1)
    keyboard.write(name)
    keyboard.press(Key.Key_Return)


def buy(keyboard: Keyboard) -> None:
    """Whoever is on show becomes a customer, orders, and takes the car."""
    keyboard.press(Key.Key_M, CONTROL_SHIFT)
    keyboard.press(Key.Key_Return)
    keyboard.press(Key.Key_O, CONTROL_SHIFT)
    keyboard.write("汉 EV")
    keyboard.press(Key.Key_Return)
    keyboard.press(Key.Key_D, CONTROL_SHIFT)
    keyboard.press(Key.Key_Return)
    keyboard.press(Key.Key_Escape)  # the ask that a delivery leads to: next time


def settle_rewards(keyboard: Keyboard, store: Any) -> None:
    """Approve and pay everything that is due, down the ledger."""
    go_to(keyboard, 3)
    while any(one.state == RewardState.DUE for one in book(store).rewards):
        keyboard.press(Key.Key_Home)
        keyboard.press(Key.Key_A)
        keyboard.press(Key.Key_P)
        keyboard.write("转账")
        keyboard.press(Key.Key_Return)
        assert keyboard.dialog() is None


def test_three_generations_from_the_first_ask_to_the_paid_reward(keyboard, store, clock, first):
    before = store.read(queries.overview)

    for generation, name in enumerate(("李强", "赵敏", "孙亮")):
        go_to(keyboard, 1 if generation == 0 else 2)
        ask_for(keyboard, name)
        go_to(keyboard, 2)
        keyboard.press(Key.Key_Home)
        keyboard.press(Key.Key_Return)
        buy(keyboard)
    settle_rewards(keyboard, store)

    whole = store.read(queries.overview)
    (root,) = whole.tree
    chain = [root.name]
    while root.children:
        (root,) = root.children
        chain.append(root.name)
    assert chain == ["王芳", "李强", "赵敏", "孙亮"]
    assert {line.step for line in whole.book.lines} == {"delivered"}
    assert whole.totals.due == whole.totals.approved == 0
    assert whole.totals.paid > 0
    agree_to_the_fen(store, whole)

    for _step in range(3 * (ASK + BUY) + SETTLE * len(whole.book.rewards)):
        assert store.read(queries.overview) != before
        keyboard.press(Key.Key_Z, CONTROL)
    assert store.read(queries.overview) == before


def agree_to_the_fen(store: Any, whole: Any) -> None:
    """Tree, ledger and statements say the same sums."""
    by_person = {node.contact: node.own for node in everybody(whole.tree)}
    for person, own in by_person.items():
        account = store.read(queries.statement_of, person)
        ledger = store.read(queries.ledger_of, person)
        paid = sum(one.amount for one in ledger if one.state == RewardState.PAID)
        assert (account.earned, account.paid, account.closing) == (own.earned, own.paid, 0)
        assert paid == own.paid
    assert sum(own.paid for own in by_person.values()) == whole.totals.paid
    assert store.read(queries.statement_of).paid == whole.totals.paid


def everybody(roots: Any) -> list[Any]:
    found, stack = [], list(roots)
    while stack:
        node = stack.pop()
        found.append(node)
        stack += node.children
    return found
