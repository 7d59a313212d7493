"""Sums that do not depend on the order: whether two sides hold the same rows, in a few bytes."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from sync.core.values import canonical

ROUND = 2**64


def seq_sum(states: Iterable[tuple[str, int]]) -> int:
    """Over ids and numbers: finds rows that are missing or old."""
    return sum(_mix(f"{row}\n{seq}".encode()) for row, seq in states) % ROUND


def content_sum(rows: Iterable[tuple[str, Mapping[str, Any]]]) -> int:
    """Over ids and the values that are there, as they travel: finds rows that were changed behind the sync's back."""
    return sum(_mix(canonical({"id": row, "v": _there(values)})) for row, values in rows) % ROUND


def _there(values: Mapping[str, Any]) -> dict[str, Any]:
    return {column: value for column, value in values.items() if value is not None}


def _mix(body: bytes) -> int:
    return int.from_bytes(hashlib.blake2b(body, digest_size=8).digest(), "big")
