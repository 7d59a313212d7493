"""An exchange of attachments between a shelf and a server in memory: order, size of parts, and what is refused."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pytest

from sync import protocol
from sync.client.blobs import DAMAGED, TOO_LARGE, Carried, Item
from sync.client.bringing import FIRST_PART, LEAST_PART, MOST_REFUSED, Pace
from sync.client.carrying import Carrier
from sync.client.errors import NotItsName, NotThere, OtherOffset, UpdateNeeded
from sync.client.receipt import Traffic

BODY = bytes(range(256)) * 4000


def name_of(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


@dataclass
class Memory:
    """A shelf."""

    bodies: dict[str, bytes] = field(default_factory=dict)
    sending: list[Item] = field(default_factory=list)
    getting: list[Item] = field(default_factory=list)
    pieces: dict[str, bytes] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)
    lacking: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)
    shown: list[str] = field(default_factory=list)
    left: int = 0

    def to_send(self) -> Sequence[Item]:
        return self.sending

    def to_get(self) -> Sequence[Item]:
        return self.getting

    def may_send(self, name: str) -> bool:
        return True

    def content(self, name: str) -> bytes | None:
        return self.bodies.get(name)

    def sent(self, names: Iterable[str]) -> None:
        self.known |= set(names)

    def unwanted(self, names: Iterable[str]) -> None:
        self.refused |= set(names)

    def absent(self, names: Iterable[str]) -> None:
        self.lacking |= set(names)

    def length(self, name: str) -> int:
        return len(self.pieces.get(name, b""))

    def add(self, name: str, place: int, body: bytes) -> None:
        assert place == self.length(name)
        self.pieces[name] = self.pieces.get(name, b"") + body

    def keep(self, bodies: Mapping[str, bytes]) -> set[str]:
        right = {name: body for name, body in bodies.items() if name_of(body) == name}
        self.bodies |= right
        return set(right)

    def finish(self, name: str) -> bool:
        body = self.pieces.pop(name, b"")
        return bool(self.keep({name: body}))

    def came(self, names: Sequence[str]) -> None:
        self.shown += names


@dataclass
class Depot:
    """A server that may be told to refuse."""

    bodies: dict[str, bytes] = field(default_factory=dict)
    parts: dict[str, bytes] = field(default_factory=dict)
    sizes: list[int] = field(default_factory=list)
    refuse: list[Exception] = field(default_factory=list)
    always: Exception | None = None

    def have(self, names: Sequence[str], lacks: Collection[str] = ()) -> tuple[set[str], Mapping[str, int]]:
        return self.bodies.keys() & set(names), {name: len(part) for name, part in self.parts.items() if name in names}

    def keep(self, bundle: Mapping[str, bytes]) -> set[str]:
        self.sizes.append(sum(map(len, bundle.values())))
        self.bodies |= bundle
        return set(bundle)

    def some(self, names: Sequence[str]) -> tuple[Mapping[str, bytes], Sequence[str]]:
        there = [name for name in names if len(self.bodies.get(name, BODY)) <= protocol.MOST_SMALL_BYTES]
        return {name: self.bodies[name] for name in there[:2]}, there[2:]

    def send_part(self, item: Item, offset: int, body: bytes) -> tuple[int, bool]:
        self.sizes.append(len(body))
        if self.always is not None:
            raise self.always
        if self.refuse:
            raise self.refuse.pop(0)
        part = self.parts.get(item.name, b"")
        if offset != len(part):
            raise OtherOffset(len(part))
        self.parts[item.name] = part + body
        if len(part) + len(body) == item.size:
            self.bodies[item.name] = self.parts.pop(item.name)
        return len(part) + len(body), item.name in self.bodies

    def get_part(self, name: str, first: int, count: int) -> tuple[bytes, int]:
        self.sizes.append(count)
        if name not in self.bodies:
            raise NotThere
        return self.bodies[name][first : first + count], len(self.bodies[name])


def carry(shelf: Memory, depot: Depot) -> Carried:
    return Carrier(shelf, depot, Traffic(), lambda _carried: None, lambda: 0.0).run()


def to_send(*bodies: bytes, thumbnail: bool = False) -> Memory:
    items = [Item(name_of(one), len(one), thumbnail) for one in bodies]
    return Memory({name_of(one): one for one in bodies}, sending=items)


def test_an_empty_file_is_made_not_carried_and_stops_no_other() -> None:
    """A server refuses a bundle with one."""
    empty, other = name_of(b""), name_of(b"other")
    hers, depot = to_send(b"", b"other"), Depot()
    his = Memory(getting=[Item(empty), Item(other)])

    assert carry(hers, depot).problems == carry(his, depot).problems == {}

    assert depot.bodies == {other: b"other"}
    assert hers.known >= {empty, other}
    assert his.bodies == {empty: b"", other: b"other"}


def test_parts_grow_on_a_quick_line_and_shrink_on_a_slow_one() -> None:
    now = 0.0
    pace = Pace(lambda: now)
    sizes = []
    for seconds in (0.1, 0.1, 1.0, 3.0, 30.0, 30.0, 30.0, 30.0, 30.0, 30.0):
        sizes.append(pace.begin())
        now += seconds
        pace.end()

    assert sizes[:5] == [FIRST_PART, 2 * FIRST_PART, 4 * FIRST_PART, 4 * FIRST_PART, 2 * FIRST_PART]
    assert pace.begin() == LEAST_PART


def test_no_part_is_larger_than_the_server_takes() -> None:
    shelf, depot = to_send(BODY * 8), Depot()

    carry(shelf, depot)

    assert max(depot.sizes) == protocol.BLOB_PART_BYTES
    assert depot.bodies == shelf.bodies


def test_upload_goes_on_where_the_server_says() -> None:
    shelf = to_send(BODY)
    depot = Depot(parts={name_of(BODY): BODY[:700_000]})

    carried = carry(shelf, depot)

    assert (carried.up, sum(depot.sizes), carried.done) == (1, len(BODY) - 700_000, len(BODY))


def test_upload_whose_last_answer_was_lost_is_ended_without_a_byte() -> None:
    shelf = to_send(BODY)
    depot = Depot(parts={name_of(BODY): BODY})

    carried = carry(shelf, depot)

    assert (carried.up, depot.sizes, depot.bodies) == (1, [0], {name_of(BODY): BODY})


def test_upload_follows_another_laptop_that_sends_the_same() -> None:
    shelf, depot = to_send(BODY), Depot(refuse=[OtherOffset(0), NotItsName()])

    carried = carry(shelf, depot)

    assert (carried.up, depot.bodies) == (1, {name_of(BODY): BODY})


def test_server_that_refuses_every_part_is_left_alone() -> None:
    shelf, depot = to_send(BODY), Depot(always=OtherOffset(0))

    carried = carry(shelf, depot)

    assert (carried.up, len(depot.sizes), shelf.known) == (0, MOST_REFUSED + 1, set())


def test_what_is_there_already_is_only_noted() -> None:
    shelf = to_send(BODY)

    carried = carry(shelf, Depot({name_of(BODY): BODY}))

    assert (carried.up, shelf.known) == (0, {name_of(BODY)})


def test_small_ones_go_together_as_many_as_fit() -> None:
    pictures = [bytes([n]) * 60_000 for n in range(20)]
    shelf, depot = to_send(*pictures, thumbnail=True), Depot()

    carried = carry(shelf, depot)

    assert (carried.up, len(depot.sizes), max(depot.sizes) <= protocol.MOST_BUNDLE_BYTES) == (20, 3, True)


def test_small_ones_come_together_until_none_is_left_and_one_that_is_large_comes_alone() -> None:
    bodies = {name_of(one): one for one in (*(bytes([n]) * 100 for n in range(5)), BODY)}
    shelf = Memory(getting=[Item(name, thumbnail=True) for name in bodies])  # how large a thumbnail is no row says

    carried = carry(shelf, Depot(dict(bodies)))

    assert (carried.down, shelf.bodies, sorted(shelf.shown)) == (6, bodies, sorted(bodies))


def test_server_that_promises_more_and_gives_none_is_not_asked_for_ever() -> None:
    class Empty(Depot):
        def some(self, names: Sequence[str]) -> tuple[Mapping[str, bytes], Sequence[str]]:
            return {}, list(names)

    shelf = Memory(getting=[Item(name_of(b"x"), 1)])

    assert carry(shelf, Empty({name_of(b"x"): b"x"})).down == 1


def test_download_goes_on_from_what_is_here() -> None:
    name = name_of(BODY)
    shelf = Memory(getting=[Item(name, len(BODY))], pieces={name: BODY[:900_000]})
    depot = Depot({name: BODY})

    carried = carry(shelf, depot)

    assert (carried.down, depot.sizes, shelf.bodies) == (1, [FIRST_PART], {name: BODY})


def test_wrong_byte_is_thrown_away_and_the_next_session_begins_anew() -> None:
    name = name_of(BODY)
    shelf = Memory(getting=[Item(name, len(BODY))])

    wrong = carry(shelf, Depot({name: b"\1" + BODY[1:]}))
    again = carry(shelf, Depot({name: BODY}))

    assert (wrong.down, wrong.problems, again.down, shelf.bodies) == (0, {DAMAGED: 1}, 1, {name: BODY})


def test_answer_that_claims_more_than_any_file_has_ends_the_download() -> None:
    class Endless(Depot):
        def get_part(self, name: str, first: int, count: int) -> tuple[bytes, int]:
            return b"x" * count, protocol.MOST_BLOB_BYTES + 1

    name = name_of(BODY)

    assert carry(Memory(getting=[Item(name, len(BODY))]), Endless({name: BODY})).problems == {TOO_LARGE: 1}


def test_what_is_not_at_the_server_yet_is_left() -> None:
    name = name_of(BODY)
    shelf = Memory(getting=[Item(name, len(BODY))], left=2)

    carried = carry(shelf, Depot())

    assert (carried.left, shelf.lacking) == (3, {name})


def test_program_that_is_too_old_for_the_server_hands_in_all_it_has() -> None:
    class Newer(Depot):
        def some(self, names: Sequence[str]) -> tuple[Mapping[str, bytes], Sequence[str]]:
            raise UpdateNeeded

    theirs = b"theirs"
    shelf = to_send(BODY)
    shelf.getting = [Item(name_of(theirs), len(theirs), thumbnail=True)]
    depot = Newer({name_of(theirs): theirs})

    with pytest.raises(UpdateNeeded):
        carry(shelf, depot)

    assert depot.bodies.keys() == {name_of(theirs), name_of(BODY)}
