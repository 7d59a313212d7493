"""Loads some modules when something of them is used: libraries import them for doors this program seldom goes through.

With what they bring along (sockets, TLS, mail headers) they would take 12 MB and a tenth of the time to the first page.
"""

import importlib
import sys
from importlib.machinery import ModuleSpec
from importlib.util import find_spec, module_from_spec
from types import ModuleType
from typing import Any

LATE = ("asyncio", "importlib.metadata")
ALONE = {("asyncio", "iscoroutine"): "asyncio.coroutines"}
"""Names that libraries take at once, and the part they can be had from without the rest."""


class _Late(ModuleType):
    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        part = ALONE.get((self.__name__, name))
        if part is not None:
            return getattr(importlib.import_module(part), name)
        return getattr(_load(self), name)


def _load(late: ModuleType) -> ModuleType:
    """The package itself, in the module that everybody has already."""

    late.__class__ = ModuleType
    spec = late.__spec__
    assert isinstance(spec, ModuleSpec)
    assert spec.loader is not None
    spec.loader.exec_module(late)
    return late


def put_off() -> None:
    """Until they are used; without effect on those that are there."""
    for name in LATE:
        spec = None if name in sys.modules else find_spec(name)
        if spec is not None:
            late = module_from_spec(spec)
            late.__class__ = _Late
            sys.modules[name] = late
            parent, _dot, child = name.rpartition(".")
            if parent:  # as `import` does
                setattr(importlib.import_module(parent), child, late)
