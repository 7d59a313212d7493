"""How a request proves whose it is: a signature of the laptop's key, or the token that one brought."""

import base64
import binascii
import hashlib
import hmac
import json
import threading
from collections import OrderedDict
from collections.abc import Callable

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sync import protocol

REMEMBERED = 100_000


class Stranger(Exception):
    """Nobody the server knows, or no longer: say hello."""


class Tokens:
    """Access tokens that nobody has to look up: sealed with the server's key, good for a quarter of an hour."""

    def __init__(self, key: bytes, seconds: Callable[[], float]) -> None:
        self._key, self._seconds = key, seconds

    def issue(self, device: str, rev: int) -> str:
        """A token for a device, and the revision of the program on it."""
        body = json.dumps([device, int(self._seconds()) + protocol.TOKEN_SECONDS, rev]).encode()
        return f"{_text(body)}.{_text(self._seal(body))}"

    def holder(self, token: str) -> tuple[str, int]:
        """Whose token this is, and the revision of the program there."""
        body, _, seal = token.partition(".")
        try:
            told = _bytes(body)
            if hmac.compare_digest(_bytes(seal), self._seal(told)):
                device, expires, rev = json.loads(told)
                if expires >= self._seconds():
                    return str(device), int(rev)
        except (ValueError, TypeError) as error:
            raise Stranger("no token") from error
        raise Stranger("no token of today")

    def _seal(self, body: bytes) -> bytes:
        return hmac.new(self._key, body, hashlib.sha256).digest()


class Signatures:
    """Signed requests. A number is good once: this process remembers the last of them."""

    def __init__(self) -> None:
        self._seen: OrderedDict[tuple[str, str], None] = OrderedDict()
        self._lock = threading.Lock()

    def check(self, public_key: str, signature: str, path: str, request: tuple[str, str], body: bytes) -> None:
        """Whether the key signed this body for this path; `request` is the device and the request's number."""
        sha256 = hashlib.sha256(body).hexdigest()
        try:
            key = Ed25519PublicKey.from_public_bytes(_bytes(public_key))
            key.verify(_bytes(signature), protocol.signed_bytes(path, request[1], sha256))
        except (InvalidSignature, ValueError) as error:
            raise Stranger("no signature of this device") from error
        with self._lock:
            if request in self._seen or not request[1]:
                raise Stranger("asked before")
            self._seen[request] = None
            if len(self._seen) > REMEMBERED:
                self._seen.popitem(last=False)


def is_key(public_key: str) -> bool:
    """Whether a text is a public key."""
    try:
        return len(_bytes(public_key)) == 32
    except ValueError:
        return False


def _text(body: bytes) -> str:
    return base64.urlsafe_b64encode(body).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError) as error:
        raise ValueError("no base64") from error
