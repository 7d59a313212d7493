"""The write-ahead logs beside damaged files: where in a log the newest of each page stands. Each is summed up once.

A log is as long as what was written since the last checkpoint, and its sums go through every byte of it.
"""

import os
import struct
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

PAGE = 4096
_HEAD, _FRAME_HEAD = 32, 24
_BIG_ENDIAN = 0x377F0683
_MASK = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class Log:
    """What was committed to one log. An empty one is as good as none."""

    places: dict[int, int] = field(default_factory=dict)
    """Page → where it begins in the log."""
    pages: int = 0
    """How many pages the file has after it."""


@dataclass(slots=True)
class Logs:
    """Those of one look at a profile; a log that was written to meanwhile is another one."""

    _known: dict[tuple[Path, int, int, int], Log] = field(default_factory=dict)

    def of(self, file: Path) -> tuple[Log, BinaryIO | None]:
        """The log beside a file, opened: whoever asks closes it."""
        try:
            opened = file.with_name(f"{file.name}-wal").open("rb")
        except OSError:
            return Log(), None
        told = os.stat(opened.fileno())
        which = (file, told.st_ino, told.st_size, told.st_mtime_ns)
        if which not in self._known:
            self._known[which] = _summed(opened)
        return self._known[which], opened


def _summed(log: BinaryIO) -> Log:
    """As SQLite reads it: up to the first frame whose checksum is not right."""
    told = log.read(_HEAD)
    if len(told) < _HEAD:
        return Log()
    order = ">" if struct.unpack(">I", told[:4])[0] == _BIG_ENDIAN else "<"
    summed = _sum(order, told[:24], (0, 0))
    if summed != struct.unpack(">II", told[24:32]):
        return Log()
    places: dict[int, int] = {}
    waiting: dict[int, int] = {}
    length, start = 0, _HEAD
    while len(frame := log.read(_FRAME_HEAD + PAGE)) == _FRAME_HEAD + PAGE:
        head = frame[:_FRAME_HEAD]
        summed = _sum(order, frame[_FRAME_HEAD:], _sum(order, head[:8], summed))
        number, size, *_salt, one, two = struct.unpack(">6I", head)
        if head[8:16] != told[16:24] or summed != (one, two):
            break
        waiting[number] = start + _FRAME_HEAD
        if size:  # the last frame of a transaction
            places |= waiting
            waiting, length = {}, size
        start += len(frame)
    return Log(places, length)


def _sum(order: str, body: bytes, before: tuple[int, int]) -> tuple[int, int]:
    one, two = before
    words = struct.unpack(f"{order}{len(body) // 4}I", body)
    for first, second in zip(words[::2], words[1::2], strict=True):
        one = (one + first + two) & _MASK
        two = (two + second + one) & _MASK
    return one, two
