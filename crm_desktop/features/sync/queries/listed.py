"""Which rows of the inbox are on the list: not deleted, not hidden, not told by another one."""

from crm_desktop.features.sync import rules

_HIDDEN = "EXISTS (SELECT 1 FROM sync_hidden h WHERE h.tbl = '{table}' AND h.id = {table}.id)"
CONFLICTS = (
    f"FROM conflict WHERE state = :state AND deleted IS NULL AND col NOT IN {rules.SILENT!r} "
    f"AND NOT {_HIDDEN.format(table='conflict')}"
)
NEWEST = "ORDER BY created DESC, row_seq DESC, id"
"""Within one second as the shop took them: the ids come from the changes, not from a clock."""
PARKED = f"FROM parked WHERE state = :state AND deleted IS NULL AND NOT {_HIDDEN.format(table='parked')}"
