"""Pure decisions about customers, one noun a file."""

from crm_desktop.features.calendar.rules import level_rank, ranks_of
from crm_desktop.features.customers.rules.completeness import completeness, facts_of, score
from crm_desktop.features.customers.rules.filters import format_filter, parse_filter
from crm_desktop.features.customers.rules.needs import NEED_FIELDS, clean_need, parse_budget, parse_money
from crm_desktop.features.customers.rules.scales import clean_tier, status_after_level
from crm_desktop.features.customers.rules.vehicles import clean_vehicle, plate_warning, shown_plate, vin_warning

__all__ = [
    "NEED_FIELDS",
    "clean_need",
    "clean_tier",
    "clean_vehicle",
    "completeness",
    "facts_of",
    "format_filter",
    "level_rank",
    "parse_budget",
    "parse_filter",
    "parse_money",
    "plate_warning", "ranks_of",
    "score",
    "shown_plate",
    "status_after_level",
    "vin_warning",
]
