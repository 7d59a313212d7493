"""What would be handed over, and the papers for it."""

from crm_desktop.features.hand_over.queries.going import hand_over
from crm_desktop.features.hand_over.queries.pack import pack

__all__ = ["hand_over", "pack"]
