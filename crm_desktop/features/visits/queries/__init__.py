"""Everything a sheet of paper says about people, read in a fixed number of queries however many they are."""

from crm_desktop.features.visits.queries.cards import archive_cards
from crm_desktop.features.visits.queries.sheets import visit_sheets

__all__ = ["archive_cards", "visit_sheets"]
