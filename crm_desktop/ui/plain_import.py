"""Takes Qt for Python out of the way of `import`.

It looks through the source of every module that is imported after it, to see which may switch its features on
(`from __feature__ import …`), and all these sources stay in memory. Nothing here uses them.
"""

import builtins
import linecache

import PySide6.QtCore  # noqa: F401 - what puts itself in the way


def restore() -> None:
    """Import as Python does, and forget the sources read so far."""
    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
    linecache.clearcache()
