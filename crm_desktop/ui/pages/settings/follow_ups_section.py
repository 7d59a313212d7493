"""Follow-ups: rhythms, what events ask for, my days off and public holidays; every change is tried before it holds."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QGridLayout, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from crm_desktop.base import clock
from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _
from crm_desktop.features.calendar.queries import preview_rules
from crm_desktop.features.settings import commands
from crm_desktop.features.settings.queries import shop_rules
from crm_desktop.features.settings.records import Choice, ShopRules
from crm_desktop.ui.forms.form import Form
from crm_desktop.ui.forms.pick_fields import CheckField
from crm_desktop.ui.forms.text_fields import NumberField
from crm_desktop.ui.page import Page
from crm_desktop.ui.pages.settings.draft import Draft, DraftCard
from crm_desktop.ui.pages.settings.work_days_cards import DaysOffCard, HolidaysCard, LeaveCard
from crm_desktop.ui.services import Services
from crm_desktop.ui.theme.tokens import SCALE
from crm_desktop.ui.widgets.card import Card, Label, column, row

MOST_DAYS = 3650
MOST_PERCENT = 500
NUMBER_WIDTH = 120
PAUSE = 300
KINDS = ("levels", "statuses", "tiers", "event_rules")


class FollowUpsSection(Page):
    """Edits go into a draft; the footer says whom they would move, and applies them in one step."""

    refresh_on = frozenset({"setting"})

    def __init__(self, services: Services, parent: QWidget) -> None:
        super().__init__(services, parent)
        self.form = Form(self._change, self)
        self.draft = Draft()
        self.footer = DraftCard(parent)
        self._shop: ShopRules | None = None
        self.cards: tuple[DaysOffCard | LeaveCard | HolidaysCard, ...] = ()
        self._soon = QTimer(self, singleShot=True, interval=PAUSE)
        self._soon.timeout.connect(self._preview)
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(0, 0, SCALE.m, 0)
        self._whole.setSpacing(SCALE.l)
        self._of_shop = (QWidget(self), QWidget(self))
        self.footer.applied.connect(self.apply)
        self.footer.discarded.connect(self.discard)

    @override
    def refresh(self) -> None:
        self.load(shop_rules, then=self.show_rules, key="rules")

    def show_rules(self, shop: ShopRules) -> None:
        """Show the rules in force, and over them what is drafted."""
        if self._shop is None:
            self._make(shop)
        self._shop = shop
        values: dict[str, Any] = {}
        for name in self.form.fields:
            kind, key, field = name.split("/")
            drafted = self.draft.entry(kind, key) or {}
            values[name] = drafted.get(field, getattr(shop.find(kind, key), field))
        self.form.show_values("rules", values)
        for card in self.cards:
            card.show_days(shop.work_days, self.draft, clock.today())

    # Building -----------------------------------------------------------------------------------------------------

    def _make(self, shop: ShopRules) -> None:
        rhythm = Card(_("Rhythm"), self)
        rhythm.body.addWidget(
            Label(_("How often to speak with a customer. Only an effective contact counts; then it is counted anew."),
                  "muted", self)
        )  # fmt: skip
        grid = QGridLayout()
        line = 0
        for level in shop.levels:
            line = self._line(grid, line, level, _("Level {level}").format(level=level.code), "levels")
        for status in shop.statuses:
            if status.interval_days:
                line = self._line(grid, line, status, status.label, "statuses")
        grid.setColumnStretch(5, 1)
        rhythm.body.addLayout(grid)
        rhythm.body.addLayout(row(None, self._back("levels", "statuses")))
        tiers = Card(_("Rhythm by value tier"), self)
        tiers.body.addWidget(Label(_("100 % is the rhythm as it stands above; 50 % is twice as often."), "muted", self))
        for tier in shop.tiers:
            tiers.body.addWidget(
                self._number(f"tiers/{tier.code}/percent", f"{tier.mark} {tier.label} (%)", most=MOST_PERCENT)
            )
        tiers.body.addWidget(Label(_("Greeted at festivals"), "muted", self))
        greeted = [self._check(f"tiers/{tier.code}/festivals", f"{tier.mark} {tier.label}") for tier in shop.tiers]
        tiers.body.addLayout(row(*greeted, None))
        tiers.body.addLayout(row(None, self._back("tiers")))
        events = Card(_("After and before events"), self)
        events.body.addWidget(
            Label(_("Days after the event, with a minus before it. One result answers the steps of a chain that were "
                    "due by then."), "muted", self)
        )  # fmt: skip
        places = QGridLayout()
        for place, rule in enumerate(shop.event_rules):
            places.addWidget(self._check(f"event_rules/{rule.code}/on", rule.label), place, 0)
            field = self._number(f"event_rules/{rule.code}/offset_days", rule.label, least=-MOST_DAYS, bare=True)
            places.addWidget(field, place, 1)
        events.body.addLayout(places)
        events.body.addLayout(row(None, self._back("event_rules")))
        self.days_off = DaysOffCard(self._change_days, self)
        self.leave = LeaveCard(self._change_days, self)
        self.holidays = HolidaysCard(self._change_days, self)
        self.cards = (self.days_off, self.leave, self.holidays)
        rules, days = self._of_shop
        for part, cards in ((rules, (rhythm, tiers, events)), (days, (self.holidays,))):
            part.setLayout(column(*cards, spacing=SCALE.l))
        for whole in (rules, self.days_off, self.leave, days):
            self._whole.addWidget(whole)

    def shop_parts(self) -> tuple[QWidget, ...]:
        """What is the shop's; my days off and my leave are mine."""
        return self._of_shop

    def _line(self, grid: QGridLayout, line: int, entry: Choice, label: str, kind: str) -> int:
        grid.addWidget(Label(label, "", self, wrap=False), line, 0)
        if getattr(entry, "first_days", 0):
            grid.addWidget(Label(_("first after"), "muted", self, wrap=False), line, 3)
            grid.addWidget(self._number(f"{kind}/{entry.code}/first_days", label, least=1, bare=True), line, 4)
        grid.addWidget(Label(_("every (days)"), "muted", self, wrap=False), line, 1)
        grid.addWidget(self._number(f"{kind}/{entry.code}/interval_days", label, least=1, bare=True), line, 2)
        return line + 1

    def _number(
        self, name: str, label: str, *, least: int = 1, most: int = MOST_DAYS, bare: bool = False
    ) -> NumberField:
        field = NumberField(name, "" if bare else label, self, least=least, most=most)
        field.input.setAccessibleName(label)
        field.input.setProperty("kind", "boxed")
        field.input.setMaximumWidth(NUMBER_WIDTH)
        if not bare:
            field.label.setFixedWidth(220)
        return self.form.add(field)

    def _check(self, name: str, label: str) -> CheckField:
        return self.form.add(CheckField(name, label, self))

    def _back(self, *kinds: str) -> QPushButton:
        button = QPushButton(_("Back to the shipped values"), self)
        button.setProperty("kind", "small")
        button.clicked.connect(lambda: self.put_back(*kinds))
        return button

    # Drafting -----------------------------------------------------------------------------------------------------

    def _change(
        self, _subject: str, name: str, value: Any, _then: Callable[[], None], failed: Callable[[UserError], None]
    ) -> None:
        kind, key, field = name.split("/")
        if value is None or self._shop is None:
            failed(UserError(_("Write a number here.")))
            return
        self.draft.put(kind, key, field, value, holds=getattr(self._shop.find(kind, key), field))
        self.form.fields[name].set_value(value, force=True)
        self._changed()

    def _change_days(self, kind: str, key: str, value: dict[str, Any] | None, holds: object) -> None:
        """A whole entry of the days; `holds` is what is in force."""
        if value == holds:
            self.draft.drop(kind, key)
        else:
            self.draft.put_entry(kind, key, value)
        self._changed()

    def put_back(self, *kinds: str) -> None:
        """Draft the shipped values of these lists."""
        self.load(_overridden, kinds, then=self._put_back, key="overridden")

    def _put_back(self, keys: list[tuple[str, str]]) -> None:
        for kind, key in keys:
            self.draft.put_entry(kind, key, None)
        self._changed()

    def _changed(self) -> None:
        if self._shop is not None:
            for card in self.cards:
                card.show_days(self._shop.work_days, self.draft, clock.today())
        if not self.draft:
            self.footer.hide()
            return
        self.footer.wait()
        self._soon.start()

    def _preview(self) -> None:
        if self.draft:
            self.load(
                preview_rules, self.draft.edits(), heavy=True, key="preview", then=self._show_preview,
                failed=lambda problem: self.footer.show_problem(str(problem)),
            )  # fmt: skip

    def _show_preview(self, preview: Any) -> None:
        if self.draft:
            self.footer.show_preview(preview, clock.today())

    def apply(self) -> None:
        """Make the changes, as one step to undo."""
        edits = self.draft.edits()
        self.do(
            _("Change the rules"), commands.apply_rules, edits, done=_("The new rules hold."), then=self._applied,
            failed=lambda problem: self.footer.show_problem(str(problem)),
        )  # fmt: skip

    def _applied(self, _answer: object) -> None:
        self.draft.clear()
        self.footer.hide()
        self.refresh()

    def discard(self) -> None:
        """Leave the rules as they are."""
        self.draft.clear()
        self.footer.hide()
        self.form.subject = ""
        self.refresh()

    @override
    def flush(self) -> None:
        self.form.flush()


def _overridden(session: Any, kinds: tuple[str, ...]) -> list[tuple[str, str]]:
    from crm_desktop.features.settings.queries import overridden

    return [(kind, key) for kind in kinds for key in sorted(overridden(session, kind))]


