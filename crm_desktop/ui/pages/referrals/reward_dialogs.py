"""Paying a reward, and saying why one is not given."""

from collections.abc import Sequence

from typing_extensions import override

from crm_desktop.base.i18n import _, format_money
from crm_desktop.features.referrals import commands
from crm_desktop.features.referrals.records import GiftLine, RewardLine
from crm_desktop.features.settings.records import ShopRules
from crm_desktop.ui.forms.pick_fields import ChoiceField
from crm_desktop.ui.forms.text_fields import LineField
from crm_desktop.ui.page import Page
from crm_desktop.ui.pages.referrals.lines import reward_text
from crm_desktop.ui.pages.referrals.promise_dialog import RewardSheet
from crm_desktop.ui.people.archive.days import past_day


def _about(one: RewardLine, shop: ShopRules) -> str:
    event = shop.label_of("referral_steps", one.event)
    return " · ".join((one.introducer_name, f"{one.name} {event}", reward_text(one, shop)))


class PayDialog(RewardSheet):
    """When, with which evidence, and whether a gift of the stock takes its place."""

    def __init__(self, page: Page, reward: RewardLine, shop: ShopRules, gifts: Sequence[GiftLine]) -> None:
        super().__init__(page, _("Hand over the reward"), _about(reward, shop))
        self.reward = reward
        self.evidence = LineField("evidence", _("Evidence"), self, inline=False,
                                  placeholder=_("Receipt number, transfer, or who saw it"))  # fmt: skip
        self.day = past_day("paid_on", _("Day"))
        self.gift = ChoiceField("gift", _("A gift of the stock instead"), [
            (one.id, _("{gift}, {cost}, {n} left").format(gift=one.name, cost=format_money(one.cost), n=one.left))
            for one in gifts
        ], self, inline=False, none=_("As it stands") if not reward.gift else reward.gift_name)  # fmt: skip
        self.put(self.evidence, self.day)
        if gifts:
            self.put(self.gift)
        self.finish(_("Paid"))
        self.evidence.setFocus()

    @override
    def send(self) -> None:
        values = self.values()
        self.page.do(
            _("Hand over a reward"), commands.pay, self.reward.key, evidence=values["evidence"],
            gift=values.get("gift") or "", paid_on=values["paid_on"], then=self.saved, failed=self.failed,
            done=_("The reward of {name} is paid.").format(name=self.reward.introducer_name),
        )  # fmt: skip


class VoidDialog(RewardSheet):
    """Why this reward is not given."""

    def __init__(self, page: Page, reward: RewardLine, shop: ShopRules) -> None:
        super().__init__(page, _("Void the reward"), _about(reward, shop))
        self.reward = reward
        self.note = LineField("note", _("Reason"), self, inline=False)
        self.put(self.note)
        self.finish(_("Void"))
        self.note.setFocus()

    @override
    def send(self) -> None:
        self.page.do(
            _("Void a reward"), commands.void, self.reward.key, note=self.values()["note"], then=self.saved,
            failed=self.failed, done=_("The reward of {name} is void.").format(name=self.reward.introducer_name),
        )  # fmt: skip
