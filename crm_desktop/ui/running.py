"""How the interpreter and the C library under it serve a window with lanes beside it."""

import gc
import sys

SWITCH = 0.0002
"""Seconds a lane may keep the interpreter before the window's thread gets it: each call into Qt may hand it over."""
COLLECT = (2_000, 5, 200)
"""New objects between two collections: rows and records come and go by thousands, and hardly one is a cycle.

The second number keeps one search to some 12,000 objects, 3 ms: with 20 the agenda, which holds 100,000, stood still.
"""
_MOST_HEAPS = -8
"""M_ARENA_MAX of the GNU C library."""


def settle() -> None:
    """The window is on the screen, and the first lane has not begun."""
    gc.freeze()
    gc.set_threshold(*COLLECT)
    gc.enable()
    sys.setswitchinterval(SWITCH)
    _share_one_heap()


def _share_one_heap() -> None:
    """Let all threads take their memory from one heap, where the GNU C library would give each its own.

    Each heap keeps what its thread took at its busiest, and the lanes run Python one at a time: they hardly wait for
    each other. Without effect on other systems.
    """
    if sys.platform != "linux":
        return
    import ctypes

    set_option = getattr(ctypes.CDLL(None), "mallopt", None)
    if set_option is not None:
        set_option(_MOST_HEAPS, 1)
