"""Collects what two entries said differently, for the survivor's note."""

from collections.abc import Mapping
from typing import Any

from crm_desktop.base.i18n import _


class LostValues:
    """The values of the entry that goes, where the survivor says something else."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._lines: dict[str, None] = {}

    def add(self, label: str, value: object) -> None:
        """Keep one value; an empty one says nothing."""
        if value not in (None, ""):
            self._lines[_("{label}: {value}").format(label=label, value=value)] = None

    def add_fields(self, values: Mapping[str, Any]) -> None:
        """Keep fields of a person under their names."""
        labels = field_labels()
        for field, value in values.items():
            self.add(labels.get(field, field), value)

    def text(self) -> str:
        """What goes into the note; empty when nothing differed."""
        if not self._lines:
            return ""
        first = _("Also known from the merged entry {name}:").format(name=self._name)
        return "\n".join((first, *self._lines))


def field_labels() -> dict[str, str]:
    """The names of the fields that two entries may fill differently."""
    return {
        "name": _("Name"),
        "nickname": _("Nickname"),
        "gender": _("Gender"),
        "birthday": _("Birthday"),
        "company": _("Company"),
        "job": _("Job"),
        "estate": _("Estate"),
        "address": _("Address"),
        "occasion": _("Occasion"),
        "met_on": _("Met on"),
        "source": _("Source"),
        "how_known": _("How known"),
        "status": _("Status"),
        "level": _("Level"),
        "tier": _("Tier"),
        "tier_reason": _("Reason of the tier"),
        "opened_on": _("Opened on"),
        "decision_maker": _("Decision maker"),
        "next_step": _("Next step"),
        "brand": _("Brand"),
        "model": _("Model"),
        "trim": _("Trim"),
        "colour": _("Colour"),
        "vin": _("VIN"),
        "plate": _("Plate"),
        "bought_on": _("Bought on"),
        "delivered_on": _("Delivered on"),
        "mileage": _("Mileage"),
        "insurer": _("Insurer"),
        "insurance_until": _("Insured until"),
        "inspection_until": _("Inspection until"),
        "maintenance_on": _("Maintenance on"),
        "maintenance_km": _("Maintenance at (km)"),
        "note": _("Note"),
    }
