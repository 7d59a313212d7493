"""The events of a customer's life cycle, each with all its consequences in one step; answering proposals."""

from crm_desktop.features.milestones.commands.delivery import deliver
from crm_desktop.features.milestones.commands.endings import cancel_order, freeze, lose, out_of_contact
from crm_desktop.features.milestones.commands.orders import order
from crm_desktop.features.milestones.commands.proposals import accept, decline
from crm_desktop.features.milestones.commands.revival import revive

__all__ = ["accept", "cancel_order", "decline", "deliver", "freeze", "lose", "order", "out_of_contact", "revive"]
