"""Ties, influence, paths and filters of the map."""

import pytest

from crm_desktop.features.relationship_map import rules
from crm_desktop.features.relationship_map.records import TieKind, Wanted
from crm_desktop.features.relationship_map.rules.paths import ME
from crm_desktop.features.relationship_map.rules.ties import Crowd, Groups, Linked
from tests.features.relationship_map.crowd import network, person, tie


def linked(*rows):
    people = [person(n) for n in range(4)]
    return tied(people, [Linked(a, b, code, **more) for a, b, code, more in rows])


def tied(people, links=(), groups=()):
    return ties_of(people, links, groups).among(range(len(people)))


def ties_of(people, links=(), groups=()):
    gathered = Groups()
    for kind, name, members in groups:
        for member in members:
            gathered.add(member, kind, name, "g")
    return rules.ties_of(crowd_of(people), {n: n for n in range(len(people))}, links, gathered)


def crowd_of(people):
    crowd = Crowd()
    for one in people:
        crowd.add(ring=one.ring, closeness=one.closeness, level=one.level)
    return crowd


@pytest.mark.parametrize(
    ("said", "status", "introduced", "how", "ring"),
    [
        (3, "D", True, "relative", 3), (None, "D", False, "", 1), (None, "", False, "friend", 1),
        (None, "P", True, "", 2), (None, "", False, "colleague", 3), (None, "P", False, "", 4), (9, "", False, "", 4),
    ],
)  # fmt: skip
def test_the_ring_is_said_or_derived(said, status, introduced, how, ring):
    assert rules.stands_in(said, status=status, introduced=introduced, how_known=how) == ring


def test_an_introduction_points_at_who_was_introduced():
    entered_on_the_gained = linked((0, 1, "introducer", {}))
    entered_on_the_introducer = linked((1, 0, "introduced", {}))

    assert [(one.a, one.b) for one in entered_on_the_gained] == [(1, 0)]
    assert entered_on_the_gained == entered_on_the_introducer


def test_a_referral_outweighs_the_relation_it_made():
    found = linked((0, 1, "introducer", {}), (1, 0, "introduced", {"referral": True}))

    assert [(one.a, one.b, one.kind) for one in found] == [(1, 0, TieKind.REFERRED)]


def test_ties_to_people_off_the_map_are_left_out():
    people = [person(0)]

    assert tied(people, [Linked(0, len(people), "friend")]) == ()


def test_a_group_is_a_star_around_whom_i_know_best():
    people = [person(0, 4), person(1, 1, closeness=5), person(2, 1, closeness=2)]

    found = tied(people, [], [("household", "张家", range(3))])

    assert {(one.a, one.b) for one in found} == {(1, 0), (1, 2)}
    assert all(one.kind is TieKind.HOUSEHOLD and one.via == "张家" and not one.loose for one in found)


def test_a_large_company_ties_loosely():
    people = [person(n) for n in range(9)]

    found = tied(people, [], [("company", "宏达", range(9))])

    assert len(found) == 8
    assert all(one.loose for one in found)


def test_of_several_ties_between_two_the_closest_stays():
    people = [person(n, 1 if n in (0, 8) else 4, closeness=9 - n) for n in range(9)]
    company, club, pair = range(9), range(7), (0, 8)
    groups = [
        ("company", "宏达", company),
        ("club", "车友会", club),
        ("household", "张家", pair),
        ("company", "小店", (1, 8)),
    ]

    found = {(one.a, one.b): one for one in tied(people, [Linked(0, 1, "friend")], groups)}

    assert len(found) == 9
    assert (found[0, 1].via, found[0, 2].via, found[0, 7].via, found[0, 8].via, found[8, 1].via) == (
        "", "车友会", "宏达", "张家", "小店")  # fmt: skip
    assert [found[0, 1].loose, found[0, 2].loose, found[0, 8].loose] == [False, True, False]


def test_what_two_of_equal_groups_say_is_said_by_the_first():
    people = [person(n) for n in range(3)]

    found = tied(people, [], [("company", "乙", (0, 1)), ("company", "甲", (0, 1)), ("estate", "湖畔", (1, 2))])

    assert [(one.a, one.b, one.via) for one in found] == [(0, 1, "乙"), (1, 2, "湖畔")]


def test_influence_counts_generations_and_purchases():
    people = [person(0), person(1, status="D"), person(2), person(3, status="O")]
    chain = [tie(n, n + 1, TieKind.REFERRED) for n in range(3)]

    first, second, third, last = rules.influences(network(people, chain))

    assert (first.introduced, first.generations, first.bought) == (1, 3, 1)
    assert (third.introduced, third.bought) == (1, 1)
    assert (first.rank, last.rank) == (1, 4)
    assert second.score > last.score


def test_introductions_in_a_circle_are_counted_once():
    circle = [tie(0, 1, TieKind.INTRODUCED), tie(1, 2, TieKind.INTRODUCED), tie(2, 0, TieKind.INTRODUCED)]

    found = rules.influences(network([person(n) for n in range(3)], circle))

    assert [one.generations for one in found] == [2, 2, 2]


def test_the_way_to_a_stranger_goes_through_whom_i_know():
    people = [person(0, 1), person(1, 2), person(2, 4), person(3, 4)]
    ties = [tie(0, 1), tie(1, 2), tie(3, 2)]

    assert rules.path_to(network(people, ties), 2) == (ME, 0, 1, 2)


def test_the_way_prefers_family_to_neighbours():
    people = [person(0, 1), person(1, 1), person(2, 3)]
    ties = [tie(0, 2, TieKind.NEIGHBOUR), tie(1, 2, TieKind.FAMILY)]

    assert rules.path_to(network(people, ties), 2) == (ME, 1, 2)


def test_whom_nobody_knows_i_meet_myself():
    assert rules.path_to(network([person(0, 4)]), 0) == (ME, 0)


def test_around_a_deal_family_comes_first_then_their_friends():
    people = [person(n) for n in range(5)]
    ties = [tie(0, 1, TieKind.NEIGHBOUR), tie(0, 2, TieKind.FAMILY), tie(2, 3), tie(3, 4)]
    everybody = network(people, ties)

    found = rules.around(everybody, rules.neighbours(everybody), 0)

    assert [(one.person, one.through) for one in found] == [(2, None), (1, None), (3, 2)]


def test_the_part_around_a_person_keeps_the_way():
    people = [person(0, 1), person(1, 2), person(2, 3), person(3, 3), person(4, 1)]
    everybody = network(people, [tie(0, 1), tie(1, 2), tie(2, 3)])

    part = rules.around_person(everybody, rules.neighbours(everybody), rules.path_to(everybody, 2), steps=1)

    assert [one.name for one in part.people] == ["人0", "人1", "人2", "人3"]
    assert len(part.ties) == 3


@pytest.mark.parametrize(
    ("wanted", "passing"),
    [
        (Wanted(), {0, 1, 2}), (Wanted(rings=frozenset("2")), {1}), (Wanted(levels=frozenset("A")), {0}),
        (Wanted(levels=frozenset("D")), {1}), (Wanted(levels=frozenset("-")), {2}),
        (Wanted(tags=frozenset(["车友会"])), {1}), (Wanted(needs=frozenset(["汉 EV"])), {0}),
        (Wanted(kinds=frozenset(["family"])), {0, 1}), (Wanted(tiers=frozenset("1"), rings=frozenset("1")), {0}),
    ],
)  # fmt: skip
def test_filters_let_pass_who_fits_all(wanted, passing):
    people = [
        person(0, 1, level="A", status="P", tier=1, needs=("汉 EV",)),
        person(1, 2, level="A", status="D", tags=("车友会",)), person(2, 3),
    ]  # fmt: skip

    assert rules.matching(network(people, [tie(0, 1, TieKind.FAMILY), tie(1, 2)]), wanted) == passing


def test_of_too_many_those_with_ties_are_drawn():
    people = [person(n, 4) for n in range(20)]
    ties = ties_of(people, [Linked(7, 13, "friend")])

    numbers = rules.chosen(crowd_of(people), ties, most=4)

    assert len(numbers) == 4
    assert {7, 13} <= set(numbers)
    assert [(numbers[one.a], numbers[one.b]) for one in ties.among(numbers)] == [(7, 13)]
