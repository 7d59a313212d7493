"""What the day's figures mean."""

from collections.abc import Mapping
from datetime import date

from crm_desktop.base.dates import LUNAR, PartialDate
from crm_desktop.features.settings.records import CarryItem
from crm_desktop.features.today.records import KitItem


def in_rhythm(with_next: int, overdue: int) -> int | None:
    """Per cent of the people with a next contact that are not overdue."""
    return round(100 * (with_next - overdue) / with_next) if with_next else None


def silent_days(last_effective_on: date | None, opened_on: date | None, *, today: date) -> int:
    """Days since anybody really spoke with the person."""
    start = last_effective_on or opened_on
    return (today - start).days if start else 0


def is_lunar(birthday: PartialDate) -> bool:
    """Whether a birthday moves through the solar year."""
    return birthday.calendar == LUNAR


def kit_item(item: CarryItem, kept: Mapping[str, object]) -> KitItem:
    """A thing to carry with what was noted today. Enough of it counts as checked."""
    quantity, ticked = kept.get("quantity", 0), kept.get("checked")
    amount = quantity if isinstance(quantity, int) and not isinstance(quantity, bool) else 0
    checked = ticked if isinstance(ticked, bool) else amount >= item.minimum
    return KitItem(item.code, item.label, item.minimum, item.unit, amount, checked)
