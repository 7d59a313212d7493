"""The parts behind the tabs of an archive, built when their tab is opened for the first time."""

from collections.abc import Callable, Iterator
from typing import TypeVar

from PySide6.QtWidgets import QWidget

from crm_desktop.ui.people.archive.part import ArchivePage, Part
from crm_desktop.ui.theme.tokens import SCALE
from crm_desktop.ui.widgets.card import column

P = TypeVar("P", bound=Part)
Kinds = tuple[Callable[[ArchivePage], Part], ...]


class TabPages:
    """One widget for each tab, empty until somebody wants to see it or asks for one of its parts.

    Most archives are read on their first tab, and a form of thirty fields takes time and memory on every page that
    has an archive.
    """

    def __init__(self, page: ArchivePage, kinds: tuple[Kinds, ...], built: Callable[[], object]) -> None:
        self._page, self._kinds, self._tell = page, kinds, built
        self._built: dict[int, tuple[Part, ...]] = {}
        self.widgets = [QWidget(page) for _kinds in kinds]

    def parts(self, tab: int) -> tuple[Part, ...]:
        """The parts of this tab, from top to bottom."""
        if tab not in self._built:
            made = tuple(kind(self._page) for kind in self._kinds[tab])
            self._built[tab] = made
            self.widgets[tab].setLayout(column(*made, spacing=SCALE.m))
            self._tell()
        return self._built[tab]

    def part(self, kind: type[P]) -> P:
        """The part of this kind."""
        tab = next(number for number, kinds in enumerate(self._kinds) if kind in kinds)
        return next(part for part in self.parts(tab) if isinstance(part, kind))

    def built(self) -> Iterator[tuple[int, Part]]:
        """Those that are there already, with their tabs, in reading order."""
        for tab in sorted(self._built):
            for part in self._built[tab]:
                yield tab, part

    def __len__(self) -> int:
        return len(self.widgets)
