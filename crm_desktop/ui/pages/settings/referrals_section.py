"""Referrals: what an introducer gets for whom, and how long nobody is asked for names again."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from crm_desktop.base.i18n import _, format_full_day, format_money, ngettext
from crm_desktop.features.referrals import commands
from crm_desktop.features.referrals.rules.rule_edits import current
from crm_desktop.features.settings.queries import shop_rules
from crm_desktop.features.settings.records import RewardRule, ShopRules
from crm_desktop.ui.forms.form import Form
from crm_desktop.ui.forms.text_fields import NumberField
from crm_desktop.ui.page import Page
from crm_desktop.ui.pages.settings.reward_rule_dialog import RewardRuleDialog
from crm_desktop.ui.pages.settings.rule_saving import save_rule
from crm_desktop.ui.people.archive.part import RowsView
from crm_desktop.ui.services import Services
from crm_desktop.ui.theme import icons
from crm_desktop.ui.theme.tokens import SCALE, Tone
from crm_desktop.ui.widgets.card import Card, Label, row
from crm_desktop.ui.widgets.chip import Pill
from crm_desktop.ui.widgets.rows import Row

MOST_DAYS = 3650
NUMBER_WIDTH = 120
LABEL_WIDTH = 260
ROW_HEIGHT = 54
SIGNS = {"cash": "cash", "gift": "gift-outline", "points": "star-outline"}
SIGN = "ticket-percent-outline"


class ReferralsSection(Page):
    """A rule is changed in its dialog, a number where it stands; each is one step to undo."""

    refresh_on = frozenset({"setting"})

    def __init__(self, services: Services, parent: QWidget) -> None:
        super().__init__(services, parent)
        self.form = Form(partial(save_rule, self), self)
        self._shop: ShopRules | None = None
        self.rules: dict[str, RewardRule] = {}
        self.list = RowsView(_("Reward rules"), self, row_height=ROW_HEIGHT)
        self.none = Label(_("No reward is promised. Add a rule, or put the shipped ones back."), "muted", self)
        self.former = Label("", "muted", self)
        self.add = QPushButton(icons.icon("plus"), _("Add a reward rule"), self)
        self.back = self._button(_("Back to the shipped values"), self.put_rules_back)
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(0, 0, SCALE.m, 0)
        self._whole.setSpacing(SCALE.l)
        self._build()

    def _build(self) -> None:
        card = Card(_("Reward rules"), self)
        about = _("What an introducer gets when somebody he named gets so far. Enter on a rule changes it. A change "
                  "holds for whoever is named from that day on; what was promised before keeps its amount.")
        card.body.addWidget(Label(about, "muted", self))
        for part in (self.list, self.none, self.former):
            card.body.addWidget(part)
        card.body.addLayout(row(self.add, None, self.back))
        self._whole.addWidget(card)
        self.list.opened.connect(self.open_rule)
        self.list.clicked.connect(lambda _index: self.open_rule(self.list.picked_id()))
        self.add.clicked.connect(partial(self.open_rule, ""))

    @override
    def refresh(self) -> None:
        self.load(shop_rules, then=self.show_rules, key="rules")

    def show_rules(self, shop: ShopRules) -> None:
        """Show the rules in force."""
        if self._shop is None:
            self._make_asking(shop)
        self._shop = shop
        self.rules = {rule.code: rule for rule in current(shop.reward_rules)}
        self.list.show_rows([_row(rule, shop) for rule in self.rules.values()])
        self.none.setVisible(not self.rules)
        former = len(shop.reward_rules) - len(self.rules)
        self.former.setText(ngettext(
            "{n} former rule still holds for those who were named under it.",
            "{n} former rules still hold for those who were named under them.", former).format(n=former))  # fmt: skip
        self.former.setVisible(former > 0)
        values: dict[str, Any] = {f"ask_results/{one.code}/wait_days": one.wait_days for one in shop.ask_results}
        values.update({f"numbers/{name}/": getattr(shop.numbers, name) for name in commands.ASKING_NUMBERS})
        self.form.show_values("rules", values)

    def _make_asking(self, shop: ShopRules) -> None:
        card = Card(_("Asking for names"), self)
        about = _("Who was asked is not proposed again for so many days, by how the ask ended.")
        card.body.addWidget(Label(about, "muted", self))
        for one in shop.ask_results:
            card.body.addWidget(self._number(f"ask_results/{one.code}/wait_days", one.label))
        card.body.addWidget(self._number("numbers/unhappy_days/", _("Not asked after a bad mood for")))
        card.body.addWidget(self._number("numbers/just_closed_days/", _("A delivery counts as fresh for")))
        never = _("Nobody is asked who does not want to be contacted, is out of contact, or waits for a promise that "
                  "is overdue.")  # fmt: skip
        card.body.addWidget(Label(never, "muted", self))
        card.body.addLayout(row(None, self._button(_("Back to the shipped values"), self.put_asking_back)))
        self._whole.addWidget(card)

    def _number(self, name: str, label: str) -> NumberField:
        said = _("{what} (days)").format(what=label)
        field = NumberField(name, said, self, most=MOST_DAYS)
        field.input.setAccessibleName(said)
        field.input.setProperty("kind", "boxed")
        field.input.setMaximumWidth(NUMBER_WIDTH)
        field.label.setFixedWidth(LABEL_WIDTH)
        return self.form.add(field)

    def _button(self, text: str, act: Callable[[], None]) -> QPushButton:
        button = QPushButton(text, self)
        button.setProperty("kind", "small")
        button.clicked.connect(lambda: act())
        return button

    # Changing -----------------------------------------------------------------------------------------------------

    def open_rule(self, code: str) -> None:
        """Change this rule, or add one ("")."""
        if self._shop is not None:
            RewardRuleDialog(self, self._shop, self.rules.get(code)).open()

    def put_rules_back(self) -> None:
        """The shipped reward rules, for whoever is named from today on."""
        self.do(_("Put rules back"), commands.restore_reward_rules, done=_("The shipped values hold again."))

    def put_asking_back(self) -> None:
        """The shipped waiting times."""
        self.do(_("Put rules back"), commands.restore_asking, done=_("The shipped values hold again."))

    @override
    def flush(self) -> None:
        self.form.flush()


def _row(rule: RewardRule, shop: ShopRules) -> Row:
    off = () if rule.on else (Pill(_("Switched off"), Tone.MUTED),)
    return Row(
        rule.code, rule.label, condition_text(rule, shop), right=worth_text(rule, shop),
        sign=SIGNS.get(rule.kind, SIGN), pills=off, tooltip=_since(rule),
    )  # fmt: skip


def condition_text(rule: RewardRule, shop: ShopRules) -> str:
    """Delivered · from number 3 on · at most 4 a month."""
    parts = [
        shop.label_of("referral_steps", rule.event),
        _("from number {n} on").format(n=rule.from_nth) if rule.from_nth > 1 else "",
        _("at most {n} a month").format(n=rule.month_cap) if rule.month_cap else "",
    ]
    return " · ".join(filter(None, parts))


def worth_text(rule: RewardRule, shop: ShopRules) -> str:
    """Cash ¥500; gift × 2, ¥50."""
    kind = shop.label_of("reward_kinds", rule.kind)
    many = f"{kind} × {rule.quantity:,}" if rule.quantity > 1 else kind
    return " ".join(filter(None, (many, format_money(rule.amount) if rule.amount else "")))


def _since(rule: RewardRule) -> str:
    return _("Since {day}").format(day=format_full_day(date.fromisoformat(rule.since))) if rule.since else ""
