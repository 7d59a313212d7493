"""Reading what an event needs to know, and what is proposed."""

from crm_desktop.features.milestones.queries.proposals import (
    count_proposals,
    open_proposals,
    proposal,
    proposals_of,
)
from crm_desktop.features.milestones.queries.sheet import deals, event_sheet, plan_lines, service_terms

__all__ = [
    "count_proposals", "deals", "event_sheet", "open_proposals", "plan_lines", "proposal", "proposals_of",
    "service_terms",
]  # fmt: skip
