"""How two entries become one: what stays, what is filled in, and what is written down so that nothing is lost."""

from collections.abc import Collection, Mapping
from typing import Any

SINGLE_FIELDS = (
    "name",
    "nickname",
    "gender",
    "birthday",
    "company",
    "job",
    "estate",
    "address",
    "occasion",
    "met_on",
    "source",
    "how_known",
)
"""Fields of a person with one value, where two entries may disagree."""

TEXT_FIELDS = ("preferences", "family", "note")
"""Free texts, of which both are kept."""

STATUS_STRENGTH = ("D", "O", "P", "N", "F2", "T", "L", "F1")
LEVELS = ("H", "A", "B", "C", "")
_CONSENT = ("withdrawn", "refused", "given", "")


def stronger_status(keep: str, other: str) -> str:
    """An owner stays an owner; somebody in progress is not lost."""
    known = [status for status in STATUS_STRENGTH if status in (keep, other)]
    return known[0] if known else keep or other


def hotter_level(keep: str, other: str) -> str:
    """The level nearer to buying."""
    return next((level for level in LEVELS if level in (keep, other)), keep or other)


def joined_text(keep: str, other: str) -> str:
    """Both texts, one of them only if it says all."""
    if not other or other in keep:
        return keep
    return f"{keep}\n{other}" if keep and keep not in other else other


def single_values(
    keep: Mapping[str, Any], other: Mapping[str, Any], choices: Collection[str]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """(values to set on the survivor, values that would be lost): empty fields are filled, chosen ones replaced."""
    to_set: dict[str, Any] = {}
    lost: dict[str, Any] = {}
    for field, theirs in other.items():
        mine = keep[field]
        if theirs in (None, "") or theirs == mine:
            continue
        if mine in (None, ""):
            to_set[field] = theirs
        elif field in choices:
            to_set[field], lost[field] = theirs, mine
        else:
            lost[field] = theirs
    return to_set, lost


def smaller(a: Any, b: Any) -> Any:
    """The smaller of two values, where either may be unknown."""
    return min((value for value in (a, b) if value is not None), default=None)


def larger(a: Any, b: Any) -> Any:
    """The larger of two values, where either may be unknown."""
    return max((value for value in (a, b) if value is not None), default=None)


def stricter_consent(keep: str, other: str) -> str:
    """A "no" to either is a "no"."""
    return next((consent for consent in _CONSENT if consent in (keep, other)), keep)
