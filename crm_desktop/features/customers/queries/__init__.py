"""Reading customers: the archive of one, the list of all."""

from crm_desktop.features.customers.queries.archive import archive, scale_steps, status_of, vehicle, vehicles
from crm_desktop.features.customers.queries.people import (
    customer_page,
    facets,
    fix_queue,
    matching_ids,
    person_rows,
)
from crm_desktop.features.customers.queries.segments import segments

__all__ = [
    "archive", "customer_page", "facets", "fix_queue", "matching_ids", "person_rows", "scale_steps",
    "segments", "status_of", "vehicle", "vehicles",
]
