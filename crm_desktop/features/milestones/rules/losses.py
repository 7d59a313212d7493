"""The days that come with a loss and a freeze, and whether a loss was real."""

from datetime import date, timedelta

from crm_desktop.base.errors import InvalidInput
from crm_desktop.base.i18n import _
from crm_desktop.features.milestones.records import Truth
from crm_desktop.features.settings.records import ShopRules

REVIVAL_DAYS = 90
FREEZE_DAYS = 30


def revival_day(lost_on: date, shop: ShopRules) -> date:
    """When a lost customer is asked again, by the shop's rule."""
    return lost_on + timedelta(days=shop.interval_days("F1", "") or REVIVAL_DAYS)


def freeze_day(today: date, shop: ShopRules) -> date:
    """Until when a customer rests who wants no contact for a while."""
    return today + timedelta(days=shop.interval_days("F2", "") or FREEZE_DAYS)


def clean_truth(value: str) -> str:
    """True or false loss; "" while nobody has judged it."""
    if value not in ("", *Truth):
        raise InvalidInput("lost_truth", _("A loss is true or false."))
    return value


def clean_coming_day(field: str, day: date | None, *, today: date) -> date | None:
    """A day that must still come, within ten years."""
    if day is None:
        return None
    if day <= today:
        raise InvalidInput(field, _("This day is over. Choose one that is still to come."))
    if day > today + timedelta(days=3660):
        raise InvalidInput(field, _("This day is more than ten years away. Check the year."))
    return day
