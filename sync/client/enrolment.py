"""Enrolling a laptop: the code the manager hands over is read, and exchanged for a place in the shop, once."""

import base64
import binascii
import json
from dataclasses import dataclass, field, replace
from typing import Any

from sync import protocol
from sync.client import errors, keys
from sync.client.errors import NotEnrolled, Offline, ServerProblem, SyncProblem
from sync.client.transport import Place, Transport
from sync.core.addresses import is_safe
from sync.core.packing import Malformed, integer, pack, text

NOT_A_CODE = "not a code"
CUT = "cut"
OTHER_VERSION = "other version"
UNSAFE = "unsafe"
EXPIRED = "expired"
USED = "used"
UNKNOWN = "unknown"

MOST_CHARACTERS = 4000
_ANSWERED = {protocol.EXPIRED_CODE: EXPIRED, protocol.USED_CODE: USED, protocol.UNKNOWN_CODE: UNKNOWN}


class BadCode(SyncProblem):
    """This code enrols nobody; `reason` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Code:
    """What an enrolment code holds."""

    url: str
    fingerprint: str
    secret: str
    shop: str
    user: str

    @property
    def place(self) -> Place:
        """Where the server is. Which one it is, is learned by enrolling: the secret is worth nothing elsewhere."""
        return Place(self.url, self.fingerprint)


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A place in the shop."""

    url: str
    fingerprint: str
    server_id: str
    device: str
    user: str
    role: str
    shop: str
    shop_name: str
    epoch: int
    unlock: str = field(default="", repr=False)
    """What a code read over the phone is made of, should this laptop be locked one day."""
    order_key: str = ""
    """The shop's key, under whose signature alone this laptop ends; empty of a server that has none."""
    server_time: float = field(default=0.0, compare=False)
    """What the server's clock said, in seconds since 1970; 0 when it said nothing."""

    @property
    def place(self) -> Place:
        """Where the server is, and which one it is."""
        return Place(self.url, self.fingerprint, self.server_id)


def parse(pasted: str) -> Code:
    """Read a code as it was pasted: with line breaks, spaces, quotation marks of a mail or what a chat hides in it, or
    twice.
    """
    token = "".join(one for one in pasted if one.isprintable() and not one.isspace()).strip("<>\"'“”‘’`.,;，。；")
    half = token[: len(token) // 2]
    token = half if token == half + half else token
    if not token or len(token) > MOST_CHARACTERS or not token.isascii():
        raise BadCode(NOT_A_CODE)
    document = _document(token.rstrip("="))
    version = document.get("v", protocol.VERSION)
    if version != protocol.VERSION:
        raise BadCode(OTHER_VERSION)
    values = [document.get(name, "") for name in ("url", "fingerprint", "secret", "shop", "user")]
    if not all(isinstance(value, str) for value in values) or not document.get("url") or not document.get("secret"):
        raise BadCode(NOT_A_CODE)
    code = Code(*values)
    if not is_safe(code.url):
        raise BadCode(UNSAFE)
    return code


def at(code: Code, url: str) -> Code:
    """The same code at another address, "" for its own; there too the certificate must be the code's."""
    if not url:
        return code
    if not is_safe(url):
        raise BadCode(UNSAFE)
    return replace(code, url=url)


def _document(token: str) -> dict[str, Any]:
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise BadCode(CUT if token.startswith("eyJ") else NOT_A_CODE) from None
    try:
        document = json.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError):
        raise BadCode(CUT if raw.startswith(b'{"') else NOT_A_CODE) from None
    if not isinstance(document, dict):
        raise BadCode(NOT_A_CODE)
    return document


def enrol(code: Code, transport: Transport, private_key: str, device_name: str) -> Enrolled:
    """Exchange the code. Asked again only with the same key, which the server answers again: a lost answer is no harm.

    Raises BadCode, and what the transport raises.
    """
    shown = "".join(one if one.isprintable() else " " for one in device_name)[: protocol.LONGEST_NAME]
    body = pack({"secret": code.secret, "public_key": keys.public_key(private_key), "device_name": shown})
    answer = transport.post(protocol.ENROLL, body, dict)
    document = answer.document
    if answer.status != 200:
        said = str(document.get("error", ""))
        if said in _ANSWERED:
            raise BadCode(_ANSWERED[said])
        raise ServerProblem(answer.status, said) if answer.status != 401 else NotEnrolled(said)
    try:
        return Enrolled(
            code.url, code.fingerprint, text(document["server_id"]), text(document["device"]), text(document["user"]),
            text(document["role"]), text(document["shop"]), text(document["shop_name"]), integer(document["epoch"]),
            str(document.get("unlock", "")), str(document.get("order_key", "")), server_time=answer.server_time,
        )  # fmt: skip
    except (KeyError, Malformed) as problem:
        raise Offline(errors.DAMAGED) from problem
