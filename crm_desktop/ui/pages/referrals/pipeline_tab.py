"""Everybody who was named, on the way from name to delivery."""

from collections import Counter

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from crm_desktop.base import clock
from crm_desktop.base.i18n import _, format_date, format_day
from crm_desktop.features.referrals import commands
from crm_desktop.features.referrals.records import STEPS, Line, RewardLine
from crm_desktop.ui.pages.referrals.lines import reward_text, state_pill, step_pill
from crm_desktop.ui.pages.referrals.part import ALL, Part, counted, kept
from crm_desktop.ui.pages.referrals.promise_dialog import PromiseDialog
from crm_desktop.ui.pages.referrals.step_track import StepTrack
from crm_desktop.ui.services import Services
from crm_desktop.ui.theme.tokens import SCALE, Tone
from crm_desktop.ui.widgets.card import Card, Label, row
from crm_desktop.ui.widgets.chip import PillLabel
from crm_desktop.ui.widgets.choice_chips import ChoiceChips
from crm_desktop.ui.widgets.empty_state import EmptyState
from crm_desktop.ui.widgets.flow import FlowLayout
from crm_desktop.ui.widgets.keyed_list import KeyedList
from crm_desktop.ui.widgets.side_panel import beside, side_panel

LOST = "lost"


class PipelineTab(Part):
    """Named people at the left, the newest first; the track of the marked one at the right."""

    def __init__(self, services: Services, parent: QWidget) -> None:
        super().__init__(services, parent)
        key = Qt.Key
        self.steps = ChoiceChips(_("How far"), self)
        self.list = KeyedList(_("Who was named"), self, ground="surface", keys={
            key.Key_A: self.ask, key.Key_T: self.log_touch, key.Key_R: self.promise, key.Key_Delete: self.remove,
        })  # fmt: skip
        self.name, self.step = Label("", "page-title", self), PillLabel("", parent=self)
        self.private = PillLabel("", Tone.MUTED, self)
        self.told, self.note = Label("", "muted", self, fills=True), Label("", "", self, fills=True)
        self.track = StepTrack(self)
        self.rewards = Label("", "", self, fills=True)
        self.hint = Label(_("Enter: open the archive · T: log a touch · A: ask this person too · R: promise a reward · "
                            "Delete: was not named after all"), "faint", self, fills=True)  # fmt: skip
        self.empty = EmptyState(
            "account-arrow-right-outline", _("Nobody has been named yet."), self,
            hint=_("Every good talk may end with one question: whom do you know who is looking at cars?"),
        )  # fmt: skip
        self.empty.add_button(_("Ask for a referral"), self.ask_somebody, "account-heart-outline")
        self._build()
        self.steps.chosen.connect(lambda _code: self.show_found())
        self.list.picked.connect(self._show_line)
        self.list.opened.connect(lambda _id: self.open_person())

    def _build(self) -> None:
        beside(self, side_panel(self, self.steps, self.list), self.right)
        card = Card("", self, spacing=SCALE.m)
        card.body.addLayout(row(self.name, self.step, self.private, None, spacing=SCALE.m))
        card.body.addWidget(self.told)
        card.body.addWidget(self.track)
        card.body.addWidget(self.note)
        card.body.addWidget(Label(_("Rewards"), "strong", self))
        card.body.addWidget(self.rewards)
        deeds = FlowLayout()
        for text, act in (
            (_("Open the archive"), self.open_person), (_("Log a touch"), self.log_touch),
            (_("Ask this person too"), self.ask), (_("Promise a reward"), self.promise),
            (_("Not named after all"), self.remove),
        ):  # fmt: skip
            deeds.addWidget(self.button(text, act))
        card.body.addLayout(deeds)
        card.body.addStretch(1)
        card.body.addWidget(self.hint)
        self.right.addWidget(card)
        self.right.addWidget(self.empty)

    # Showing ------------------------------------------------------------------------------------------------------

    @override
    def show_found(self) -> None:
        if self.shown is None or self.overview is None:
            return
        lines, shop, rows = self.overview.book.lines, self.overview.shop, self.shown.lines
        counts = Counter(_stage(line) for line in lines)
        offered = [(ALL, counted(_("All"), len(lines)))]
        offered += [(step, counted(shop.label_of("referral_steps", step), counts[step])) for step in STEPS]
        offered.append((LOST, counted(_("Lost"), counts[LOST])))
        self.steps.offer(offered, chosen=kept(self.steps.code(), offered))
        wanted = self.steps.code()
        shown = [rows[line.id] for line in reversed(lines) if wanted in (ALL, _stage(line))]
        self.right.setCurrentIndex(0 if lines else 1)
        self.list.show_rows(shown, pick_first=True)
        self._show_line(self.list.picked_id())

    def line(self) -> Line | None:
        """The marked one."""
        lines = self.overview.book.lines if self.overview else ()
        return next((one for one in lines if one.id == self.list.picked_id()), None)

    def _show_line(self, _id: str) -> None:
        line = self.line()
        if line is None or self.overview is None:
            return
        shop, today = self.overview.shop, clock.today()
        self.name.setText(line.name or _("In the trash"))
        pill = step_pill(line, shop)
        self.step.show_pill(pill.text, pill.tone)
        self.private.show_pill(_("Private") if line.private else "")
        named = _("Named by {name} on {day}").format(name=line.introducer_name, day=format_date(line.named_on))
        unpaid = "" if line.pays else _("Known before, or named by somebody else first: no reward by the rules")
        self.told.setText(" · ".join(filter(None, (named, line.phone, unpaid))))
        self.note.setText(line.note)
        self.note.setVisible(bool(line.note))
        days = [format_day(day, today) if day else "" for day in line.dates]
        names = [shop.label_of("referral_steps", step) for step in STEPS]
        self.track.show_steps(list(zip(names, days, strict=True)), lost=line.lost_on is not None)
        own = [self._reward(one) for one in self.overview.book.rewards if one.referral == line.id]
        self.rewards.setText("\n".join(own) or _("None by the rules. R promises one."))

    def _reward(self, one: RewardLine) -> str:
        assert self.overview is not None
        shop = self.overview.shop
        words = (shop.label_of("referral_steps", one.event), reward_text(one, shop), state_pill(one, shop).text)
        return " · ".join(words)

    # Doing --------------------------------------------------------------------------------------------------------

    def open_person(self) -> None:
        """Go to the archive of whoever was named."""
        if self.subject():
            self.signals.open_record.emit("person", self.subject())

    def log_touch(self) -> None:
        """Log a touch with whoever was named."""
        if self.subject():
            self.signals.run_action.emit("log_touch", self.subject())

    def ask(self) -> None:
        """Whoever was named is asked for names too: the next generation."""
        if self.subject():
            self.signals.run_action.emit("ask_referral", self.subject())

    def ask_somebody(self) -> None:
        """Ask the first one."""
        self.signals.run_action.emit("ask_referral", "")

    def promise(self) -> None:
        """Promise something else than the rules give."""
        line = self.line()
        if line is not None and self.overview is not None:
            PromiseDialog(self, line, self.overview).open()

    def remove(self) -> None:
        """This person was not named by that one after all; the message brings it back."""
        line = self.line()
        if line is not None:
            self.do(_("Remove a referral"), commands.remove_referral, line.id,
                    done=_("{name} no longer counts as named.").format(name=line.name))  # fmt: skip

    @override
    def subject(self) -> str:
        line = self.line()
        return line.contact if line is not None and not line.gone else ""


def _stage(line: Line) -> str:
    lost = line.lost_on is not None and line.on(STEPS[-2]) is None
    return LOST if lost else line.step
