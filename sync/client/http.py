"""The shop's server over HTTP: what a session asks, as documents; what the server refuses, as the core's errors."""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from sync import protocol
from sync.client import errors, keys
from sync.client.errors import DeviceRevoked, NotEnrolled, Offline, ServerProblem, UpdateNeeded
from sync.client.transport import Answer, Transport
from sync.core import wire
from sync.core.digest import Range, Sum
from sync.core.handshake import Hello, Welcome
from sync.core.mutations import Mutation, Outcome, Row, body_of
from sync.core.packing import Malformed, pack
from sync.core.pages import Page
from sync.core.push import EpochChanged, Fork, Gap
from sync.core.shop import Author
from sync.core.values import Key, hash_of

Read = TypeVar("Read")


class HttpServer:
    """One server and one laptop's key. `close` lets the connection go."""

    def __init__(self, transport: Transport, device: str, private_key: str, people_rev: str = "") -> None:
        self._transport, self._device, self._private = transport, device, private_key
        self._token = ""
        self._said: Hello | None = None
        self._epoch = 0
        self._people_rev = people_rev
        self.told: Mapping[str, Any] = {}
        """What hello said besides: `role`, and `people` with `people_rev` when they are other than known."""

    def close(self) -> None:
        """Let the connection go."""
        self._transport.close()

    def hello(self, said: Hello) -> Welcome:
        """Signed with the laptop's key; the answer brings the token of the requests after it."""
        self._said = said
        answer = self._signed(protocol.HELLO, {**wire.hello_document(said), "people": self._people_rev})
        self.told = {**self.told, **answer.document}
        self._token = str(answer.document.get("token", ""))
        welcome = _read(wire.welcome_from, answer.document)
        self._epoch = welcome.epoch
        return welcome

    def push(self, author: Author, epoch: int, batch: Sequence[Mutation]) -> Sequence[Outcome]:
        """Asked twice, a mutation counts once: so a lost answer is no harm."""
        bodies = [one.body or body_of(one) for one in batch]
        answer = self._ask(protocol.PUSH, wire.push_document(author, epoch, batch, bodies))
        return _read(wire.outcomes_from, answer, batch)

    def pull(self, author: Author, epoch: int, cursors: Mapping[str, int]) -> Page:
        """The next page of the feed."""
        return _read(wire.page_from, self._ask(protocol.PULL, {"epoch": epoch, "cursors": dict(cursors)}))

    def digest(self, author: Author, epoch: int, ranges: Sequence[Range]) -> Sequence[tuple[Range, Sum]]:
        """The sums of some ranges, as many requests as that takes."""
        told: list[tuple[Range, Sum]] = []
        for part in _parts(ranges, protocol.MOST_RANGES):
            answer = self._ask(protocol.DIGEST, {"epoch": epoch, "kind": "seq", "ranges": part})
            told += _read(wire.sums_from, answer)
        return told

    def inventory(self, author: Author, epoch: int, ranges: Sequence[Range]) -> Mapping[Key, int]:
        """The state of every row the laptop should hold, in some ranges."""
        states: dict[Key, int] = {}
        for part in _parts(ranges, protocol.MOST_RANGES):
            answer = self._ask(protocol.DIGEST, {"epoch": epoch, "kind": "states", "ranges": part})
            states |= _read(wire.states_from, answer)
        return states

    def fetch(self, author: Author, epoch: int, keys: Iterable[Key]) -> Sequence[Row]:
        """Rows by their keys, as many requests as that takes."""
        wanted, rows = list(keys), list[Row]()
        for start in range(0, len(wanted), protocol.MOST_KEYS):
            part = [list(key) for key in wanted[start : start + protocol.MOST_KEYS]]
            rows += _read(wire.rows_from, self._ask(protocol.FETCH, {"epoch": epoch, "keys": part}))
        return rows

    def rescue(self, author: Author, epoch: int, batch: Sequence[Mutation]) -> int:
        """The rest of a laptop that was shut out; signed, for such a laptop gets no token."""
        bodies = [one.body or body_of(one) for one in batch]
        answer = self._signed(protocol.RESCUE, wire.push_document(author, epoch, batch, bodies))
        return int(answer.document.get("kept", 0))

    # Requests ----------------------------------------------------------------------------------------------------

    def _ask(self, path: str, document: Mapping[str, Any]) -> dict[str, Any]:
        """Ask with the token; one that ran out is renewed once."""
        body = pack(document)
        answer = self._with_token(path, body)
        if answer.status == 401:
            self._renew()
            answer = self._with_token(path, body)
        return _accepted(answer).document

    def _with_token(self, path: str, body: bytes) -> Answer:
        return self._transport.post(
            path, body, lambda: {"Authorization": f"Bearer {self._token}", protocol.REQUEST_HEADER: _number()}
        )

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
            number = _number()
            signature = keys.sign(self._private, protocol.signed_bytes(path, number, sha256))
            return {
                protocol.DEVICE_HEADER: self._device, protocol.REQUEST_HEADER: number,
                protocol.SIGNATURE_HEADER: signature,
            }  # fmt: skip

        return _accepted(self._transport.post(path, body, headers))


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


def _accepted(answer: Answer) -> Answer:
    """The answer, or the refusal it is."""
    if answer.status == 200:
        return answer
    document = answer.document
    code = str(document.get("error", ""))
    if answer.status == 401:
        raise NotEnrolled(code)
    if answer.status == 403 and code == protocol.REVOKED:
        raise DeviceRevoked(str(document.get("wipe", "")))
    if code == protocol.FORK:
        raise Fork(int(document.get("at", 0)))
    if code == protocol.GAP:
        raise Gap(int(document.get("last", 0)))
    if code == protocol.EPOCH:
        raise EpochChanged(int(document.get("epoch", 0)))
    if code == protocol.UPDATE_APP:
        raise UpdateNeeded(code)
    raise ServerProblem(answer.status, code)
