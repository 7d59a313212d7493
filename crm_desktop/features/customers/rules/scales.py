"""The three scales: level, status, value tier. They never set each other silently."""

from crm_desktop.base.errors import InvalidInput
from crm_desktop.base.i18n import _

_RANKS = {"H": 0, "A": 1, "B": 2, "C": 3}
_NO_RANK = 9
_BEHIND = 10


def level_rank(level: str, status: str) -> int:
    """Where a customer stands in a list by level; who is not buying now comes behind all who are."""
    rank = _RANKS.get(level, _NO_RANK)
    return rank if status in ("N", "P") else rank + _BEHIND


def ranks_of(level: str) -> tuple[int, int]:
    """The ranks of everybody at that level, buying now or not."""
    rank = _RANKS.get(level, _NO_RANK)
    return rank, rank + _BEHIND


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
