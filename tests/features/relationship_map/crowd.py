"""People and ties for the map, without a profile."""

from crm_desktop.features.relationship_map.records import Network, Person, Tie, TieKind


def person(number: int, ring: int = 1, **more) -> Person:
    given = {
        "id": f"{number:032x}", "name": f"人{number}", "sort_name": f"ren{number}", "said_ring": ring, "how_known": "",
        "is_customer": False, "private": True, "status": "", "level": "", "tier": None, "subtitle": "",
        "closeness": None, "company": "", "estate": "",
    }  # fmt: skip
    return Person(ring=ring, **(given | more))


def tie(a: int, b: int, kind: TieKind = TieKind.FRIEND, **more) -> Tie:
    return Tie(a, b, kind, **more)


def network(people, ties=()) -> Network:
    return Network(tuple(people), tuple(ties), len(people))


def crowd(count: int, *, start: int = 0) -> Network:
    """People in all rings; each is tied to one who came before."""
    people = [person(start + n, 1 + n * 7 % 4) for n in range(count)]
    return network(people, [tie(n * 5 % n, n) for n in range(3, count, 3)])
