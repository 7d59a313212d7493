"""The pages of a damaged file, decrypted one by one. SQLite reads no other page once it met a bad one.

The file and its log are only read. Each page carries a seal of SQLCipher: what passes is as it was written.
"""

import hashlib
import hmac
import struct
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

PAGE, RESERVED, SALT, VECTOR = 4096, 80, 16, 16
USABLE = PAGE - RESERVED
HEAD = b"SQLite format 3\0"
_LOG_HEAD, _FRAME_HEAD = 32, 24
_BIG_ENDIAN = 0x377F0683
_MASK = 0xFFFFFFFF


class Pages:
    """`page(n)`, counted from 1: its content, or None when it is damaged or not there."""

    def __init__(self, file: Path, key: bytes) -> None:
        self._file, self._key = file, key
        self._bytes = file.open("rb")
        self._log, length = _frames(_beside(file))
        self.count = length or file.stat().st_size // PAGE
        self.bad: set[int] = set()
        self._salts = self._seal_keys()
        self.sealed = self.page(1) is not None
        """Whether the seals can be looked at: what they hang on stands in the first page."""

    def close(self) -> None:
        """Let go of the file."""
        self._bytes.close()

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
        if number in self._log:
            return self._log[number]
        self._bytes.seek((number - 1) * PAGE)
        body = self._bytes.read(PAGE)
        return body if len(body) == PAGE else None

    def _is_whole(self, number: int, body: bytes) -> bool:
        told = (body[SALT if number == 1 else 0 : USABLE + VECTOR], body[USABLE + VECTOR :])
        return hmac.compare_digest(hmac.digest(self._salts, told[0] + struct.pack("<I", number), "sha512"), told[1])

    def _seal_keys(self) -> bytes:
        """From the key and the salt at the beginning of the file, as SQLCipher makes it."""
        self._bytes.seek(0)
        salt = bytes(one ^ 0x3A for one in self._bytes.read(SALT))
        return hashlib.pbkdf2_hmac("sha512", self._key, salt, 2, 32)


def is_sealed(file: Path, key: bytes) -> bool:
    """Whether every page of a file is as it was written."""
    pages = Pages(file, key)
    try:
        return not pages.damaged()
    finally:
        pages.close()


def _beside(file: Path) -> bytes:
    try:
        return file.with_name(f"{file.name}-wal").read_bytes()
    except OSError:
        return b""


def _frames(log: bytes) -> tuple[dict[int, bytes], int]:
    """The newest of every page that was committed to the log, and how many pages the file has after it.

    As SQLite reads it: up to the first frame whose checksum is not right.
    """
    kept: dict[int, bytes] = {}
    length = 0
    if len(log) < _LOG_HEAD:
        return kept, length
    order = ">" if struct.unpack(">I", log[:4])[0] == _BIG_ENDIAN else "<"
    summed = _sum(order, log[:24], (0, 0))
    if summed != struct.unpack(">II", log[24:32]):
        return kept, length
    waiting: dict[int, bytes] = {}
    for start in range(_LOG_HEAD, len(log) - _FRAME_HEAD - PAGE + 1, _FRAME_HEAD + PAGE):
        head, body = log[start : start + _FRAME_HEAD], log[start + _FRAME_HEAD : start + _FRAME_HEAD + PAGE]
        summed = _sum(order, body, _sum(order, head[:8], summed))
        number, size, *_salt, one, two = struct.unpack(">6I", head)
        if head[8:16] != log[16:24] or summed != (one, two):
            break
        waiting[number] = body
        if size:  # the last frame of a transaction
            kept |= waiting
            waiting, length = {}, size
    return kept, length


def _sum(order: str, body: bytes, before: tuple[int, int]) -> tuple[int, int]:
    one, two = before
    words = struct.unpack(f"{order}{len(body) // 4}I", body)
    for first, second in zip(words[::2], words[1::2], strict=True):
        one = (one + first + two) & _MASK
        two = (two + second + one) & _MASK
    return one, two
