"""What a session did: the receipt the user gets, and how it is counted while the session runs."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(slots=True)
class Traffic:
    """Counted by the transport: what really went over the wire, retries included."""

    requests: int = 0
    bytes_up: int = 0
    bytes_down: int = 0


@dataclass(frozen=True, slots=True)
class Receipt:
    """What went up and what came down in one session."""

    sent: int = 0
    """Changes the server has judged."""
    received: int = 0
    """Rows that came or left."""
    conflicts: int = 0
    """Conflicts that came in and wait for a decision."""
    parked: int = 0
    """Changes that came back because the server could not take them."""
    refused: int = 0
    """Deletions the server did not make, because somebody had edited what was deleted."""
    requests: int = 0
    bytes_up: int = 0
    bytes_down: int = 0
    seconds: float = 0.0
    quiet: bool = True
    """Whether nothing was left to send at the end."""


Progress = Callable[[Receipt], None]
"""Told before each request what was done so far. It stops the session by raising `Cancelled`."""
