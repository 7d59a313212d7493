"""The ledger: what is promised, due, approved, paid; each step by one key."""

from collections import Counter
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget
from typing_extensions import override

from crm_desktop.base.i18n import _, format_date, format_money, ngettext
from crm_desktop.features.referrals import commands
from crm_desktop.features.referrals.records import RewardLine, RewardState
from crm_desktop.ui.pages.referrals.lines import reward_text, state_pill
from crm_desktop.ui.pages.referrals.part import ALL, Part, counted, kept
from crm_desktop.ui.pages.referrals.reward_dialogs import PayDialog, VoidDialog
from crm_desktop.ui.services import Services
from crm_desktop.ui.theme.tokens import SCALE, Tone
from crm_desktop.ui.widgets.card import Card, Label, row
from crm_desktop.ui.widgets.chip import PillLabel
from crm_desktop.ui.widgets.choice_chips import ChoiceChips
from crm_desktop.ui.widgets.empty_state import EmptyState
from crm_desktop.ui.widgets.figures import FigureCard
from crm_desktop.ui.widgets.keyed_list import KeyedList
from crm_desktop.ui.widgets.side_panel import beside, side_panel

ORDER = (RewardState.DUE, RewardState.APPROVED, RewardState.PROMISED, RewardState.PAID, RewardState.VOID)
SUMS = ((RewardState.PROMISED, "handshake-outline", Tone.MUTED), (RewardState.DUE, "clock-outline", Tone.WARN),
        (RewardState.APPROVED, "check-decagram-outline", Tone.ACCENT), (RewardState.PAID, "gift-outline", Tone.OK))


class RewardsTab(Part):
    """Sums on top, the ledger at the left, one reward at the right."""

    def __init__(self, services: Services, parent: QWidget) -> None:
        super().__init__(services, parent)
        key = Qt.Key
        self.states = ChoiceChips(_("State"), self)
        self.list = KeyedList(_("Rewards"), self, ground="surface", keys={
            key.Key_A: self.approve, key.Key_P: self.pay, key.Key_V: self.void, key.Key_S: self.print_account,
        })  # fmt: skip
        self.sums = {state: FigureCard(icon, "", tone, self) for state, icon, tone in SUMS}
        self.name, self.state = Label("", "page-title", self), PillLabel("", parent=self)
        self.what, self.told = Label("", "strong", self, fills=True), Label("", "muted", self, fills=True)
        self.days = Label("", "", self, fills=True)
        self.fallen = Label(
            _("What this reward was for holds no longer: the order or delivery was taken back."), "error", self
        )
        self.hint = Label(_("A: approve · P: hand over · V: void, or take up again · Enter: the introducer's archive · "
                            "S: print the account"), "faint", self, fills=True)  # fmt: skip
        self.approving = self.button(_("Approve"), self.approve, primary=True)
        self.paying = self.button(_("Hand over"), self.pay, primary=True)
        self.voiding: QPushButton = self.button(_("Void"), self.void)
        self.empty = EmptyState(
            "gift-outline", _("No reward yet."), self,
            hint=_("As soon as somebody is named, what his introducer will get stands here. What is given for what is "
                   "a rule of the shop, in Settings."),
        )  # fmt: skip
        self._build()
        self.states.chosen.connect(lambda _code: self.show_found())
        self.list.picked.connect(self._show_reward)
        self.list.opened.connect(lambda _id: self.open_person())
        for state, card in self.sums.items():
            card.clicked.connect(partial(self.show_state, state))

    def _build(self) -> None:
        beside(self, side_panel(self, self.states, self.list), self.right)
        card = Card("", self, spacing=SCALE.m)
        card.body.addLayout(row(*self.sums.values(), spacing=SCALE.m))
        card.body.addLayout(row(self.name, self.state, None, spacing=SCALE.m))
        for label in (self.what, self.told, self.days, self.fallen):
            card.body.addWidget(label)
        card.body.addLayout(row(
            self.approving, self.paying, self.voiding, self.button(_("Print the account"), self.print_account),
            self.button(_("Print the month"), self.print_month), None,
        ))  # fmt: skip
        card.body.addStretch(1)
        card.body.addWidget(self.hint)
        self.right.addWidget(card)
        self.right.addWidget(self.empty)

    # Showing ------------------------------------------------------------------------------------------------------

    def show_state(self, state: str) -> None:
        """Show the rewards that stand there."""
        self.states.put(state)
        self.show_found()
        self.list.setFocus()

    @override
    def show_found(self) -> None:
        if self.shown is None or self.overview is None:
            return
        rewards, shop, totals = self.overview.book.rewards, self.overview.shop, self.overview.totals
        counts = Counter(one.state for one in rewards)
        offered = [(ALL, counted(_("All"), len(rewards)))]
        offered += [(state, counted(shop.label_of("reward_states", state), counts[state])) for state in ORDER]
        self.states.offer(offered, chosen=kept(self.states.code(), offered))
        wanted = self.states.code()
        shown = sorted((one for one in rewards if wanted in (ALL, one.state)), key=lambda one: ORDER.index(one.state))
        for state, card in self.sums.items():
            card.show_name(shop.label_of("reward_states", state))
            lines = ngettext("{n} reward", "{n} rewards", counts[state]).format(n=f"{counts[state]:,}")
            card.show_figure(format_money(getattr(totals, state)), lines)
        self.right.setCurrentIndex(0 if rewards else 1)
        self.list.show_rows([self.shown.rewards[one.key] for one in shown], pick_first=True)
        self._show_reward(self.list.picked_id())

    def reward(self) -> RewardLine | None:
        """The marked one."""
        rewards = self.overview.book.rewards if self.overview else ()
        return next((one for one in rewards if one.key == self.list.picked_id()), None)

    def _show_reward(self, _id: str) -> None:
        one = self.reward()
        for part in (self.approving, self.paying, self.voiding):
            part.setVisible(one is not None)
        if one is None or self.overview is None:
            for label in (self.name, self.what, self.told, self.days):
                label.setText("")
            self.state.show_pill("")
            self.fallen.hide()
            return
        shop = self.overview.shop
        self.name.setText(one.introducer_name)
        pill = state_pill(one, shop)
        self.state.show_pill(pill.text, pill.tone)
        self.what.setText(reward_text(one, shop))
        event = shop.label_of("referral_steps", one.event)
        rule = shop.label_of("reward_rules", one.rule) if one.rule else _("Promised beside the rules")
        self.told.setText(" · ".join((_("for {name}: {event}").format(name=one.name, event=event), rule)))
        self.days.setText(_story(one))
        self.fallen.setVisible(one.fallen)
        self.approving.setVisible(one.state == RewardState.DUE)
        self.paying.setVisible(one.state == RewardState.APPROVED and not one.fallen)
        self.voiding.setVisible(one.state != RewardState.PAID)
        self.voiding.setText(_("Take up again") if one.state == RewardState.VOID else _("Void"))

    # Doing --------------------------------------------------------------------------------------------------------

    def approve(self) -> None:
        """Approve the marked reward; the message takes it back."""
        one = self.reward()
        if one is not None:
            self.do(_("Approve a reward"), commands.approve, one.key,
                    done=_("The reward of {name} is approved.").format(name=one.introducer_name))  # fmt: skip

    def pay(self) -> None:
        """Hand it over, with its evidence."""
        one = self.reward()
        if one is None or self.overview is None:
            return
        if one.state != RewardState.APPROVED or one.fallen:
            # Says why not, in the words of the command.
            self.do(_("Hand over a reward"), commands.pay, one.key)
            return
        PayDialog(self, one, self.overview.shop, [gift for gift in self.overview.gifts if gift.left > 0]).open()

    def void(self) -> None:
        """Not given after all; or, where it is void, given again."""
        one = self.reward()
        if one is None or self.overview is None:
            return
        if one.state == RewardState.VOID:
            self.do(_("Take a reward up again"), commands.take_up_again, one.key,
                    done=_("The reward of {name} counts again.").format(name=one.introducer_name))  # fmt: skip
        elif one.state == RewardState.PAID:
            self.do(_("Void a reward"), commands.void, one.key)
        else:
            VoidDialog(self, one, self.overview.shop).open()

    def open_person(self) -> None:
        """Go to the archive of the introducer."""
        if self.subject():
            self.signals.open_record.emit("person", self.subject())

    def print_account(self) -> None:
        """What is between me and this introducer."""
        if self.subject():
            self.signals.run_action.emit("referral_accounts", self.subject())

    def print_month(self) -> None:
        """All rewards of the month."""
        self.signals.run_action.emit("referral_statement", "")

    @override
    def subject(self) -> str:
        one = self.reward()
        return one.introducer if one is not None else ""


def _story(one: RewardLine) -> str:
    """When it was promised, due, approved and paid, a line each."""
    lines = [_("Promised on {day}").format(day=format_date(one.promised_on))]
    if one.due_on is not None:
        lines.append(_("Due since {day}").format(day=format_date(one.due_on)))
    if one.approved_on is not None:
        by = f" · {one.approved_by}" if one.approved_by else ""
        lines.append(_("Approved on {day}").format(day=format_date(one.approved_on)) + by)
    if one.paid_on is not None:
        evidence = f" · {one.evidence}" if one.evidence else ""
        lines.append(_("Paid on {day}").format(day=format_date(one.paid_on)) + evidence)
    if one.note:
        lines.append(one.note)
    return "\n".join(lines)
