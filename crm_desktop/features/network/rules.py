"""What a week is, what is asked for, and how groups and offers are told apart."""


from crm_desktop.base.errors import InvalidInput
from crm_desktop.base.i18n import _
from crm_desktop.features.network.records import GIVEN, OFFER, RECEIVED

TARGETS = "network_targets"
"""The kind of the settings that hold my own weekly targets."""
MOST = 200
NO_CHANCE = frozenset({"", "showroom", "other"})
"""Occasions on which somebody was not met by making a chance."""
OFFERED = {"company": "company", "estate": "estate"}
"""Kinds of groups that archives name in a field of their own, and that field."""


def clean_target(value: object) -> int:
    """A weekly target that may be kept."""
    text = str(value).strip()
    if not text.isdigit() or int(text) > MOST:
        raise InvalidInput("target", _("Type a number from {low} to {high}.").format(low=0, high=MOST))
    return int(text)


def clean_direction(value: str) -> str:
    """Which way a tip went."""
    if value not in (GIVEN, RECEIVED):
        raise InvalidInput("direction", _("Say whether the tip was given or received."))
    return value


def offer_key(kind: str, name: str) -> str:
    """The key of a group that is only offered."""
    return f"{OFFER}:{kind}:{name}"


def offered(key: str) -> tuple[str, str] | None:
    """Kind and name of an offered group; None for a group that is kept."""
    first, _colon, rest = key.partition(":")
    kind, colon, name = rest.partition(":")
    return (kind, name) if first == OFFER and colon and kind in OFFERED and name else None
