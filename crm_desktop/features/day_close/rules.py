"""Counting a day: pure functions over what happened."""

from collections.abc import Iterable, Sequence
from datetime import date

from crm_desktop.base.errors import InvalidInput
from crm_desktop.base.i18n import _
from crm_desktop.features.day_close.records import ChangeLine, DayFigures

ORDERED, DELIVERED, LOST = "O", "D", "F1"


def figures(
    *, touches: Sequence[tuple[str, bool]], new_people: Iterable[bool], changes: Iterable[tuple[str, str]],
    promises: tuple[int, int],
) -> DayFigures:  # fmt: skip
    """The day in numbers.

    `touches`: (person, effective); `new_people`: True for a shop customer; `changes`: (scale, new value);
    `promises`: made, kept.
    """
    came = list(new_people)
    scales = list(changes)
    entered = [after for scale, after in scales if scale == "status"]
    return DayFigures(
        touches=len(touches),
        effective=sum(effective for _person, effective in touches),
        people_reached=len({person for person, effective in touches if effective}),
        new_customers=sum(came),
        new_contacts=len(came) - sum(came),
        ordered=entered.count(ORDERED),
        delivered=entered.count(DELIVERED),
        lost=entered.count(LOST),
        level_changes=sum(scale == "level" for scale, _after in scales),
        promises_made=promises[0],
        promises_kept=promises[1],
    )


def in_order(changes: Iterable[ChangeLine]) -> list[ChangeLine]:
    """The latest first; what happened at one moment in the order of the words, else the last one written first: so they
    come.
    """
    return sorted(changes, key=lambda line: (line.at, line.name, line.sort), reverse=True)


def clean_day(day: date, *, today: date) -> date:
    """A day that can be closed: today or one that is over."""
    if day > today:
        raise InvalidInput("day", _("This day has not come yet. Close today or an earlier day."))
    return day
