"""Reading what an event needs to know; what is proposed is read in `glance`."""

from crm_desktop.features.milestones.queries.sheet import deals, event_sheet, plan_lines, service_terms

__all__ = ["deals", "event_sheet", "plan_lines", "service_terms"]
