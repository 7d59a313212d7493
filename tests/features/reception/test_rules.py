"""Times as they are typed at the front desk."""

import pytest

from crm_desktop.base.errors import InvalidInput
from crm_desktop.features.reception.rules import clock_of, first_model, minutes_between


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("14:30", "14:30"), ("1430", "14:30"), ("930", "09:30"), ("9", "09:00"), ("9点05", "09:05"), ("9点", "09:00"),
     ("９：３０", "09:30"), ("14.05", "14:05"), ("00:00", "00:00"), ("", "")],
)  # fmt: skip
def test_a_time_is_understood_however_it_is_typed(typed, meant):
    assert clock_of("time_in", typed) == meant


@pytest.mark.parametrize("typed", ["25:00", "12:60", "2460", "noon", "12345", "-1"])
def test_what_is_no_time_is_refused(typed):
    with pytest.raises(InvalidInput):
        clock_of("time_in", typed)


def test_the_stay_is_counted_from_both_times():
    assert minutes_between("09:10", "10:00") == 50
    assert minutes_between("09:10", "") is None


def test_the_first_car_they_looked_at_is_the_wish():
    assert first_model("海豹、汉 EV") == "海豹"
    assert first_model(" / ") == ""
