"""Ids of rows: time-ordered UUIDs (version 7) and, for shop data, name-based ones (version 5)."""

import os
import re
import time
import uuid

SHOP_DATA = uuid.UUID("5a0f4f0a-53c5-5a5e-9a3c-6b9a5a4b9f10")
_ID = re.compile(r"[0-9a-f]{32}")
_last = 0


def new_id() -> str:
    """A new UUIDv7 as 32 hex digits; ids made by one process sort in the order they were made."""
    global _last  # the sequence must go on within one millisecond
    stamp = max(time.time_ns() // 1000, _last + 1)
    _last = stamp
    millis, micros = divmod(stamp, 1000)
    random = int.from_bytes(os.urandom(8), "big") & 0x3FFF_FFFF_FFFF_FFFF
    value = (millis & 0xFFFF_FFFF_FFFF) << 80 | 0x7 << 76 | (micros << 2) << 64 | 0b10 << 62 | random
    return f"{value:032x}"


def is_id(text: str) -> bool:
    """Whether this could be an id of ours: another program's record number is none."""
    return _ID.fullmatch(text) is not None


def shop_data_id(kind: str, key: str) -> str:
    """The id of an override of shop data: the same on every laptop (`sync.md`, decision 6)."""
    return uuid.uuid5(SHOP_DATA, f"{kind}/{key}").hex
