"""Reading what is due: the items, the calendar's entries, and what was planned."""

from crm_desktop.features.calendar.glance import count_due, due_items
from crm_desktop.features.calendar.queries.due import due_item, due_of, due_of_many, open_items, proposed_day
from crm_desktop.features.calendar.queries.entries import entries, overdue_entries, workload
from crm_desktop.features.calendar.queries.plans import follow_up, follow_ups
from crm_desktop.features.calendar.queries.preview import preview_rules

__all__ = [
    "count_due",
    "due_item",
    "due_items",
    "due_of",
    "due_of_many",
    "entries",
    "follow_up",
    "follow_ups",
    "open_items",
    "overdue_entries",
    "preview_rules",
    "proposed_day",
    "workload",
]
