"""How long to wait before a request is asked again: longer each time, and never all laptops at once."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Patience:
    """How often and how long a session tries before it says that the server cannot be reached."""

    attempts: int = 4
    first: float = 0.5
    """Seconds before the second attempt, at most; twice as long before each further one."""
    longest: float = 8.0
    most_asked: float = 30.0
    """The longest wait a server may ask for while the user watches; beyond it the session ends, to be run later."""


def wait_before(attempt: int, patience: Patience, *, chance: float, asked: float = 0.0) -> float | None:
    """Seconds to wait before an attempt (the second is 1); None: do not try again.

    `chance` is from 0 to 1: the whole span is drawn from, so that fifty laptops that were turned away at one moment do
    not come back at one. `asked` is what the server asked for, which is waited for at least.
    """
    if attempt >= patience.attempts or asked > patience.most_asked:
        return None
    span = min(patience.longest, patience.first * 2.0 ** (attempt - 1))
    return max(0.0, asked) + span * chance


def seconds_asked(header: str | None) -> float:
    """`Retry-After` in seconds; a date or nonsense counts as none, for no decision reads a clock (I6)."""
    text = (header or "").strip()
    return float(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0.0
