"""A shop's server in one function: the wire's documents in front of the real decisions, without a database."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field, replace
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sync import protocol
from sync.core import digest, handshake, pages, push, wire
from sync.core.shop import Author, Shop
from sync.core.values import hash_of
from tests.sync.client.conftest import Reply, Request, said


@dataclass
class SmallServer:
    """Answers requests of enrolled devices."""

    shop: Shop
    keys: dict[str, str]
    """Device → its public key."""
    tokens: dict[str, str] = field(default_factory=dict)
    numbers: set[str] = field(default_factory=set)
    paths: list[str] = field(default_factory=list)

    def __call__(self, request: Request) -> Reply:
        self.paths.append(request.path)
        try:
            if request.path == protocol.HELLO:
                return self._hello(request)
            device = self.tokens.get(request.headers.get("Authorization", ""))
            if device is None:
                return said(401, error=protocol.TOKEN)
            return said(**self._answer(request.path, request.document, device))
        except push.Revoked:
            return said(403, error=protocol.REVOKED, wipe="stolen")
        except push.EpochChanged as changed:
            return said(412, error=protocol.EPOCH, epoch=changed.epoch)
        except push.Fork as fork:
            return said(409, error=protocol.FORK, at=fork.at)
        except push.Gap as gap:
            return said(409, error=protocol.GAP, last=gap.last)

    def _hello(self, request: Request) -> Reply:
        device, number = request.headers[protocol.DEVICE_HEADER], request.headers[protocol.REQUEST_HEADER]
        signed = protocol.signed_bytes(request.path, number, hash_of(request.body))
        try:
            key = Ed25519PublicKey.from_public_bytes(base64.urlsafe_b64decode(self.keys[device]))
            key.verify(base64.urlsafe_b64decode(request.headers[protocol.SIGNATURE_HEADER]), signed)
        except (InvalidSignature, KeyError):
            return said(401, error=protocol.TOKEN)
        if number in self.numbers:
            return said(401, error=protocol.TOKEN)
        self.numbers.add(number)
        user = self.shop.devices[device]
        welcome = handshake.hello(self.shop, wire.hello_from(request.document, user, device))
        welcome = replace(welcome, heads=pages.heads(self.shop, user))
        token = f"t{len(self.numbers)}"
        self.tokens[f"Bearer {token}"] = device
        return said(**{**json.loads(json.dumps(wire.welcome_document(welcome))), "token": token})

    def _answer(self, path: str, document: Any, device: str) -> dict[str, Any]:
        user = self.shop.devices[device]
        if path == protocol.PUSH:
            inc, epoch, batch = wire.batch_from(document)
            return wire.outcomes_document(push.push(self.shop, Author(user, device, inc), epoch, batch), batch)
        push.check(self.shop, Author(user, device, ""), document["epoch"])
        if path == protocol.PULL:
            return wire.page_document(pages.pull(self.shop, user, wire.cursors_from(document["cursors"]), 4))
        if path == protocol.FETCH:
            return wire.fetched_document(pages.fetch(self.shop, user, wire.keys_from(document["keys"])))
        return {**self._held(user, document), "head": self.shop.head}

    def _held(self, user: str, document: Any) -> dict[str, Any]:
        held = digest.by_table(pages.inventory(self.shop, user))
        ranges = [(table, low, high) for table, low, high in document["ranges"]]
        if document["kind"] == "states":
            return wire.states_document(
                {(one[0], row): seq for one in ranges for row, seq in digest.within(held, one).items()}
            )
        sums = [(one, digest.sum_of(held, one)) for one in ranges]
        return {"sums": [[*one, count, f"{summed:016x}"] for one, (count, summed) in sums]}
