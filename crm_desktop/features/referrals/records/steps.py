"""Somebody who was named, and how far they have come."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Step(StrEnum):
    """How far somebody who was named has come."""

    NAMED = "named"
    CONTACTED = "contacted"
    VISITED = "visited"
    TEST_DRIVE = "test_drive"
    ORDERED = "ordered"
    DELIVERED = "delivered"


STEPS = tuple(Step)
EVENTS = (Step.VISITED, Step.ORDERED, Step.DELIVERED)
"""The steps a reward can be given for."""


@dataclass(frozen=True, slots=True)
class GainedFacts:
    """What the records of somebody who was named hold, from the day of naming on."""

    contacted_on: date | None = None
    visited_on: date | None = None
    drove_on: date | None = None
    ordered_on: date | None = None
    delivered_on: date | None = None
    lost_on: date | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One referral on its way from name to reward. `dates` are those of `STEPS`."""

    id: str
    row_seq: int
    introducer: str
    introducer_name: str
    contact: str
    name: str
    phone: str
    status: str
    level: str
    named_on: date
    dates: tuple[date | None, ...]
    lost_on: date | None = None
    pays: bool = True
    private: bool = False
    gone: bool = False  # in the trash
    ask: str = ""
    note: str = ""
    introducer_status: str = ""
    owner: str = ""  # the introducer's consultant: a user

    @property
    def step(self) -> Step:
        """The furthest step that was reached."""
        return next(step for step, day in zip(reversed(STEPS), reversed(self.dates), strict=True) if day)

    @property
    def since(self) -> date:
        """When that step was reached."""
        return next(day for day in reversed(self.dates) if day)

    def on(self, step: Step) -> date | None:
        """When the step, or where nobody noted it one after it, was reached."""
        days = [day for day in self.dates[STEPS.index(step) :] if day]
        return min(days) if days else None
