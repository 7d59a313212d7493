"""A manager's figures of the network, of some consultants alone."""

import pytest

from crm_desktop.features.network import queries
from tests import make


@pytest.fixture
def shop(store, clock):
    make.enrolled(store, "chen", role="manager")
    for n, (name, owner) in enumerate((("王芳", "li"), ("李雷", "wang"), ("韩梅", "wang"))):
        person = make.customer(store, name, f"1380013800{n}", owner=owner, ring=1, occasion="meal")
        make.touch(store, person, opener="news")
        make.touch(store, person, "came_in", result="met", at=clock.now().replace(hour=12))


def test_rings_are_counted_of_some_consultants(store, shop):
    def first(**who):
        return next(ring.people for ring in store.read(queries.rings, **who).rings if ring.ring == 1)

    assert (first(), first(owners=["wang"]), first(owners=["nobody"])) == (3, 2, 0)


def test_yields_are_counted_of_some_consultants(store, shop):
    whole, part = store.read(queries.yields), store.read(queries.yields, owners=["wang"])

    assert (whole.rings[0].used, part.rings[0].used) == (3, 2)
    assert (sum(one.used for one in whole.openers), sum(one.used for one in part.openers)) == (3, 2)
    assert (sum(one.came for one in whole.openers), sum(one.came for one in part.openers)) == (3, 2)
