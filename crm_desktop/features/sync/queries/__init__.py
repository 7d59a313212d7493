"""How this laptop stands with the shop, and what waits for a decision."""

from crm_desktop.features.sync.queries.aside import gone, knows_history, last_change, mended
from crm_desktop.features.sync.queries.inbox import conflicts, parked
from crm_desktop.features.sync.queries.standing import (
    enrolled_facts,
    files,
    kept_sessions,
    session_of,
    sessions,
    state,
    waiting,
)
from crm_desktop.features.sync.queries.whose import patch_of

__all__ = [
    "conflicts", "enrolled_facts", "files", "gone", "kept_sessions", "knows_history", "last_change", "mended", "parked",
    "patch_of", "session_of", "sessions", "state", "waiting",
]  # fmt: skip
