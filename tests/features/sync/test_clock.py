"""The warning about a wrong clock is told in a unit that can be pictured."""

import pytest

from crm_desktop.features.sync.rules import clock_off


@pytest.mark.parametrize(
    ("minutes", "told"),
    [(6, "6 分钟"), (-119, "119 分钟"), (-120, "2 小时"), (2879, "48 小时"), (2880, "2 天"), (-10_519_200, "7305 天")],
)  # fmt: skip
def test_a_clock_that_is_years_off_is_not_told_in_minutes(minutes: int, told: str) -> None:
    assert f"差了 {told}。" in clock_off(minutes)
