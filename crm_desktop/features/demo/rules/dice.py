"""Seeded chance: the same seed gives the same ids, days and choices on every machine."""

from bisect import bisect
from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import TypeVar

from crm_desktop.features.demo.records import World
from crm_desktop.features.demo.rules.material import Weighted

T = TypeVar("T")
_EPOCH_2020 = 1_577_836_800_000


class Dice:
    """One sequence of chance for a whole demo."""

    def __init__(self, world: World) -> None:
        self.random = Random(f"{world.seed}/{world.people}/{world.today}/{world.language}/{world.salt}")  # noqa: S311
        self._today = world.today
        self._count = 0
        # Texts of days are wanted a million times.
        self._days: dict[int, str] = {}
        self._start = _EPOCH_2020 + Random(world.salt).randrange(1_000_000_000)  # noqa: S311

    def new_id(self) -> str:
        """An id like the program's own (UUIDv7): in the order they were made."""
        self._count += 1
        bits = self.random.getrandbits(74)
        return (
            f"{self._start + self._count:012x}7{bits >> 62:03x}{(bits & 0x3FFFFFFFFFFFFFFF) | 0x8000000000000000:016x}"
        )

    def chance(self, share: float) -> bool:
        """True in this share of cases."""
        return self.random.random() < share

    def pick(self, things: Sequence[T]) -> T:
        """Any of them."""
        return things[int(self.random.random() * len(things))]

    def weighted(self, weighted: Weighted) -> str:
        """One of them by its weight."""
        return weighted.things[self.place(weighted.sums)]

    def place(self, sums: Sequence[float]) -> int:
        """The place in running sums of weights."""
        return min(bisect(sums, self.random.random() * sums[-1]), len(sums) - 1)

    def between(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return low + int(self.random.random() * (high - low + 1))

    def some(self, share: float, things: Sequence[str]) -> str:
        """One of them in this share of cases, else nothing."""
        return self.pick(things) if self.random.random() < share else ""

    def day(self, ago: int) -> str:
        """The day so many days ago, as the tables keep it."""
        text = self._days.get(ago)
        if text is None:
            text = self._days[ago] = (self._today - timedelta(days=ago)).isoformat()
        return text

    def moment(self, ago: int) -> str:
        """A moment of that day while the showroom is open."""
        minute = self.between(0, 590)
        return f"{self.day(ago)} {9 + minute // 60:02}:{minute % 60:02}:00.000000"

    def date_ago(self, ago: int) -> date:
        """The day so many days ago."""
        return self._today - timedelta(days=ago)
