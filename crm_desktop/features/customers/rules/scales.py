"""The three scales: level, status, value tier. They never set each other silently."""

from crm_desktop.base.errors import InvalidInput
from crm_desktop.base.i18n import _


def status_after_level(status: str, level: str) -> str:
    """A new customer whose level is set is in progress: somebody talked with him."""
    return "P" if status == "N" and level else status


def clean_tier(tier: int | None, reason: str) -> int | None:
    """A value tier set by hand; it needs a reason, because it is not computed."""
    if tier is not None and tier not in {1, 2, 3, 4}:
        raise InvalidInput("tier", _("The value tier is 1 (highest) to 4."))
    if tier is not None and not reason.strip():
        raise InvalidInput("tier_reason", _("Say in a few words why this value tier is right."))
    return tier
