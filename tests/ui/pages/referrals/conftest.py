"""Who is asked for referrals in the tests of these pages."""

from datetime import date, timedelta

import pytest

from tests import make


@pytest.fixture
def owner(store, clock):
    """Bought last month, drives happily."""
    person = make.customer(store, name="王芳", status="D")
    make.opportunity(
        store, person, stage="delivered", ordered_on=date(2026, 10, 10), delivered_on=date(2026, 10, 20))
    make.touch(store, person, at=clock.now() - timedelta(days=2), effective=True, mood=5)
    return person
