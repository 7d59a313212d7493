"""The pages of a damaged file, decrypted one by one. SQLite reads no other page once it met a bad one.

The file and its log are only read. Each page carries a seal of SQLCipher: what passes is as it was written.
"""

import hashlib
import hmac
import struct
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from crm_desktop.store.salvage.logs import PAGE, Logs

RESERVED, SALT, VECTOR = 80, 16, 16
USABLE = PAGE - RESERVED
HEAD = b"SQLite format 3\0"


class Pages:
    """`page(n)`, counted from 1: its content, or None when it is damaged or not there."""

    def __init__(self, file: Path, key: bytes, logs: Logs) -> None:
        self._file, self._key = file, key
        self._bytes = file.open("rb")
        self._log, self._log_bytes = logs.of(file)
        self.count = self._log.pages or file.stat().st_size // PAGE
        self.bad: set[int] = set()
        self._salts = self._seal_keys()
        self.sealed = self.page(1) is not None
        """Whether the seals can be looked at: what they hang on stands in the first page."""

    def close(self) -> None:
        """Let go of the file."""
        self._bytes.close()
        if self._log_bytes is not None:
            self._log_bytes.close()

    def page(self, number: int) -> bytes | None:
        """The content of one page, without what SQLCipher keeps at its end."""
        body = self._body(number)
        if body is None or not (self._is_whole(number, body) if number == 1 or self.sealed else any(body)):
            self.bad.add(number)
            return None
        start = SALT if number == 1 else 0
        vector = body[USABLE : USABLE + VECTOR]
        decryptor = Cipher(algorithms.AES(self._key), modes.CBC(vector)).decryptor()
        plain = decryptor.update(body[start:USABLE]) + decryptor.finalize()
        return HEAD + plain if number == 1 else plain

    def damaged(self) -> set[int]:
        """Every page that does not pass, after a look at all of them."""
        for number in range(1, self.count + 1):
            self.page(number)
        return self.bad

    def _body(self, number: int) -> bytes | None:
        if not 1 <= number <= self.count:
            return None
        place = self._log.places.get(number)
        if place is not None and self._log_bytes is not None:
            source = self._log_bytes
        else:
            source, place = self._bytes, (number - 1) * PAGE
        source.seek(place)
        body = source.read(PAGE)
        return body if len(body) == PAGE else None

    def _is_whole(self, number: int, body: bytes) -> bool:
        told = (body[SALT if number == 1 else 0 : USABLE + VECTOR], body[USABLE + VECTOR :])
        return hmac.compare_digest(hmac.digest(self._salts, told[0] + struct.pack("<I", number), "sha512"), told[1])

    def _seal_keys(self) -> bytes:
        """From the key and the salt at the beginning of the file, as SQLCipher makes it."""
        self._bytes.seek(0)
        salt = bytes(one ^ 0x3A for one in self._bytes.read(SALT))
        return hashlib.pbkdf2_hmac("sha512", self._key, salt, 2, 32)


def is_sealed(file: Path, key: bytes, logs: Logs) -> bool:
    """Whether every page of a file is as it was written."""
    pages = Pages(file, key, logs)
    try:
        first = pages.page(1)
        # A file cut where a page ends has no damaged one: its first page says how many there were.
        return first is not None and int.from_bytes(first[28:32], "big") <= pages.count and not pages.damaged()
    finally:
        pages.close()
