"""When are two entries one person? Pure decisions."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from crm_desktop.features.duplicates.rules.counts import Counts
from crm_desktop.features.duplicates.rules.profile import Profile, profile

if TYPE_CHECKING:
    from crm_desktop.features.duplicates.records import DuplicatePair
    from crm_desktop.features.duplicates.rules.scoring import Score

__all__ = ["Counts", "Profile", "pairs", "profile", "score"]

# rapidfuzz takes 3 MB: it waits until somebody is compared, which most pages only may do.


def score(a: Profile, b: Profile, counts: Counts) -> "Score":
    """Compare two people field by field."""
    from crm_desktop.features.duplicates.rules import scoring

    return scoring.score(a, b, counts)


def pairs(people: Sequence[Profile], distinct: Iterable[frozenset[str]] = ()) -> "list[DuplicatePair]":
    """All certain and probable pairs, the surest first; `distinct` are pairs that somebody told apart."""
    from crm_desktop.features.duplicates.rules import finding

    return finding.pairs(people, distinct)
