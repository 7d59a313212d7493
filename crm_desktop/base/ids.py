"""Ids of rows: time-ordered UUIDs (version 7) and, for shop data, name-based ones (version 5)."""

import hashlib
import os
import re
import struct
import time
import uuid

SHOP_DATA = uuid.UUID("5a0f4f0a-53c5-5a5e-9a3c-6b9a5a4b9f10")
_NAMED = hashlib.sha1(SHOP_DATA.bytes, usedforsecurity=False)
_VARIANT = dict(zip("0123456789abcdef", "89ab" * 4, strict=True))
_ID = re.compile(r"[0-9a-f]{32}")
_last = 0
_heap: list[int] = []


def new_id() -> str:
    """A new UUIDv7 as 32 hex digits; ids made by one process sort in the order they were made."""
    global _last  # the sequence must go on within one millisecond
    stamp = time.time_ns() // 1000
    if stamp <= _last:
        stamp = _last + 1
    _last = stamp
    millis, micros = divmod(stamp, 1000)
    try:
        chance = _heap.pop()
    except IndexError:
        chance = _refill()
    return f"{millis:012x}7{micros << 2:03x}{chance:016x}"


def _refill() -> int:
    """62 bits by chance and the variant; asked of the system in heaps, for an import makes tens of thousands of ids."""
    fresh = [bits & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000 for bits in struct.unpack("64Q", os.urandom(512))]
    _heap.extend(fresh)
    return _heap.pop()


if hasattr(os, "register_at_fork"):  # two processes must not share a heap
    os.register_at_fork(after_in_child=_heap.clear)


def is_id(text: str) -> bool:
    """Whether this could be an id of ours: another program's record number is none."""
    return _ID.fullmatch(text) is not None


def shop_data_id(kind: str, key: str) -> str:
    """The id of what has a name of its own, an override of shop data for one: the same on every laptop (`sync.md`,
    decision 6).
    """
    made = _NAMED.copy()
    made.update(f"{kind}/{key}".encode())
    told = made.hexdigest()
    # As `uuid.uuid5` writes it, in a third of the time: an import makes two for everybody.
    return f"{told[:12]}5{told[13:16]}{_VARIANT[told[16]]}{told[17:32]}"


def only_id(table: str, contact_id: str, name: str = "") -> str:
    """The id of a row of which a person has one (of this name), whichever laptop makes it."""
    return shop_data_id(table, f"{contact_id}/{name}")
