"""The library of scripts, the one for a person's situation, what is known of the person, and how they work."""

from crm_desktop.features.scripts.queries.library import (
    every_script,
    script,
    script_for,
    scripts,
    situations,
    versions,
)
from crm_desktop.features.scripts.queries.people import variables_of
from crm_desktop.features.scripts.queries.shipped import shipped
from crm_desktop.features.scripts.queries.uses import library, uses

__all__ = [
    "every_script", "library", "script", "script_for", "scripts", "shipped", "situations", "uses", "variables_of",
    "versions",
]  # fmt: skip
