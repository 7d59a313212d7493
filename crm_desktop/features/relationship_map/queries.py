"""Reading the map: a handful of plain statements, however many people there are."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from crm_desktop.features.relationship_map import rules
from crm_desktop.features.relationship_map.records import Kept, Network, Person
from crm_desktop.features.relationship_map.rules.choosing import MOST
from crm_desktop.features.relationship_map.rules.layout import Cancelled, GivenUpError, never
from crm_desktop.features.relationship_map.rules.ties import Crowd, Groups, Linked, Links, Ties, introduced_people
from crm_desktop.features.team.queries import team
from crm_desktop.features.team.rules import owner_shown
from crm_desktop.store.plain import Plain, plain

if TYPE_CHECKING:
    from crm_desktop.store.plain import Source

PLACES = "map_places"
"""Key of the places among the values that stay on this laptop."""
_EVERYBODY = "FROM derived_person p JOIN contact c ON c.id = p.id ORDER BY p.id"
_CROWD = f"SELECT p.n, p.ring, p.status, p.level, p.closeness, c.how_known, c.company, c.estate {_EVERYBODY}"
_IDS = f"SELECT p.id {_EVERYBODY}"
_OF = "IN (SELECT value FROM json_each(:ids))"
_PEOPLE = (
    "SELECT p.n, p.id, p.name, p.sort_name, p.ring, p.is_customer, p.private, p.status, p.level, p.tier, p.subtitle, "
    "p.closeness, c.company, c.estate, c.how_known, p.owner FROM derived_person p JOIN contact c ON c.id = p.id "
    f"WHERE p.id {_OF} ORDER BY p.id"
)
_ENDS = "coalesce(a.n, 0), coalesce(b.n, 0)"
_NUMBERED = "LEFT JOIN derived_person a ON a.id = t.root LEFT JOIN derived_person b ON b.id = t"
_RELATIONS = f"SELECT {_ENDS}, t.kind, t.note FROM relation t {_NUMBERED}.other WHERE t.deleted IS NULL ORDER BY t.id"
_REFERRALS = f"SELECT {_ENDS}, t.note FROM referral t {_NUMBERED}.contact WHERE t.deleted IS NULL ORDER BY t.id"
_MEMBERS = (
    "SELECT p.n, g.kind, g.name, g.id FROM membership m JOIN people_group g ON g.id = m.people_group "
    "JOIN derived_person p ON p.id = m.root WHERE m.deleted IS NULL AND g.deleted IS NULL ORDER BY m.id"
)
_TAGS = f"SELECT root, name FROM tag WHERE root {_OF} AND deleted IS NULL ORDER BY name"
_NEEDS = (
    f"SELECT root, model FROM opportunity WHERE root {_OF} AND deleted IS NULL AND stage = 'open' AND model <> '' "
    "ORDER BY id"
)
_PLACES = "SELECT value FROM local_value WHERE key = :key"


def network(session: "Source", *, most: int = MOST, cancelled: Cancelled = never) -> Network:
    """Everybody who belongs on the map, and all ties between them."""
    source = plain(session)
    links = _links(source)
    introduced = introduced_people(links)
    crowd, ties = _everybody(source, links, introduced, cancelled)
    _unless(cancelled)
    numbers = rules.chosen(crowd, ties, most=most)
    _unless(cancelled)
    among, total = ties.among(numbers), len(crowd)
    del crowd, ties, links  # what stays takes their room
    return Network(tuple(_people(source, _ids(source, numbers), introduced)), among, total)


def kept_places(session: "Source") -> Kept:
    """Where people stood last."""
    return rules.kept_from(str(plain(session).value(_PLACES, key=PLACES) or ""))


def _unless(cancelled: Cancelled) -> None:
    if cancelled():
        raise GivenUpError


def _links(source: Plain) -> Links:
    found, same = Links(), _Same()
    for root, other, kind, note in source.walk(_RELATIONS):
        found.add(Linked(root, other, same[kind], note))
    for root, gained, note in source.walk(_REFERRALS):
        found.add(Linked(root, gained, "introduced", note, referral=True))
    return found


def _everybody(
    source: Plain, links: Links, introduced: frozenset[int], cancelled: Cancelled
) -> tuple[Crowd, Ties]:
    """Nobody is kept to be asked again: all that decides is noted while everybody passes by."""
    crowd, groups = Crowd(), Groups()
    members = source.rows(_MEMBERS)
    linked = {person for link in links for person in (link.root, link.other)}
    linked.update(root for root, *_ in members)
    numbers: dict[int, int] = {}
    for person, ring, status, level, closeness, how_known, company, estate in source.walk(_CROWD):
        number = len(crowd)
        _unless(cancelled)
        stands = rules.stands_in(ring, status=status, introduced=person in introduced, how_known=how_known)
        crowd.add(ring=stands, closeness=closeness, level=level)
        if person in linked:
            numbers[person] = number
        if company.strip():
            groups.add(number, "company", company.strip())
        if estate.strip():
            groups.add(number, "estate", estate.strip())
    for root, kind, name, group in members:
        if root in numbers:
            groups.add(numbers[root], kind, name.strip(), group)
    return crowd, rules.ties_of(crowd, numbers, links, groups)


def _ids(source: Plain, numbers: Sequence[int]) -> list[str]:
    """Walked through once more: all ids take more room than the map."""
    wanted = frozenset(numbers)
    return [person for number, (person,) in enumerate(source.walk(_IDS)) if number in wanted]


class _Same(dict[str, str]):
    """One copy of each word: thousands share a status, a model, an estate, and each row brings its own."""

    def __missing__(self, word: str) -> str:
        self[word] = word
        return word


def _people(source: Plain, ids: list[str], introduced: frozenset[int]) -> list[Person]:
    wanted = json.dumps(ids)
    tags, needs = _several(source.rows(_TAGS, ids=wanted)), _several(source.rows(_NEEDS, ids=wanted))
    found, same = [], _Same()
    for row in source.walk(_PEOPLE, ids=wanted):
        n, person, name, sort, ring, customer, private, status, level, tier, subtitle, closeness, *where = row
        status, level, subtitle = same[status], same[level], same[subtitle]
        company, estate, how_known, owner = (same[word.strip()] for word in where)
        stands = rules.stands_in(ring, status=status, introduced=n in introduced, how_known=how_known)
        found.append(Person(
            person, name, sort, stands, ring, how_known, bool(customer), bool(private), status, level, tier, subtitle,
            closeness, company, estate, tags.get(person, ()), needs.get(person, ()), owner,
            owner_shown(team(source), owner) if owner else "",
        ))  # fmt: skip
    return found


def _several(rows: Iterable[tuple[Any, ...]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for root, word in rows:
        found[root][word] = None
    return {root: tuple(words) for root, words in found.items()}
