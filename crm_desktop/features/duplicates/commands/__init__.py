"""Makes one of two entries, or remembers that they are two people."""

from crm_desktop.features.duplicates.commands.merge import merge
from crm_desktop.features.duplicates.commands.not_same import not_same_person

__all__ = ["merge", "not_same_person"]
