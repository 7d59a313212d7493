"""The shop's reward rules, and how long nobody is asked again: each command one undo step."""

from dataclasses import replace

from sqlalchemy.orm import Session

from crm_desktop.base import clock
from crm_desktop.base.errors import InvalidInput, NotFound
from crm_desktop.base.i18n import _
from crm_desktop.base.ids import new_id
from crm_desktop.features.contacts import rules as fields
from crm_desktop.features.referrals.commands import gifts
from crm_desktop.features.referrals.records import EVENTS
from crm_desktop.features.referrals.rules import rule_edits
from crm_desktop.features.settings import commands as settings
from crm_desktop.features.settings.queries import shipped_rules, shop_rules
from crm_desktop.features.settings.records import RewardRule, ShopRules
from crm_desktop.features.touches.rules import labels

_MOST_NTH = 999
_LONGEST = 60
ASKING_NUMBERS = ("just_closed_days", "unhappy_days")
"""Numbers of the shop that decide about asking, beside the waiting after each result."""


def save_reward_rule(session: Session, rule: RewardRule) -> str:
    """Add a rule (no code) or change one, for whoever is named from today on. Returns its code."""
    shop = shop_rules(session)
    clean = _checked(rule, shop)
    before = _find(shop, rule.code) if rule.code else None
    after = clean if before else replace(clean, code=new_id())
    twin = rule_edits.twin(after, shop.reward_rules)
    if twin is not None:
        raise InvalidInput("from_nth", _("“{rule}” holds for this step from the same number on. Change that one, or "
                                         "switch it off.").format(rule=twin.label))  # fmt: skip
    settings.apply_rules(session, rule_edits.change(before, after, today=clock.today()))
    return after.code


def remove_reward_rule(session: Session, code: str) -> None:
    """Nobody is promised this any more; what was promised stays."""
    settings.apply_rules(session, rule_edits.removal(_find(shop_rules(session), code), today=clock.today()))


def restore_reward_rules(session: Session) -> None:
    """The shipped rules hold again, for whoever is named from today on."""
    now, shipped = shop_rules(session).reward_rules, shipped_rules().reward_rules
    settings.apply_rules(session, rule_edits.restoring(now, shipped, today=clock.today()))


def restore_asking(session: Session) -> None:
    """The shipped waiting times hold again."""
    settings.reset(session, "ask_results")
    for name in ASKING_NUMBERS:
        settings.reset(session, "numbers", name)


def _find(shop: ShopRules, code: str) -> RewardRule:
    found = next((rule for rule in rule_edits.current(shop.reward_rules) if rule.code == code), None)
    if found is None:
        raise NotFound(_("This rule is no longer here."))
    return found


def _checked(rule: RewardRule, shop: ShopRules) -> RewardRule:
    label = fields.clean_line("label", rule.label)
    if not label:
        raise InvalidInput("label", _("Give the rule a name."))
    if len(label) > _LONGEST:
        raise InvalidInput("label", _("This is too long. Keep it under {most} characters.").format(most=_LONGEST))
    if rule.event not in EVENTS:
        raise InvalidInput("event", _("A reward is given for a visit, an order or a delivery."))
    kind = fields.clean_choice("kind", rule.kind, labels(shop.reward_kinds)) or "cash"
    amount = gifts.fen("amount", rule.amount)
    if kind == "cash" and amount == 0:
        raise InvalidInput("amount", _("Write how much cash: more than 0 yuan."))
    return replace(
        rule, label=label, kind=kind, amount=amount, quantity=gifts.count("quantity", rule.quantity),
        from_nth=gifts.count("from_nth", rule.from_nth, high=_MOST_NTH),
        month_cap=gifts.count("month_cap", rule.month_cap, low=0, high=_MOST_NTH),
    )
