"""Attachments: named by their content, kept once for each shop, sent in parts that go on where they broke off.

Whoever may read a row that names one may have its bytes, and bring them. Nobody else learns that it is there.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sync import protocol
from sync.core.packing import Malformed
from sync.server.storage.engine import Engine, Link

NAME = re.compile(r"[0-9a-f]{64}")
PART, READY = "part", "ready"
ARRIVED = "blobs"
"""The shop's value that counts attachments that came whole: a laptop asks again only when it grew."""
MOST_AT_ONCE = 4 * protocol.BLOB_PART_BYTES
"""Of a part that is asked for."""

_STATE = "SELECT size FROM blob WHERE shop = ? AND sha256 = ? AND state = ?"
_VISIBLE = (
    "SELECT DISTINCT r.sha256 FROM blob_ref r JOIN record c ON c.shop = r.shop AND c.tbl = r.tbl AND c.id = r.id"
    " WHERE r.shop = ? AND r.sha256 = ANY(?) AND c.scope = ANY(?) AND c.purged = 0"
)


class NotFound(Exception):
    """There is no such attachment, for whoever asks."""


class WrongOffset(Exception):
    """The part does not begin where the last one ended."""

    def __init__(self, have: int) -> None:
        super().__init__(str(have))
        self.have = have


class Damaged(Exception):
    """All parts are there and are not what their name says: they are forgotten."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks: a shop, and what of it he reads."""

    shop: str
    scopes: Collection[str]


class Blobs:
    """The attachments of all shops."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def have(self, who: Visitor, names: Sequence[object]) -> dict[str, object]:
        """Which of some are there whole, and how much of the others."""
        wanted = [_checked(name) for name in names]
        with self.engine.reading() as link:
            known = _visible(link, who, wanted)
            sql = "SELECT sha256, state FROM blob WHERE shop = ? AND sha256 = ANY(?)"
            states = dict(link.rows(sql, who.shop, sorted(known)))
            parts = {name: _length(link, who.shop, name) for name, state in states.items() if state == PART}
        ready = [name for name in wanted if states.get(name) == READY]
        return {"have": ready, "parts": {name: length for name, length in parts.items() if length}}

    # Coming in -------------------------------------------------------------------------------------------------------

    def add(self, who: Visitor, name: str, place: tuple[int, int], body: bytes) -> tuple[int, bool]:
        """Take a part at (offset, size of the whole): how much is there now, and whether that is all."""
        offset, size = place
        _checked(name)
        if len(body) > protocol.BLOB_PART_BYTES or not 0 < size <= protocol.MOST_BLOB_BYTES:
            raise Malformed(protocol.TOO_LARGE)
        with self.engine.writing() as link:
            if not _visible(link, who, [name]):
                raise NotFound
            if link.rows(_STATE, who.shop, name, READY):
                return size, True
            have = _length(link, who.shop, name)
            if offset != have or have + len(body) > size or (not body and have < size):
                raise WrongOffset(have)
            link.upsert("blob", [(who.shop, name, size, PART)])
            if body:  # none: all was there, and the answer to that was lost
                link.upsert("blob_part", [(who.shop, name, offset, body)])
        if have + len(body) < size:
            return have + len(body), False
        self._end(who.shop, name)
        return size, True

    def _end(self, shop: str, name: str) -> None:
        """All parts are there. They are read beside the writers, whom a large one would keep waiting."""
        with self.engine.reading() as link:
            found = hashlib.sha256()
            for part in _parts(link, shop, name):
                found.update(part)
        with self.engine.writing() as link:
            if found.hexdigest() == name:
                _arrived(link, shop, [name])
            else:
                forget(link, shop, name)
        if found.hexdigest() != name:
            raise Damaged

    def keep(self, who: Visitor, bundle: Mapping[str, object]) -> dict[str, object]:
        """Take several small ones whole. One that is not what its name says stops none of the others."""
        bodies = {_checked(name): _decoded(body) for name, body in bundle.items()}
        if sum(map(len, bodies.values())) > protocol.MOST_BUNDLE_BYTES:
            raise Malformed(protocol.TOO_LARGE)
        right = {name for name, body in bodies.items() if hashlib.sha256(body).hexdigest() == name}
        with self.engine.writing() as link:
            known = _visible(link, who, sorted(right))
            there = {name for name in known if link.rows(_STATE, who.shop, name, READY)}
            fresh = sorted(known - there)
            for name in fresh:
                forget(link, who.shop, name)
            link.upsert("blob", [(who.shop, name, len(bodies[name]), PART) for name in fresh])
            link.upsert("blob_part", [(who.shop, name, 0, bodies[name]) for name in fresh])
            _arrived(link, who.shop, fresh)
        return {"kept": sorted(known), "damaged": sorted(bodies.keys() - right)}

    # Going out -------------------------------------------------------------------------------------------------------

    def part(self, who: Visitor, name: str, first: int, last: int | None) -> tuple[bytes, int]:
        """The bytes from one place to another, as many as go into one answer; and the size of the whole."""
        with self.engine.reading() as link:
            found = link.rows(_STATE, who.shop, _checked(name), READY)
            if not found or not _visible(link, who, [name]):
                raise NotFound
            size = int(found[0][0])
            end = size if last is None else min(last + 1, first + MOST_AT_ONCE, size)
            # A part begins at its place and is no longer than the longest.
            sql = (
                "SELECT place, body FROM blob_part WHERE shop = ? AND sha256 = ? AND place > ? AND place < ?"
                " ORDER BY place"
            )
            parts = link.rows(sql, who.shop, name, first - protocol.BLOB_PART_BYTES, end)
        return b"".join(bytes(body)[max(0, first - place) : max(0, end - place)] for place, body in parts), size

    def some(self, who: Visitor, names: Sequence[object]) -> dict[str, object]:
        """Several small ones, as many as go into one answer; whoever wants the rest asks again."""
        wanted = [_checked(name) for name in names]
        told: dict[str, str] = {}
        room = protocol.MOST_BUNDLE_BYTES
        with self.engine.reading() as link:
            known = _visible(link, who, wanted)
            sql = "SELECT sha256, size FROM blob WHERE shop = ? AND sha256 = ANY(?) AND state = ? AND size <= ?"
            sizes = dict(link.rows(sql, who.shop, sorted(known), READY, protocol.MOST_SMALL_BYTES))
            for name in wanted:
                if name in sizes and sizes[name] <= room:
                    room -= sizes[name]
                    told[name] = base64.b64encode(b"".join(_parts(link, who.shop, name))).decode()
        return {"blobs": told, "more": [name for name in wanted if name in sizes and name not in told]}


def arrived(link: Link, shop: str) -> int:
    """How many attachments ever came whole."""
    found = link.rows("SELECT value FROM setting WHERE shop = ? AND name = ?", shop, ARRIVED)
    return int(bytes(found[0][0])) if found else 0


def forget(link: Link, shop: str, name: str) -> None:
    """Let the bytes go."""
    link.run("DELETE FROM blob_part WHERE shop = ? AND sha256 = ?", shop, name)
    link.run("DELETE FROM blob WHERE shop = ? AND sha256 = ?", shop, name)


def _arrived(link: Link, shop: str, names: Sequence[str]) -> None:
    for name in names:
        link.run("UPDATE blob SET state = ? WHERE shop = ? AND sha256 = ?", READY, shop, name)
    if names:
        link.upsert("setting", [(shop, ARRIVED, str(arrived(link, shop) + len(names)).encode())])


def _checked(name: object) -> str:
    if not isinstance(name, str) or not NAME.fullmatch(name):
        raise Malformed("no name of an attachment")
    return name


def _decoded(body: object) -> bytes:
    try:
        found = base64.b64decode(body, validate=True) if isinstance(body, str) else b""
    except binascii.Error as error:
        raise Malformed("no attachment") from error
    if not 0 < len(found) <= protocol.MOST_SMALL_BYTES:
        raise Malformed("no small attachment")
    return found


def _visible(link: Link, who: Visitor, names: Sequence[str]) -> set[str]:
    """Those that a row names which the visitor may read."""
    return {row[0] for row in link.rows(_VISIBLE, who.shop, list(names), sorted(who.scopes))} if names else set()


def _length(link: Link, shop: str, name: str) -> int:
    sql = "SELECT sum(length(body)) FROM blob_part WHERE shop = ? AND sha256 = ?"
    return int(link.rows(sql, shop, name)[0][0] or 0)


def _parts(link: Link, shop: str, name: str) -> Iterator[bytes]:
    """The parts in their order, one at a time."""
    places = link.rows("SELECT place FROM blob_part WHERE shop = ? AND sha256 = ? ORDER BY place", shop, name)
    for (place,) in places:
        sql = "SELECT body FROM blob_part WHERE shop = ? AND sha256 = ? AND place = ?"
        yield bytes(link.rows(sql, shop, name, place)[0][0])
