"""Changes the network: people written down, rings, groups, tips, targets, and the way out of privacy."""

from crm_desktop.features.network.commands.groups import (
    add_members,
    remove_group,
    remove_member,
    save_group,
    set_role,
    share_group,
    take_offer,
)
from crm_desktop.features.network.commands.inventory import note_down, set_target, take_known
from crm_desktop.features.network.commands.promotion import promote, put_in_ring, share
from crm_desktop.features.network.commands.tips import record_tip, remove_tip, set_outcome

__all__ = [
    "add_members", "note_down", "promote", "put_in_ring", "record_tip", "remove_group", "remove_member", "remove_tip",
    "save_group", "set_outcome", "set_role", "set_target", "share", "share_group", "take_known", "take_offer",
]  # fmt: skip
