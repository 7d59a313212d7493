"""What asking brought: asked → named → came → ordered, by situation, script, ring, opener, occasion, source, person."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from crm_desktop.base.i18n import _, ngettext
from crm_desktop.features.referrals.records import Figure, Yield
from crm_desktop.ui.pages.referrals.lines import yield_line
from crm_desktop.ui.pages.referrals.part import Part, counted
from crm_desktop.ui.services import Services
from crm_desktop.ui.widgets.card import Card, Label
from crm_desktop.ui.widgets.choice_chips import ChoiceChips
from crm_desktop.ui.widgets.empty_state import EmptyState
from crm_desktop.ui.widgets.figures import Funnel
from crm_desktop.ui.widgets.keyed_list import KeyedList
from crm_desktop.ui.widgets.rows import Row
from crm_desktop.ui.widgets.side_panel import beside, side_panel

FIGURES = ("asked", "named", "came", "ordered")
ASKED_BY = "situation"
"""How it is counted until somebody chooses."""


class YieldsTab(Part):
    """Groups at the left; at the right the funnel of one, and the people of a figure. `by_asked`: count otherwise."""

    by_asked = Signal(str)

    def __init__(self, services: Services, parent: QWidget) -> None:
        super().__init__(services, parent)
        key = Qt.Key
        self.by = ChoiceChips(_("Count by"), self)
        self.by.offer([
            ("situation", _("Situation")), ("script", _("Script")), ("ring", _("Ring")), ("opener", _("Opener")),
            ("occasion", _("Occasion")), ("source", _("Source")), ("introducer", _("Introducer")),
        ], chosen=ASKED_BY)  # fmt: skip
        self.list = KeyedList(_("What asking brought"), self, ground="surface", keys={
            key.Key_Right: lambda: self._turn(1), key.Key_Left: lambda: self._turn(-1),
        })  # fmt: skip
        self.name, self.told = Label("", "page-title", self), Label("", "muted", self, fills=True)
        self.funnel = Funnel(_("What asking brought"), self)
        self.figures = ChoiceChips(_("Figure"), self)
        self.people = KeyedList(_("People"), self, ground="surface", compact=True, keys={})
        self.hint = Label(_("← →: another figure · Enter: its people · there, Enter: the archive"), "faint", self,
                          fills=True)  # fmt: skip
        self.empty = EmptyState(
            "chart-bar", _("Nobody has been asked yet."), self,
            hint=_("After a few asks you see here which situation, which words and which people bring names."),
        )  # fmt: skip
        self._build()
        self.by.chosen.connect(self.by_asked)
        self.list.picked.connect(self._show_group)
        self.list.opened.connect(lambda _id: self.people.setFocus())
        self.figures.chosen.connect(lambda _code: self._show_people())
        self.funnel.pressed.connect(self._press)
        self.people.opened.connect(self.open_person)

    def _build(self) -> None:
        beside(self, side_panel(self, self.by, self.list), self.right)
        card = Card("", self)
        for part in (self.name, self.told, self.funnel, self.figures):
            card.body.addWidget(part)
        card.body.addWidget(self.people, 1)
        card.body.addWidget(self.hint)
        self.right.addWidget(card)
        self.right.addWidget(self.empty)

    @override
    def show_found(self) -> None:
        rows = self.overview.yields if self.overview else ()
        self.right.setCurrentIndex(0 if rows else 1)
        self.list.show_rows([yield_line(one) for one in rows], pick_first=True)
        self._show_group(self.list.picked_id())

    def group(self) -> Yield | None:
        """The marked one."""
        rows = self.overview.yields if self.overview else ()
        return next((one for one in rows if one.code == self.list.picked_id()), None)

    def _show_group(self, _id: str) -> None:
        one = self.group()
        if one is None:
            return
        labels = (_("Asked"), _("Named"), _("Came in"), _("Ordered"))
        figures: list[Figure] = [getattr(one, name) for name in FIGURES]
        self.name.setText(one.label)
        self.told.setText(_told(one))
        self.funnel.show_bars([(label, figure.count) for label, figure in zip(labels, figures, strict=True)])
        self.figures.offer([
            (name, counted(label, figure.count)) for name, label, figure in zip(FIGURES, labels, figures, strict=True)
        ], chosen=self.figures.code() or FIGURES[1])  # fmt: skip
        self._show_people()

    def _show_people(self) -> None:
        one = self.group()
        if one is None or self.overview is None:
            return
        names, people = self.overview.names, getattr(one, self.figures.code()).people
        self.people.show_rows([Row(id_, names.get(id_) or _("In the trash")) for id_ in people], pick_first=True)

    def _press(self, number: int) -> None:
        self.figures.put(FIGURES[number])
        self._show_people()

    def _turn(self, by: int) -> None:
        at = FIGURES.index(self.figures.code()) if self.figures.code() in FIGURES else 0
        self._press((at + by) % len(FIGURES))

    def open_person(self, contact_id: str) -> None:
        """Go to the archive."""
        self.signals.open_record.emit("person", contact_id)

    @override
    def subject(self) -> str:
        return self.people.picked_id() if self.people.hasFocus() else ""


def _told(one: Yield) -> str:
    """How many asks it takes for a name, and for an order."""
    asked = ngettext("asked {n} time", "asked {n} times", one.asked.count).format(n=f"{one.asked.count:,}")
    per_name = f"{one.named.count / one.asked.count:.1f}" if one.asked.count else "0"
    names = _("{n} names an ask").format(n=per_name)
    share = f"{one.ordered.count / one.named.count:.0%}" if one.named.count else ""
    return " · ".join(filter(None, (asked, names, _("{share} of them ordered").format(share=share) if share else "")))
