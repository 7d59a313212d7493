"""The page with one script picked, and how tests write on it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from crm_desktop.features.scripts import queries

KEY = "follow_h"


@pytest.fixture
def open_scripts(open_page, store, clock, qtbot):
    """`open_scripts(width, height)`: the page, when all of it is made."""

    def _open(*size):
        found = open_page("scripts", *size)
        qtbot.waitUntil(lambda: found.ready)
        QApplication.processEvents()
        return found

    return _open


@pytest.fixture
def page(open_scripts):
    found = open_scripts()
    found.activateWindow()
    found.open_record(KEY)
    QApplication.processEvents()
    return found


@pytest.fixture
def kept(store):
    """`kept(KEY)`: a script as it is in the profile."""
    return lambda key=KEY: store.read(queries.script, key)


@pytest.fixture
def press():
    """`press(widget, Qt.Key.Key_S, CONTROL)`"""

    def _press(widget, key, modifier=Qt.KeyboardModifier.NoModifier):
        QTest.keyClick(widget, key, modifier)
        QApplication.processEvents()

    return _press


@pytest.fixture
def say():
    """`say(page, "words", step=1)`: as if it were typed into one step."""

    def _say(page, words, step=0):
        page.editor.beats.shown[step].text.setPlainText(words)
        QApplication.processEvents()

    return _say
