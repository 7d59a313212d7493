"""A table to be read: whole lines, no grid, as wide as its place."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

LINE = 38


def plain_table(name: str, parent: QWidget) -> QTableView:
    """The table, called `name` for whoever cannot see it."""
    view = QTableView(parent)
    view.setAccessibleName(name)
    view.setShowGrid(False)
    view.setWordWrap(False)
    view.verticalHeader().hide()
    view.verticalHeader().setDefaultSectionSize(LINE)
    view.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    return view


def set_widths(view: QTableView, *widths: int) -> None:
    """So wide are the first columns; the last one takes the rest."""
    header = view.horizontalHeader()
    for section, width in enumerate(widths):
        header.resizeSection(section, width)
    header.setStretchLastSection(True)
