"""Recording asks and names, deciding about rewards, keeping gifts: each command one undo step."""

from crm_desktop.features.referrals.commands.asks import add_name, record_ask, remove_ask, remove_referral
from crm_desktop.features.referrals.commands.gifts import move_gift, remove_gift, save_gift
from crm_desktop.features.referrals.commands.reward_rules import (
    ASKING_NUMBERS,
    remove_reward_rule,
    restore_asking,
    restore_reward_rules,
    save_reward_rule,
)
from crm_desktop.features.referrals.commands.rewards import approve, pay, promise, take_up_again, void

__all__ = [
    "ASKING_NUMBERS", "add_name", "approve", "move_gift", "pay", "promise", "record_ask", "remove_ask", "remove_gift",
    "remove_referral", "remove_reward_rule", "restore_asking", "restore_reward_rules", "save_gift",
    "save_reward_rule", "take_up_again", "void",
]  # fmt: skip
