"""The shop's server over HTTP: what a session asks, as documents; what the server refuses, as the core's errors."""

import base64
import os
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any, TypeVar

from sync import protocol
from sync.client import errors, keys
from sync.client.blobs import Item
from sync.client.errors import DeviceRevoked, NotEnrolled, Offline, ServerProblem, UpdateNeeded
from sync.client.history import Part, part_from
from sync.client.transport import PARTS, Answer, Transport
from sync.core import orders, sealing, wire
from sync.core.digest import Range, Sum
from sync.core.handshake import Hello, Welcome
from sync.core.mutations import Mutation, Outcome, body_of
from sync.core.orders import Order
from sync.core.packing import Malformed, decoded, integer, pack
from sync.core.pages import Page
from sync.core.portions import Fetched
from sync.core.push import EpochChanged, Fork, Gap
from sync.core.shop import Author
from sync.core.values import Key, hash_of

Read = TypeVar("Read")
_REST: Mapping[str, Any] = MappingProxyType({"rest": True})
"""What does not go into an answer is asked for again."""


class HttpServer:
    """One server and one laptop's key. `close` lets the connection go."""

    def __init__(self, transport: Transport, device: str, private_key: str, people_rev: str = "") -> None:
        self._transport, self._device, self._private = transport, device, private_key
        self._token = ""
        self._said: Hello | None = None
        self._epoch = 0
        self._people_rev = people_rev
        self.wants_unlock = False
        """Whether this laptop has nothing yet that a code read over the phone is made of."""
        self.order_key = ""
        """The shop's key, under whose signature alone this laptop ends; empty when the shop has not told it yet."""
        self._number = ""
        self.told: Mapping[str, Any] = {}
        """What hello said besides: `role`, `people` with `people_rev` when they are new here, `unlock` and `order_key`
        when wanted.
        """

    def close(self) -> None:
        """Let the connection go."""
        self._transport.close()

    def hello(self, said: Hello) -> Welcome:
        """Signed with the laptop's key; the answer brings the token of the requests after it."""
        self._said = said
        wanted = {"unlock": self.wants_unlock, "order_key": not self.order_key}
        asks = {"rev": protocol.REVISION, "people": self._people_rev, **{one: True for one in wanted if wanted[one]}}
        try:
            answer = _accepted(self._signed(protocol.HELLO, {**wire.hello_document(said), **asks}))
        except DeviceRevoked as told:
            raise self._heard(told) from None
        self.told = {**self.told, **answer.document}
        self._token = str(answer.document.get("token", ""))
        welcome = _read(wire.welcome_from, answer.document)
        self._epoch = welcome.epoch
        return welcome

    def _heard(self, told: DeviceRevoked) -> DeviceRevoked:
        """What ends a laptop is an order of its shop, given to it in answer to this very request; or it is none."""
        order = Order(self._transport.place.server_id, self._device, told.wipe, self._number)
        if not self.order_key or orders.is_from(self.order_key, order, told.order):
            return told
        return DeviceRevoked("", told.seal)

    def push(self, author: Author, epoch: int, batch: Sequence[Mutation]) -> Sequence[Outcome]:
        """Asked twice, a mutation counts once: so a lost answer is no harm. The last of them may stay unanswered."""
        bodies = [one.body or body_of(one) for one in batch]
        answer = self._ask(protocol.PUSH, {**wire.push_document(author, epoch, batch, bodies), **_REST})
        return _read(wire.outcomes_from, answer, batch)

    def pull(self, author: Author, epoch: int, cursors: Mapping[str, int]) -> Page:
        """The next page of the feed."""
        asked = {"epoch": epoch, "cursors": dict(cursors), **_REST, **({"inc": author.inc} if author.inc else {})}
        return _read(wire.page_from, self._ask(protocol.PULL, asked))

    def digest(self, author: Author, epoch: int, ranges: Sequence[Range]) -> Sequence[tuple[Range, Sum]]:
        """The sums of some ranges, as many requests as that takes."""
        return self._sums("seq", epoch, ranges)

    def contents(self, author: Author, epoch: int, ranges: Sequence[Range]) -> Sequence[tuple[Range, Sum]]:
        """The sums of some ranges, over the values of their rows."""
        return self._sums("content", epoch, ranges)

    def _sums(self, kind: str, epoch: int, ranges: Sequence[Range]) -> list[tuple[Range, Sum]]:
        told: list[tuple[Range, Sum]] = []
        for part in _parts(ranges, protocol.MOST_RANGES):
            answer = self._ask(protocol.DIGEST, {"epoch": epoch, "kind": kind, "ranges": part})
            told += _read(wire.sums_from, answer)
        return told

    def inventory(self, author: Author, epoch: int, ranges: Sequence[Range]) -> Mapping[Key, int]:
        """The state of every row the laptop should hold, in some ranges."""
        states: dict[Key, int] = {}
        for part in _parts(ranges, protocol.MOST_RANGES):
            answer = self._ask(protocol.DIGEST, {"epoch": epoch, "kind": "states", "ranges": part})
            states |= _read(wire.states_from, answer)
        return states

    def fetch(self, author: Author, epoch: int, keys: Sequence[Key]) -> Fetched:
        """Rows by their keys, and the keys of those that did not go into the answer."""
        if not keys:
            return Fetched(())
        asked = {"epoch": epoch, "keys": [list(key) for key in keys[: protocol.MOST_KEYS]], **_REST}
        told = _read(wire.fetched_from, self._ask(protocol.FETCH, asked))
        return replace(told, rest=[*told.rest, *keys[protocol.MOST_KEYS :]])

    def history(self, epoch: int, root: str, before: int = 0) -> Part:
        """A part of what was asked about a person, newest first; `before` as the part before it said."""
        further = {"before": before} if before else {}
        return _read(part_from, self._ask(protocol.HISTORY, {"epoch": epoch, "root": root, **further}))

    def rescue(self, author: Author, epoch: int, batch: Sequence[Mutation], key: bytes) -> int:
        """The rest of a laptop that was shut out, sealed for the shop; signed, for such a laptop gets no token."""
        bodies = [one.body or body_of(one) for one in batch]
        answer = _accepted(self._sealed(key, wire.push_document(author, epoch, batch, bodies)))
        return _read(integer, answer.document.get("kept", 0))

    def rescue_files(self, document: Mapping[str, Any], key: bytes) -> Mapping[str, Any]:
        """Attachments of such a laptop, in the same way."""
        return _carried(self._sealed(key, document)).document

    def _sealed(self, key: bytes, document: Mapping[str, Any]) -> Answer:
        letter = sealing.seal(key, pack(document), self._device)
        return self._signed(protocol.RESCUE, {"sealed": base64.b64encode(letter).decode()})

    # Attachments -------------------------------------------------------------------------------------------------

    def have(self, names: Sequence[str], lacks: Collection[str] = ()) -> tuple[set[str], Mapping[str, int]]:
        """Which are there whole, and how much of the others."""
        asked = {"sha256": list(names), **({"lacks": sorted(lacks)} if lacks else {})}
        answer = self._ask(protocol.BLOBS_HAVE, asked)
        return _read(_ready_and_parts, answer)

    def keep(self, bundle: Mapping[str, bytes]) -> set[str]:
        """Bring several small ones; those that are there now."""
        packed = {name: base64.b64encode(body).decode() for name, body in bundle.items()}
        answer = _carried(self._renewing(protocol.BLOBS_KEEP, pack({"blobs": packed}))).document
        return _read(_names, answer.get("kept", [])) & bundle.keys()

    def some(self, names: Sequence[str]) -> tuple[Mapping[str, bytes], Sequence[str]]:
        """Several small ones, and those that did not go into the answer."""
        answer = self._ask(protocol.BLOBS_SOME, {"sha256": list(names)})
        return _read(_bodies_and_more, answer, frozenset(names))

    def send_part(self, item: Item, offset: int, body: bytes) -> tuple[int, bool]:
        """A part; how much is there now, and whether that is all."""
        more = {protocol.OFFSET_HEADER: str(offset), protocol.SIZE_HEADER: str(item.size)}
        answer = _carried(self._renewing(protocol.BLOB.format(sha256=item.name), body, "PATCH", more)).document
        return _read(integer, answer.get("have", 0)), bool(answer.get("ready"))

    def get_part(self, name: str, first: int, count: int) -> tuple[bytes, int]:
        """A part, and the size of the whole."""
        more = {"Range": f"bytes={first}-{first + count - 1}"}
        answer = _carried(self._renewing(protocol.BLOB.format(sha256=name), b"", "GET", more))
        return answer.body, answer.whole

    # Requests ----------------------------------------------------------------------------------------------------

    def _ask(self, path: str, document: Mapping[str, Any]) -> dict[str, Any]:
        """Ask with the token; one that ran out is renewed once."""
        return _accepted(self._renewing(path, pack(document))).document

    def _renewing(
        self, path: str, body: bytes, method: str = "POST", more: Mapping[str, str] = MappingProxyType({})
    ) -> Answer:  # fmt: skip
        answer = self._with_token(path, body, method, more)
        if answer.status == 401:
            self._renew()
            answer = self._with_token(path, body, method, more)
        return answer

    def _with_token(self, path: str, body: bytes, method: str, more: Mapping[str, str]) -> Answer:
        def headers() -> dict[str, str]:
            return {"Authorization": f"Bearer {self._token}", protocol.REQUEST_HEADER: _number(), **more}

        return self._transport.post(path, body, headers, method=method)

    def _renew(self) -> None:
        """A session may outlast its token. A hello changes nothing at the server that the first one did not."""
        if self._said is None:
            raise NotEnrolled("no hello yet")
        before = self._epoch
        if self.hello(self._said).epoch != before:
            raise EpochChanged(self._epoch)

    def _signed(self, path: str, document: Mapping[str, Any]) -> Answer:
        body = pack(document)
        sha256 = hash_of(body)

        def headers() -> dict[str, str]:
            number = self._number = _number()
            signature = keys.sign(self._private, protocol.signed_bytes(path, number, sha256))
            return {
                protocol.DEVICE_HEADER: self._device, protocol.REQUEST_HEADER: number,
                protocol.SIGNATURE_HEADER: signature,
            }  # fmt: skip

        return self._transport.post(path, body, headers)


_OF_PARTS: dict[str, Callable[[Mapping[str, Any]], errors.SyncProblem]] = {
    protocol.NOT_FOUND: lambda _: errors.NotThere(), protocol.DAMAGED: lambda _: errors.NotItsName(),
    protocol.OFFSET: lambda said: errors.OtherOffset(_read(integer, said.get("have", 0))),
    protocol.FULL: lambda _: errors.ServerFull(),
}  # fmt: skip


def _carried(answer: Answer) -> Answer:
    """The same for attachments, which are refused for reasons of their own."""
    if answer.status in PARTS:
        return answer
    refused = _OF_PARTS.get(str(answer.document.get("error", "")))
    if refused is not None:
        raise refused(answer.document)
    return _accepted(answer)


def _ready_and_parts(answer: Mapping[str, Any]) -> tuple[set[str], dict[str, int]]:
    ready, parts = answer.get("have"), answer.get("parts")
    if not isinstance(ready, list) or not isinstance(parts, dict):
        raise Malformed("no attachments")
    return _names(ready), {str(name): integer(length) for name, length in parts.items()}


def _bodies_and_more(answer: Mapping[str, Any], asked: Collection[str]) -> tuple[dict[str, bytes], list[str]]:
    bodies, more = answer.get("blobs"), answer.get("more")
    if not isinstance(bodies, dict) or not isinstance(more, list):
        raise Malformed("no attachments")
    told = {name: decoded(body) for name, body in bodies.items() if name in asked}
    return told, [name for name in more if isinstance(name, str) and name in asked]


def _names(told: object) -> set[str]:
    if not isinstance(told, list):
        raise Malformed("no names")
    return {str(name) for name in told}


def _number() -> str:
    return os.urandom(16).hex()


def _read(reader: Callable[..., Read], *given: Any) -> Read:
    """What a server says that cannot be read is as good as not said."""
    try:
        return reader(*given)
    except Malformed as problem:
        raise Offline(errors.DAMAGED, str(problem)) from problem


def _parts(ranges: Sequence[Range], most: int) -> list[list[list[str]]]:
    """Ranges in as many requests as they need."""
    return [[list(one) for one in ranges[start : start + most]] for start in range(0, len(ranges), most)]


def _key(told: object) -> bytes:
    """A shop's key; empty when that is not one."""
    try:
        key = base64.b64decode(str(told or ""), validate=True)
    except ValueError:
        return b""
    return key if len(key) == sealing.PUBLIC_BYTES else b""


def _accepted(answer: Answer) -> Answer:
    """The answer, or the refusal it is."""
    if answer.status == 200:
        return answer
    document = answer.document
    code = str(document.get("error", ""))
    if answer.status == 401:
        raise NotEnrolled(code)
    if answer.status == 403 and code == protocol.REVOKED:
        said = str(document.get("wipe", "")), _key(document.get("seal")), str(document.get("order", ""))
        raise DeviceRevoked(*said)
    if code == protocol.FORK:
        raise Fork(_read(integer, document.get("at", 0)))
    if code == protocol.GAP:
        raise Gap(_read(integer, document.get("last", 0)))
    if code == protocol.EPOCH:
        raise EpochChanged(_read(integer, document.get("epoch", 0)))
    if code == protocol.UPDATE_APP:
        raise UpdateNeeded(code)
    raise ServerProblem(answer.status, code)
