"""Where people stood, as a short text of this laptop."""

import json

from crm_desktop.features.relationship_map.records import RINGS, Kept, Spot

VERSION = 1
_FINE = 10_000


def kept_text(kept: Kept) -> str:
    """The text to keep."""
    spots = {key: [spot.ring, spot.row, round(spot.angle * _FINE)] for key, spot in sorted(kept.spots.items())}
    return json.dumps({"v": VERSION, "rows": list(kept.rows), "spots": spots}, separators=(",", ":"))


def kept_from(text: str) -> Kept:
    """What the text keeps; nothing when it is of another version or broken: the map is laid out anew then."""
    try:
        said = json.loads(text or "{}")
        if said.get("v") != VERSION or len(said["rows"]) != len(RINGS):
            return Kept()
        spots = {key: Spot(ring, row, fine / _FINE) for key, (ring, row, fine) in said["spots"].items()}
        return Kept(tuple(int(count) for count in said["rows"]), spots)
    except (ValueError, KeyError, TypeError, AttributeError):
        return Kept()
