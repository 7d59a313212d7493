"""Writing customers, one noun a file."""

from crm_desktop.features.customers.commands.archive import (
    capture,
    create_customer,
    new_archive,
    open_archive,
    set_field,
    set_level,
    set_level_many,
    set_status,
    set_tier,
)
from crm_desktop.features.customers.commands.opportunities import (
    add_opportunity,
    remove_opportunity,
    set_need,
)
from crm_desktop.features.customers.commands.segments import (
    move_segment,
    remove_segment,
    rename_segment,
    save_segment,
)
from crm_desktop.features.customers.commands.vehicles import add_vehicle, edit_vehicle, remove_vehicle

__all__ = [
    "add_opportunity", "add_vehicle", "capture", "create_customer", "edit_vehicle", "move_segment", "new_archive",
    "open_archive", "remove_opportunity", "remove_segment", "remove_vehicle", "rename_segment", "save_segment",
    "set_field", "set_level", "set_level_many", "set_need", "set_status", "set_tier",
]  # fmt: skip
