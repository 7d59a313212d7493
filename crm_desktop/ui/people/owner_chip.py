"""Whose customers a list shows: for the manager, who sees those of several consultants."""

from collections.abc import Iterable
from dataclasses import replace

from PySide6.QtWidgets import QWidget

from crm_desktop.base.i18n import _
from crm_desktop.features.customers.records import Filter
from crm_desktop.features.customers.rules import format_filter, parse_filter
from crm_desktop.features.team.records import Colleague, Team
from crm_desktop.features.team.rules import sees_owners
from crm_desktop.ui.widgets.pick_chip import PickChip


class OwnerChip(PickChip):
    """Ticks consultants; hidden from whoever sees only his own."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(_("Consultant"), parent)
        self._team = Team()
        self.hide()

    def show_team(self, team: Team) -> None:
        """Offer everybody of the shop."""
        self._team = team
        self.setVisible(sees_owners(team.me))
        self.offer([(one.user, colleague_label(one)) for one in team.colleagues])

    def show_filter(self, text: str) -> None:
        """Tick whom a typed filter names."""
        self.put(self._team.user_of(word) or word for word in parse_filter(text).owners)

    def filter_of(self, text: str) -> str:
        """A typed filter with those who are ticked in place of whom it named."""
        names = frozenset(self._team.name_of(user) for user in self.codes())
        return format_filter(replace(parse_filter(text), owners=names))


def colleague_label(one: Colleague) -> str:
    """A colleague to choose; who left says so."""
    return one.name if one.active else _("{name} (left)").format(name=one.name)


def whose(text: str) -> str:
    """Of a typed filter only whose customers it shows."""
    return format_filter(Filter(owners=parse_filter(text).owners))


def joined(parts: Iterable[str]) -> str:
    """Parts of a filter as one, in the order in which a filter is written."""
    return format_filter(parse_filter(" ".join(parts)))
