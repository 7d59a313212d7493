"""Days of a showroom, lived by chance: nobody forgotten, nothing asked twice, nothing vanished, nothing lost."""

from datetime import date
from typing import TYPE_CHECKING

import pytest

from tests.features.calendar.showroom import Showroom

if TYPE_CHECKING:
    from crm_desktop.store.store import Store
    from tests.conftest import FrozenClock

START = date(2025, 7, 1)
"""Before a leap month (the sixth of 2025), National Day and the Spring Festival of 2026."""


@pytest.mark.parametrize("seed", [1, 2])
def test_some_days_of_a_small_showroom_are_true(store: "Store", clock: "FrozenClock", seed: int) -> None:
    showroom = Showroom(store, clock, people=15, seed=seed, start=START)

    for _day in range(25):
        showroom.live(doings=8)

    assert len(showroom.people) > 5


@pytest.mark.long
def test_four_hundred_days_of_five_hundred_people_are_true(store: "Store", clock: "FrozenClock") -> None:
    showroom = Showroom(store, clock, people=500, seed=400, start=START)

    for _day in range(400):
        showroom.live(doings=30)

    assert len(showroom.people) == 500
    assert store.check() == []
