"""Everything a sheet of paper says about people, read in a fixed number of queries however many they are."""

from crm_desktop.features.visits.queries.cards import archive_cards
from crm_desktop.features.visits.queries.plans import (
    VISIT,
    open_reports,
    reported_visits,
    visit,
    visit_of_item,
    visits_of_day,
)
from crm_desktop.features.visits.queries.sheets import visit_sheets

__all__ = [
    "VISIT",
    "archive_cards", "open_reports", "reported_visits", "visit", "visit_of_item", "visit_sheets", "visits_of_day",
]  # fmt: skip
