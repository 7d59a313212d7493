"""The theme of the moment: tokens → palette and style sheet; light, dark or as the system, switchable at run time."""

import os
from enum import StrEnum
from functools import cache
from string import Template

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from crm_desktop.base import paths
from crm_desktop.ui.theme import fonts
from crm_desktop.ui.theme.tokens import DARK, LIGHT, Tokens, qss_values

STYLE = "fusion"
STYLE_VARIABLE = "QT_STYLE_OVERRIDE"
"""Set before the application is made, Qt takes the style itself; setting it afterwards costs 20 ms of the start."""


class ThemeChoice(StrEnum):
    """What the user may ask for."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


_active: Tokens = LIGHT


def tokens() -> Tokens:
    """The colours of the theme on screen; painted widgets ask at every paint."""
    return _active


def palette(of: Tokens) -> QPalette:
    """The same colours for everything the style sheet does not reach."""
    role, made = QPalette.ColorRole, QPalette()
    for target, colour in {
        role.Window: of.bg, role.WindowText: of.text, role.Base: of.surface, role.AlternateBase: of.bg,
        role.Text: of.text, role.PlaceholderText: of.faint, role.Button: of.surface, role.ButtonText: of.text,
        role.ToolTipBase: of.raised, role.ToolTipText: of.text, role.Highlight: of.accent_fill,
        role.HighlightedText: of.on_accent, role.Link: of.accent_text, role.LinkVisited: of.accent_text,
        role.Mid: of.line, role.Midlight: of.line, role.Dark: of.line, role.Light: of.surface, role.Shadow: of.shade,
        role.Accent: of.accent,
    }.items():  # fmt: skip
        made.setColor(target, QColor(colour))
    for target in (role.Text, role.ButtonText, role.WindowText):
        made.setColor(QPalette.ColorGroup.Disabled, target, QColor(of.faint))
    return made


@cache
def _template() -> Template:
    return Template((paths.resources() / "theme" / "app.qss").read_text("utf-8"))


def style_sheet(of: Tokens) -> str:
    """The style sheet in these colours."""
    folder = (paths.resources() / "theme").as_posix()
    return _template().substitute(qss_values(of.name), theme_dir=folder)


def restyle(widget: QWidget) -> None:
    """Apply the style sheet again after a property it selects on was changed."""
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()


class Theme(QObject):
    """Puts a theme on the application and follows the system when asked to."""

    changed = Signal()

    def __init__(self, app: QApplication, choice: str = ThemeChoice.SYSTEM) -> None:
        super().__init__(app)
        self._app = app
        self._choice = ThemeChoice(choice) if choice in set(ThemeChoice) else ThemeChoice.SYSTEM
        if os.environ.get(STYLE_VARIABLE) != STYLE:
            app.setStyle(STYLE)
        app.setFont(fonts.register())
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow_system)
        self._apply()

    @property
    def choice(self) -> ThemeChoice:
        """What the user asked for."""
        return self._choice

    def choose(self, choice: str) -> None:
        """Switch at once."""
        self._choice = ThemeChoice(choice)
        self._apply()

    def _follow_system(self) -> None:
        if self._choice == ThemeChoice.SYSTEM:
            self._apply()

    def _wanted(self) -> Tokens:
        if self._choice == ThemeChoice.SYSTEM:
            dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
            return DARK if dark else LIGHT
        return DARK if self._choice == ThemeChoice.DARK else LIGHT

    def _apply(self) -> None:
        global _active  # painted widgets ask for it at every paint
        _active = self._wanted()
        if self._app.styleSheet():
            # Qt takes four times as long to put one sheet in the place of another as to take it off and put one on.
            self._app.setStyleSheet("")
        self._app.setPalette(palette(_active))
        self._app.setStyleSheet(style_sheet(_active))
        self.changed.emit()
