"""One reward rule: for which step, from which number on, what and how much."""

from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QGridLayout
from typing_extensions import override

from crm_desktop.base.i18n import _
from crm_desktop.features.referrals import commands
from crm_desktop.features.referrals.records import EVENTS
from crm_desktop.features.settings.records import RewardRule, ShopRules
from crm_desktop.ui.forms import CheckField, ChoiceField, Field, LineField, MoneyField, NumberField
from crm_desktop.ui.page import Page
from crm_desktop.ui.people.archive.ask import Ask
from crm_desktop.ui.people.archive.part import pairs, small_button
from crm_desktop.ui.theme.tokens import SCALE

DIALOG_WIDTH = 560
MOST = 999
MOST_PIECES = 100_000


class RewardRuleDialog(Ask):
    """Change this rule, or add one (None)."""

    def __init__(self, section: Page, shop: ShopRules, rule: RewardRule | None) -> None:
        self.section, self.rule = section, rule or RewardRule("", "")
        steps = [(code, shop.label_of("referral_steps", code)) for code in EVENTS]
        fields: list[Field] = [
            LineField("label", _("Name of the rule"), inline=False, longest=60),
            ChoiceField("event", _("When the person named has"), steps, inline=False, none=None),
            NumberField("from_nth", _("From number … of the introducer on"), inline=False, least=1, most=MOST),
            ChoiceField("kind", _("What the introducer gets"), pairs(shop.reward_kinds), inline=False, none=None),
            MoneyField("amount", _("Worth (yuan)"), inline=False, placeholder="500"),
            NumberField("quantity", _("How many (gifts, points)"), inline=False, least=1, most=MOST_PIECES),
            NumberField("month_cap", _("At most a month (0: no limit)"), inline=False, most=MOST),
            CheckField("on", _("The rule holds"), inline=False),
        ]
        title = _("Change a reward rule") if rule else _("Add a reward rule")
        hint = _("It holds for whoever is named from today on. What was promised before keeps its amount.")
        super().__init__(title, fields, self._write, section, hint=hint, width=DIALOG_WIDTH)
        for field in fields:
            field.set_value(getattr(self.rule, field.name), force=True)
        self.remove = small_button(_("Remove the rule"), self, kind="flat")
        self.remove.setVisible(rule is not None)
        self.remove.clicked.connect(lambda: self._remove())
        self.buttons.insertWidget(0, self.remove)

    @override
    def lay_out(self, fields: Any) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(SCALE.m)
        grid.setVerticalSpacing(SCALE.s)
        grid.addWidget(fields[0], 0, 0, 1, 2)
        for place, field in enumerate(fields[1:], start=2):
            grid.addWidget(field, place // 2, place % 2)
        self.body.addLayout(grid)

    def _write(self, values: dict[str, Any], then: Any, failed: Any) -> None:
        known = {name: value for name, value in values.items() if value is not None}
        empty = {"amount": 0, "quantity": 1, "from_nth": 1, "month_cap": 0}
        after = replace(self.rule, **{**empty, **known})
        self.section.do(
            _("Change the reward rules"), commands.save_reward_rule, after, then=then, failed=failed,
            done=_("The new rules hold."),
        )  # fmt: skip

    def _remove(self) -> None:
        self.section.do(
            _("Change the reward rules"), commands.remove_reward_rule, self.rule.code,
            then=self.answered, failed=self.refuse,
            done=_("The rule is removed; what was promised stays."),
        )  # fmt: skip
