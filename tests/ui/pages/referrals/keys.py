"""Hands on the keyboard, and what a list shows."""

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication


def settle():
    QApplication.processEvents()


def titles(view):
    return [row.title for _n, row in view.rows.held()]


def write(line, text):
    """As if it was typed; QTest knows no Chinese keys."""
    line.setText(text)
    line.edited.emit(text)
    settle()


def press(widget, key):
    QTest.keyClick(widget, key)
    settle()
