"""Attachments: named by their content, kept once for each shop, sent in parts that go on where they broke off."""

import hashlib
import re
from collections.abc import Sequence

from sync import protocol
from sync.core.packing import Malformed
from sync.server.storage.engine import Engine, Link

NAME = re.compile(r"[0-9a-f]{64}")
PART, READY = "part", "ready"


class WrongOffset(Exception):
    """The part does not begin where the last one ended."""

    def __init__(self, have: int) -> None:
        super().__init__(str(have))
        self.have = have


class Damaged(Exception):
    """All parts are there and are not what their name says: they are forgotten."""


class Blobs:
    """The attachments of all shops. Nobody is answered about another shop's."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def have(self, shop: str, names: Sequence[str]) -> dict[str, object]:
        """Which of some are there whole, and how much of the others."""
        wanted = [_checked(name) for name in names]
        if not wanted:
            return {"have": [], "parts": {}}
        with self.engine.reading() as link:
            sql = "SELECT sha256 FROM blob WHERE shop = ? AND sha256 = ANY(?) AND state = ?"
            ready = [row[0] for row in link.rows(sql, shop, wanted, READY)]
            parts = {name: _length(link, shop, name) for name in wanted if name not in ready}
        return {"have": ready, "parts": {name: length for name, length in parts.items() if length}}

    def add(self, shop: str, name: str, place: tuple[int, int], body: bytes) -> tuple[int, bool]:
        """Take a part at (offset, size of the whole): how much is there now, and whether that is all."""
        offset, size = place
        _checked(name)
        if len(body) > protocol.BLOB_PART_BYTES or not 0 < size <= protocol.MOST_BLOB_BYTES or not body:
            raise Malformed(protocol.TOO_LARGE)
        with self.engine.writing() as link:
            if link.rows("SELECT 1 FROM blob WHERE shop = ? AND sha256 = ? AND state = ?", shop, name, READY):
                return size, True
            have = _length(link, shop, name)
            if offset != have or have + len(body) > size:
                raise WrongOffset(have)
            link.upsert("blob", [(shop, name, size, PART)])
            link.upsert("blob_part", [(shop, name, offset, body)])
            have += len(body)
            whole = have < size or hashlib.sha256(_all(link, shop, name)).hexdigest() == name
            if have == size:
                self._end(link, shop, name, whole=whole)
        if not whole:
            raise Damaged
        return have, have == size

    def _end(self, link: Link, shop: str, name: str, *, whole: bool) -> None:
        if whole:
            link.run("UPDATE blob SET state = ? WHERE shop = ? AND sha256 = ?", READY, shop, name)
        else:
            link.run("DELETE FROM blob_part WHERE shop = ? AND sha256 = ?", shop, name)
            link.run("DELETE FROM blob WHERE shop = ? AND sha256 = ?", shop, name)

    def get(self, shop: str, name: str) -> bytes | None:
        """One that is there whole."""
        with self.engine.reading() as link:
            sql = "SELECT 1 FROM blob WHERE shop = ? AND sha256 = ? AND state = ?"
            return _all(link, shop, name) if link.rows(sql, shop, _checked(name), READY) else None


def _checked(name: object) -> str:
    if not isinstance(name, str) or not NAME.fullmatch(name):
        raise Malformed("no name of an attachment")
    return name


def _length(link: Link, shop: str, name: str) -> int:
    sql = "SELECT sum(length(body)) FROM blob_part WHERE shop = ? AND sha256 = ?"
    return int(link.rows(sql, shop, name)[0][0] or 0)


def _all(link: Link, shop: str, name: str) -> bytes:
    sql = "SELECT body FROM blob_part WHERE shop = ? AND sha256 = ? ORDER BY place"
    return b"".join(bytes(row[0]) for row in link.rows(sql, shop, name))
