"""When are two entries one person? Pure decisions."""

from crm_desktop.features.duplicates.rules.counts import Counts
from crm_desktop.features.duplicates.rules.finding import pairs
from crm_desktop.features.duplicates.rules.profile import Profile, profile
from crm_desktop.features.duplicates.rules.scoring import Score, score

__all__ = ["Counts", "Profile", "Score", "pairs", "profile", "score"]
