"""A part of the page that shows what the page has read: the overview, and how it is pointed at."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QPushButton, QStackedWidget, QWidget
from typing_extensions import override

from crm_desktop.features.referrals.queries import Overview
from crm_desktop.ui.page import Page
from crm_desktop.ui.services import Services
from crm_desktop.ui.widgets.keyed_list import KeyedList
from crm_desktop.ui.widgets.rows import Row

ALL = "all"


@dataclass(frozen=True)
class Shown:
    """What the page has read, and its long lists as rows: made beside the window, where the reading is."""

    overview: Overview
    lines: Mapping[str, Row]
    rewards: Mapping[str, Row]


class Part(Page):
    """`list` is what it is steered by; `right` holds the card and the empty state."""

    list: KeyedList

    def __init__(self, services: Services, parent: QWidget) -> None:
        super().__init__(services, parent)
        self.shown: Shown | None = None
        self._behind = False
        self.right = QStackedWidget(self)

    @property
    def overview(self) -> Overview | None:
        """What the page has read."""
        return self.shown.overview if self.shown else None

    def take(self, shown: Shown) -> None:
        """Show what was read, now or when the part comes into sight."""
        self.shown, self._behind = shown, not self.isVisible()
        if self.isVisible():
            self.show_found()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._behind:
            self._behind = False
            self.show_found()

    def show_found(self) -> None:
        """Show the list anew, as the filter says."""
        raise NotImplementedError

    def button(self, text: str, act: Callable[[], object], *, primary: bool = False) -> QPushButton:
        """A button of the card."""
        made = QPushButton(text, self)
        made.setProperty("kind", "primary" if primary else "small")
        made.clicked.connect(act)
        return made

    @override
    def focus_first(self) -> None:
        self.list.setFocus()


def counted(label: str, count: int) -> str:
    """A filter with how many it lets through."""
    return f"{label} {count:,}" if count else label


def kept(chosen: str, offered: Sequence[tuple[str, str]]) -> str:
    """The filter that stays chosen, ALL where it is no longer offered."""
    return chosen if chosen in dict(offered) else ALL
