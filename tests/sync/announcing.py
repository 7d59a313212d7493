"""A local network without the servers of others: what announces itself on this machine meanwhile is not ours."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any

import pytest

from sync import protocol
from sync.client import discovery


@dataclass
class Heard:
    """What a search has read so far. It ends with the first announcement: a busy machine may take its time."""

    patience: float = 60.0
    read: list[Any] = field(default_factory=list)

    def something(self) -> bool:
        """Whether an announcement came."""
        return bool(self.read)


def alone(monkeypatch: pytest.MonkeyPatch) -> Heard:
    """From now on servers announce themselves, and are looked for, under a name that only this test knows."""
    heard = Heard()
    believed = discovery.read

    def read(*said: Any) -> Any:
        heard.read.append(believed(*said))
        return heard.read[-1]

    monkeypatch.setattr(protocol, "LAN_SERVICE", f"_t{uuid.uuid4().hex[:12]}._tcp.local.")
    monkeypatch.setattr(discovery, "read", read)
    return heard
