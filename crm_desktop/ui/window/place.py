"""Where the window stood last time; a screen that is gone does not take the window with it."""

from PySide6.QtCore import QRect
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from crm_desktop.base.preferences import Preferences
from crm_desktop.ui.theme.tokens import MOST_PIXELS

SIZE = (1360, 860)


def restore(window: QWidget, preferences: Preferences) -> None:
    """Put the window where it was, if that is on a screen."""
    known = preferences.get("window")
    screen = QGuiApplication.primaryScreen()
    free = screen.availableGeometry() if screen else QRect(0, 0, *SIZE)
    window.resize(min(SIZE[0], free.width()), min(SIZE[1], free.height()))
    if not isinstance(known, list) or len(known) != 5:
        return
    if not all(isinstance(n, int) and abs(n) < MOST_PIXELS for n in known):
        return
    x, y, width, height, full = known
    wanted = QRect(x, y, max(width, window.minimumWidth()), max(height, window.minimumHeight()))
    at = QGuiApplication.screenAt(wanted.center())
    if at is not None:
        window.setGeometry(wanted.intersected(at.availableGeometry()) if not full else wanted)
    else:
        window.resize(min(wanted.width(), free.width()), min(wanted.height(), free.height()))
    if full:
        window.setWindowState(window.windowState() | window.windowState().WindowMaximized)


def remember(window: QWidget, preferences: Preferences, page: str) -> None:
    """Keep place, size and page for the next start."""
    spot = window.normalGeometry() if window.isMaximized() else window.geometry()
    preferences.set("window", [spot.x(), spot.y(), spot.width(), spot.height(), int(window.isMaximized())])
    if page:
        preferences.set("page", page)
