"""A list at the left of a page, a card beside it: how the parts of a page are laid out that show one of many."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.ui.theme.tokens import SCALE


def side_panel(parent: QWidget, *parts: QWidget) -> QWidget:
    """The ground of the left side; the last of the parts takes the height."""
    panel = QWidget(parent)
    panel.setProperty("role", "panel")
    panel.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    panel.setFixedWidth(SCALE.list_width)
    column = QVBoxLayout(panel)
    column.setContentsMargins(SCALE.l, SCALE.l, SCALE.m, SCALE.s)
    column.setSpacing(SCALE.s)
    for part in parts:
        column.addWidget(part, 1 if part is parts[-1] else 0)
    return panel


def beside(page: QWidget, left: QWidget, right: QWidget) -> None:
    """Lay the page out: the panel, and the card with air around it."""
    whole = QHBoxLayout(page)
    whole.setContentsMargins(0, 0, SCALE.l, 0)
    whole.setSpacing(SCALE.l)
    place = QVBoxLayout()
    place.setContentsMargins(0, SCALE.l, 0, SCALE.l)
    place.addWidget(right)
    whole.addWidget(left)
    whole.addLayout(place, 1)
