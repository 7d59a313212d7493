"""When a person is due, and why: pure functions of what is known about the person."""

from crm_desktop.features.calendar.rules.cadence import asked_by_rhythm, cold_on, level_rank, propose_next, ranks_of
from crm_desktop.features.calendar.rules.clock import clock_text
from crm_desktop.features.calendar.rules.events import maintenance_of, reckoned_maintenance
from crm_desktop.features.calendar.rules.items import next_due, open_items
from crm_desktop.features.calendar.rules.reasons import Words, overdue_days, situation_of, title_of, words
from crm_desktop.features.calendar.rules.shop import DueRules
from crm_desktop.features.calendar.rules.work_days import WorkCalendar, moved_text

__all__ = [
    "DueRules",
    "Words",
    "WorkCalendar",
    "asked_by_rhythm",
    "clock_text",
    "cold_on",
    "level_rank",
    "maintenance_of",
    "moved_text",
    "next_due",
    "open_items",
    "overdue_days",
    "propose_next",
    "ranks_of",
    "reckoned_maintenance",
    "situation_of",
    "title_of",
    "words",
]
