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


def test_festivals_kept_and_given_up_are_told_to_whom_they_concern(store: "Store", clock: "FrozenClock") -> None:
    showroom = Showroom(store, clock, people=25, seed=3, start=START)
    for _day in range(20):
        showroom.live(doings=8)

    for _day in range(12):
        showroom.live(doings=2, festivals=2)

    assert showroom.festivals_told > 10


@pytest.mark.long
@pytest.mark.parametrize("seed", [400, 401])
def test_four_hundred_days_of_five_hundred_people_are_true(
    store: "Store", clock: "FrozenClock", seed: int
) -> None:
    showroom = Showroom(store, clock, people=500, seed=seed, start=START)

    for _day in range(400):
        showroom.live(doings=30)

    assert len(showroom.people) == 500
    assert showroom.festivals_told > 100
    assert store.check() == []
