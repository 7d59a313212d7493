"""Where people stand on the map: apart, in their ring, and where they stood before."""

from dataclasses import replace
from itertools import pairwise
from math import hypot

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.features.relationship_map.records import Kept, Network, TieKind
from crm_desktop.features.relationship_map.rules import influences, kept_from, kept_text, lay_out
from crm_desktop.features.relationship_map.rules.layout import SPACE, GivenUpError, spread
from tests.features.relationship_map.crowd import crowd, network, person, tie


def laid_out(people: Network, kept: Kept | None = None):
    return lay_out(people, influences(people), kept)


def nearest(layout) -> float:
    places = sorted(layout.places, key=lambda place: place.x)
    return min(
        hypot(a.x - b.x, a.y - b.y)
        for n, a in enumerate(places) for b in places[n + 1 : n + 60]
    )  # fmt: skip


def test_everybody_stands_in_their_ring():
    people = crowd(300)

    layout = laid_out(people)

    for one, place in zip(people.people, layout.places, strict=True):
        band = layout.bands[one.ring - 1]
        assert band.inner - 1 <= hypot(place.x, place.y) <= band.outer + 1


@pytest.mark.parametrize("count", [1, 7, 40, 400])
def test_nobody_stands_on_another(count):
    layout = laid_out(crowd(count))

    assert count == 1 or nearest(layout) > SPACE * 0.6


def test_rings_lie_outside_each_other():
    bands = laid_out(crowd(500)).bands

    assert all(inner.outer < outer.inner for inner, outer in pairwise(bands))


def test_the_same_people_always_stand_the_same():
    assert laid_out(crowd(200)).places == laid_out(crowd(200)).places


def test_what_is_kept_brings_everybody_back():
    before = laid_out(crowd(200))

    again = laid_out(crowd(200), kept_from(kept_text(before.kept)))

    assert again.places == before.places


def test_a_new_person_moves_nobody():
    people = crowd(200)
    before = laid_out(people)
    newcomer = person(900, 2)
    grown = network([*people.people, newcomer], [*people.ties, tie(3, 200)])

    after = laid_out(grown, before.kept)

    assert after.places[:200] == before.places
    assert nearest(after) > SPACE * 0.6


def test_a_newcomer_stands_near_those_who_are_tied():
    people = crowd(200)
    before = laid_out(people)
    friend = next(n for n, one in enumerate(people.people) if one.ring == 2)
    grown = network([*people.people, person(900, 2)], [*people.ties, tie(friend, 200)])

    after = laid_out(grown, before.kept)

    a, b = after.places[friend], after.places[200]
    assert hypot(a.x - b.x, a.y - b.y) < after.radius / 3


def test_who_changes_the_ring_moves_alone():
    people = crowd(200)
    before = laid_out(people)
    moved = network([replace(people.people[0], ring=4), *people.people[1:]], people.ties)

    after = laid_out(moved, before.kept)

    assert after.places[0] != before.places[0]
    assert after.places[1:] == before.places[1:]


def test_a_full_ring_gets_another_row_and_angles_stay():
    people = network([person(n, 1) for n in range(8)])
    before = laid_out(people)
    many = network([*people.people, *(person(100 + n, 1) for n in range(12))])

    after = laid_out(many, before.kept)

    assert after.kept.rows[0] > before.kept.rows[0]
    assert after.places[:8] == before.places


def test_much_that_is_new_is_laid_out_from_scratch():
    few = laid_out(crowd(40))

    assert laid_out(crowd(400), few.kept).places == laid_out(crowd(400)).places


def test_families_stand_side_by_side():
    people = network(
        [person(n, 1) for n in range(60)], [tie(n, n + 30, TieKind.FAMILY) for n in range(30)]
    )  # fmt: skip

    spots = [laid_out(people).kept.spots[one.id] for one in people.people]

    apart = sum(abs(spots[n].angle - spots[n + 30].angle) for n in range(30)) / 30
    assert apart < 0.3


def test_a_stale_layout_is_given_up():
    people = crowd(50)

    with pytest.raises(GivenUpError):
        lay_out(people, influences(people), cancelled=lambda: True)


@pytest.mark.parametrize("text", ["", "nonsense", "[]", '{"v":0}', '{"v":1,"rows":[1],"spots":{}}'])
def test_a_broken_memory_is_no_memory(text):
    assert kept_from(text) == Kept()


@given(st.lists(st.floats(0, 6), min_size=1, max_size=40).map(sorted))
def test_spread_keeps_order_and_distance(wished):
    step = 0.1

    found = spread(wished, step, 0.0, 6.0)

    assert all(b - a >= step - 1e-9 for a, b in pairwise(found))
    assert found[0] >= -1e-9
    assert found[-1] <= 6.0 + 1e-9
