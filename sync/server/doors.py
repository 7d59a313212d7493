"""Between HTTP and the service: who asks, whether he may, and how what went wrong is told."""

import base64
import math
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from sync import protocol
from sync.core import orders, push, sealing
from sync.core.orders import Order
from sync.core.packing import Malformed, decoded, expand, integer, pack, read, text
from sync.core.wire import Document
from sync.server import logs
from sync.server.blobs import Blobs, Visitor
from sync.server.identity import Signatures, Stranger, Tokens, is_key
from sync.server.limits import Crowd, Rates
from sync.server.refusals import TooOld, refusal
from sync.server.registry import Registry
from sync.server.service import Service

DEVICE_RATE = 30.0, 120
"""Requests in a second of one device, and how many at once."""
RANGE = re.compile(r"bytes=(\d{1,12})-(\d{0,12})")
ENROLL_RATE = 1.0, 60
"""Attempts in a second from one address."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request."""

    path: str
    headers: Mapping[str, str]
    body: bytes
    address: str
    name: str = ""
    """Of an attachment."""

    def document(self) -> Document:
        """What its body says."""
        document = read(expand(self.body))
        if not isinstance(document, dict):
            raise Malformed("no document")
        return document


class Doors:
    """The entrances of one server."""

    def __init__(
        self, service: Service, registry: Registry, seconds: Callable[[], float] = time.time, *, min_rev: int = 0
    ) -> None:
        self.service, self.registry = service, registry
        self.blobs = Blobs(service.engine, service.schema)
        self.min_rev = min_rev
        self.server_id = registry.server_id()
        self._tokens = Tokens(registry.token_key(), seconds)
        self._signatures = Signatures()
        self._crowd = Crowd()
        self._devices = Rates(*DEVICE_RATE, time.monotonic)
        self._addresses = Rates(*ENROLL_RATE, time.monotonic)

    # Answers ---------------------------------------------------------------------------------------------------------

    def told(self, status: int, document: Mapping[str, Any], retry_after: float = 0.0) -> Response:
        """A document as an answer."""
        headers = {"Content-Encoding": "zstd", "Content-Type": protocol.MEDIA}
        if retry_after:
            headers["Retry-After"] = str(math.ceil(retry_after))
        return Response(pack({**document, "server_id": self.server_id}), status, headers)

    def answered(self, path: str, asked: Asked, answer: Callable[[Asked], Response]) -> Response:
        """The answer, or the refusal, or the apology."""
        try:
            with self._crowd.inside(path):
                return answer(asked)
        except push.Revoked:
            return self.told(403, {"error": protocol.REVOKED, **self._farewell(asked)})
        except Exception as error:  # noqa: BLE001 - the last resort of a request: the others go on
            status, document, seconds = refusal(error)
            if status == 500:
                logs.failed(error, path=path)
            return self.told(status, document, seconds)

    def _farewell(self, asked: Asked) -> Document:
        """What a shut-out laptop is to do with its data, signed, and the key for which it seals its rest."""
        known = self.registry.device(asked.headers.get(protocol.DEVICE_HEADER, "") or self._holder(asked)[0])
        seal = sealing.public_of(self.registry.seal_key(known.shop))
        order = Order(self.server_id, known.id, known.wipe, asked.headers.get(protocol.REQUEST_HEADER, ""))
        signature = orders.signed(self.registry.order_key(known.shop), order)
        return {"wipe": known.wipe, "order": signature, "seal": base64.b64encode(seal).decode()}

    # Who asks --------------------------------------------------------------------------------------------------------

    def _signed(self, asked: Asked) -> tuple[str, str]:
        """The shop and the device whose key signed the request."""
        device = asked.headers.get(protocol.DEVICE_HEADER, "")
        self._devices.take(device)
        number = text(asked.headers.get(protocol.REQUEST_HEADER, ""), least=0, most=64)
        known = self.registry.device(device)
        signature = asked.headers.get(protocol.SIGNATURE_HEADER, "")
        self._signatures.check(known.public_key, signature, asked.path, (device, number), asked.body)
        return known.shop, device

    def _holder(self, asked: Asked) -> tuple[str, int]:
        kind, _, token = asked.headers.get("authorization", "").partition(" ")
        if kind.lower() != "bearer":
            raise Stranger("no token")
        return self._tokens.holder(token)

    def _with_token(self, asked: Asked) -> tuple[str, str]:
        """The shop and the device a token was given to."""
        device, _rev = self._holder(asked)
        self._devices.take(device)
        return device.partition(".")[0], device

    def _refuse_old(self, asked: Asked) -> None:
        """A laptop whose program is too old hands in what it has; nothing is sent that it might not understand."""
        if self._holder(asked)[1] < self.min_rev:
            raise TooOld

    # Requests --------------------------------------------------------------------------------------------------------

    def health(self) -> None:
        """Whether the database answers."""
        self.registry.setting("server_id")

    def enroll(self, asked: Asked) -> Document:
        """A code for a place in the shop."""
        self._addresses.take(asked.address)
        document = asked.document()
        public_key = text(document.get("public_key"))
        if not is_key(public_key):
            raise Malformed("no key")
        name = text(document.get("device_name"), least=0)
        return self.registry.enroll(text(document.get("secret")), public_key, name)

    def hello(self, asked: Asked) -> Document:
        """The start of a session; it brings the token for the rest."""
        shop, device = self._signed(asked)
        document = asked.document()
        token = self._tokens.issue(device, integer(document.get("rev", 0)))
        answer = {**self.service.hello(shop, device, document), "token": token}
        # Only to who has none: a laptop that was enrolled by an earlier version, or lost it with its key store.
        if document.get("unlock") is True:
            answer["unlock"] = self.registry.unlock_secret(device)
        if document.get("order_key") is True:
            answer["order_key"] = orders.public_of(self.registry.order_key(shop))
        return answer

    def rescue(self, asked: Asked) -> Document:
        """The rest of a laptop that is turned away."""
        shop, device = self._signed(asked)
        letter = decoded(asked.document().get("sealed"))
        document = read(expand(sealing.unseal(self.registry.seal_key(shop), letter, device)))
        if not isinstance(document, dict):
            raise Malformed("no document")
        if not document.keys() & {"blobs", "part"}:
            return self.service.rescue(shop, device, document)
        who = Visitor(shop, self.registry.device(device).user, ())  # he reads nothing: of what he wrote he may bring it
        return self._rescued(who, document)

    def _rescued(self, who: Visitor, document: Document) -> Document:
        if "blobs" in document:
            return self.blobs.keep(who, _bundle(document))
        part = document["part"]
        if not isinstance(part, list) or len(part) != 4:
            raise Malformed("no part")
        name, body = text(part[0]), decoded(part[3])
        have, ready = self.blobs.add(who, name, (integer(part[1]), integer(part[2])), body)
        return {"have": have, "ready": ready}

    def push(self, asked: Asked) -> Document:
        """A batch."""
        return self.service.push(*self._with_token(asked), asked.document())

    def reading(self) -> dict[str, Callable[[Asked], Document]]:
        """What only reads, by its path."""
        asks = {
            protocol.PULL: self.service.pull, protocol.SCAN: self.service.scan, protocol.DIGEST: self.service.digest,
            protocol.FETCH: self.service.fetch, protocol.HISTORY: self.service.history,
        }  # fmt: skip
        return {path: self._read(ask) for path, ask in asks.items()}

    def _read(self, ask: Callable[[str, str, Document], Document]) -> Callable[[Asked], Document]:
        def answer(asked: Asked) -> Document:
            who = self._with_token(asked)
            self._refuse_old(asked)
            return ask(*who, asked.document())

        return answer

    # Attachments -----------------------------------------------------------------------------------------------------

    def _visitor(self, asked: Asked, *, reads: bool = False) -> Visitor:
        shop, device = self._with_token(asked)
        if reads:
            self._refuse_old(asked)
        return Visitor(shop, *self.service.admitted(shop, device))

    def blobs_have(self, asked: Asked) -> Document:
        """Which attachments are there."""
        lacks = _names(asked, "lacks") if "lacks" in asked.document() else []
        return self.blobs.have(self._visitor(asked), _names(asked), lacks)

    def blobs_some(self, asked: Asked) -> Document:
        """Several small attachments."""
        return self.blobs.some(self._visitor(asked, reads=True), _names(asked))

    def blobs_keep(self, asked: Asked) -> Document:
        """Several small attachments come in."""
        return self.blobs.keep(self._visitor(asked), _bundle(asked.document()))

    def blob_add(self, asked: Asked) -> Document:
        """A part of an attachment."""
        try:
            place = tuple(int(asked.headers.get(one, "")) for one in (protocol.OFFSET_HEADER, protocol.SIZE_HEADER))
        except ValueError as error:
            raise Malformed("no offset") from error
        offset, size = (integer(one) for one in place)
        have, ready = self.blobs.add(self._visitor(asked), asked.name, (offset, size), asked.body)
        return {"have": have, "ready": ready}

    def blob(self, asked: Asked) -> Response:
        """An attachment, or the part of it that is missing."""
        found = RANGE.fullmatch(asked.headers.get("range", ""))
        first, last = (int(found[1]), int(found[2]) if found[2] else None) if found else (0, None)
        if found and last is None:
            last = protocol.MOST_BLOB_BYTES
        body, size = self.blobs.part(self._visitor(asked, reads=True), asked.name, first, last)
        headers = {"Accept-Ranges": "bytes"}
        if not found:
            return Response(body, 200, headers, protocol.RAW)
        if not body:
            return Response(b"", 416, {**headers, "Content-Range": f"bytes */{size}"}, protocol.RAW)
        headers["Content-Range"] = f"bytes {first}-{first + len(body) - 1}/{size}"
        return Response(body, 206, headers, protocol.RAW)


def _names(asked: Asked, which: str = "sha256") -> list[object]:
    names = asked.document().get(which)
    if not isinstance(names, list) or len(names) > protocol.MOST_KEYS:
        raise Malformed("no names")
    return names


def _bundle(document: Document) -> dict[str, object]:
    bundle = document.get("blobs")
    if not isinstance(bundle, dict) or len(bundle) > protocol.MOST_KEYS:
        raise Malformed("no attachments")
    return bundle
