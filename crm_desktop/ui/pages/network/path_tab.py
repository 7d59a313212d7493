"""The guided path: the rings as a picture, the four steps of the week with their targets, and what came of it all."""

from datetime import timedelta
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from crm_desktop.base.i18n import _, format_date
from crm_desktop.features.network import commands, queries
from crm_desktop.features.network.records import NetworkOverview, Path, Yields
from crm_desktop.features.team.queries import team
from crm_desktop.ui.page import Page
from crm_desktop.ui.pages.network.rings_picture import RingsPicture
from crm_desktop.ui.pages.network.step_card import StepCard
from crm_desktop.ui.pages.network.yields_table import YieldsTable
from crm_desktop.ui.people.owner_chip import OwnerChip
from crm_desktop.ui.services import Services
from crm_desktop.ui.theme.tokens import SCALE
from crm_desktop.ui.widgets.card import Card, Label
from crm_desktop.ui.widgets.scrolled import Scrolled

STEPS = ("inventory", "build", "extend", "chances")


class PathTab(Page):
    """`ring_asked` tells which ring's people to show."""

    refresh_on = frozenset({"contact", "customer", "touch", "relation", "opportunity", "setting"})
    ring_asked = Signal(int)

    def __init__(self, services: Services, parent: QWidget) -> None:
        super().__init__(services, parent)
        self.picture = RingsPicture(self)
        self.rings = Card(_("My four rings"), self)
        self.week = Label("", "muted", self, wrap=False)
        self.cards = {
            code: StepCard(code, number, text, self)
            for number, (code, text) in enumerate(zip(STEPS, _deeds(), strict=True), start=1)
        }
        self.by_ring = YieldsTable(_("By ring"), _("People"), self)
        self.by_opener = YieldsTable(_("By opener"), _("Used"), self)
        self.by_occasion = YieldsTable(_("By occasion"), _("People"), self)
        self.since = Label("", "muted", self, fills=True)
        self._build()
        self.picture.pressed.connect(self.ring_asked)
        for card in self.cards.values():
            card.target_set.connect(self._set_target)
            card.asked.connect(self._do_step)

    def _build(self) -> None:
        column = Scrolled(self)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(column)
        self.rings.head.addWidget(self.week)
        self.rings.body.addWidget(self.picture, 1)
        steps = QGridLayout()
        steps.setSpacing(SCALE.m)
        for number, card in enumerate(self.cards.values()):
            steps.addWidget(card, number // 2, number % 2)
            steps.setColumnStretch(number % 2, 1)
        upper = QHBoxLayout()
        upper.setSpacing(SCALE.m)
        upper.addWidget(self.rings, 2)
        upper.addLayout(steps, 3)
        column.body.addLayout(upper)
        column.body.addWidget(self._yields_card())
        column.body.addStretch(1)

    def _yields_card(self) -> Card:
        yields = Card(_("What came of it"), self)
        self.owners = OwnerChip(self)
        self.owners.changed.connect(self._read_yields)
        yields.head.addWidget(self.owners)
        tables = QHBoxLayout()
        tables.setSpacing(SCALE.xl)
        left = QVBoxLayout()
        left.setSpacing(SCALE.m)
        for title, table in ((_("By ring"), self.by_ring), (_("By opener"), self.by_opener)):
            left.addWidget(Label(title, "strong", self))
            left.addWidget(table)
        left.addStretch(1)
        right = QVBoxLayout()
        right.setSpacing(SCALE.m)
        right.addWidget(Label(_("By occasion"), "strong", self))
        right.addWidget(self.by_occasion)
        right.addStretch(1)
        tables.addLayout(left, 1)
        tables.addLayout(right, 1)
        yields.body.addLayout(tables)
        yields.body.addWidget(self.since)
        return yields

    @override
    def refresh(self) -> None:
        # Walks through everybody and every touch: beside the reads somebody waits for.
        self.load(queries.path, then=self.show_path, key="path", heavy=True)
        self._read_yields()
        self.load(team, then=self.owners.show_team, key="team")

    def _read_yields(self) -> None:
        owners = sorted(self.owners.codes())
        self.load(queries.yields, owners=owners, then=self.show_yields, key="yields", heavy=True)

    def show_overview(self, overview: NetworkOverview) -> None:
        """The picture of the rings; the page around reads it once for both of its pictures."""
        self.picture.show_overview(overview)

    def show_path(self, path: Path) -> None:
        """The steps of this week."""
        first, last = format_date(path.monday, year=False), format_date(path.monday + timedelta(days=6), year=False)
        self.week.setText(f"{first} – {last}")
        for step in path.steps:
            if card := self.cards.get(step.code):
                card.show_step(step)

    def show_yields(self, yields: Yields) -> None:
        """What came of rings, openers and occasions."""
        self.by_ring.show_rows(yields.rings)
        self.by_opener.show_rows(yields.openers)
        self.by_occasion.show_rows(yields.occasions)
        self.since.setText(
            _("Openers count the touches since {day}; came in and ordered count people, from the first use on. "
              "Rings and occasions count people.").format(day=format_date(yields.since))
        )  # fmt: skip

    def _set_target(self, step: str, target: str) -> None:
        self.do(_("Set a weekly target"), commands.set_target, step, target,
                then=lambda _answer: None, failed=partial(self._refuse, step))  # fmt: skip

    def _refuse(self, _step: str, problem: Exception) -> None:
        self.notices.info(str(problem))
        self.mark_stale()

    def _do_step(self, step: str) -> None:
        """Where the step is done."""
        if step == "inventory":
            self.signals.run_action.emit("inventory", "")
        elif step == "chances":
            self.signals.run_action.emit("capture", "network")
        else:
            self.ring_asked.emit(0 if step == "build" else 1)

    @override
    def focus_first(self) -> None:
        self.cards[STEPS[0]].button.setFocus()


def _deeds() -> tuple[str, ...]:
    return _("Write people down…"), _("Whom to talk to"), _("Who can introduce somebody"), _("Add somebody I met…")
