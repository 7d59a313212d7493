"""Reading contact events and the timeline of a person."""

from crm_desktop.features.touches.queries.timeline import timeline
from crm_desktop.features.touches.queries.touches import cadences, last_touches, touch

__all__ = ["cadences", "last_touches", "timeline", "touch"]
