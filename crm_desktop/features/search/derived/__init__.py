"""The search index, kept in the same transaction as the rows, and all derivers in the order they need each other.

What they compute with is imported when one has work: a file that is as this version left it opens without it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

from crm_desktop.store.derived import Deriver, Progress

if TYPE_CHECKING:
    from sqlalchemy import Connection


class _Work(Protocol):
    """What a deriver does, beside its name and version."""

    def create(self, connection: "Connection") -> None: ...
    def refresh(self, connection: "Connection", stale: Mapping[str, set[str]], roots: set[str]) -> None: ...
    def rebuild(self, connection: "Connection", progress: Progress | None = None) -> None: ...
    def problems(self, connection: "Connection") -> list[str]: ...


@dataclass(frozen=True)
class Late:
    """A deriver whose code is imported with its first work."""

    name: str
    version: int
    where: str  # module of the features, and class

    @cached_property
    def _work(self) -> _Work:
        module, _colon, name = self.where.partition(":")
        return cast("_Work", getattr(import_module(f"crm_desktop.features.{module}"), name)())

    def create(self, connection: "Connection") -> None:
        """Make its own tables."""
        self._work.create(connection)

    def refresh(self, connection: "Connection", stale: Mapping[str, set[str]], roots: set[str]) -> None:
        """Bring up to date what hangs on these rows."""
        self._work.refresh(connection, stale, roots)

    def rebuild(self, connection: "Connection", progress: Progress | None = None) -> None:
        """Make everything anew."""
        self._work.rebuild(connection, progress)

    def problems(self, connection: "Connection") -> list[str]:
        """Differences between the derived data and the rows."""
        return self._work.problems(connection)


DERIVERS: tuple[Deriver, ...] = (
    Late("people", 6, "search.derived.people_list:PeopleList"),
    Late("proposals", 2, "milestones.derived:Proposals"),
    Late("search", 4, "search.derived.index:SearchIndex"),
    Late("due", 2, "search.derived.people_list:DueItems"),
)
"""What the store is opened with: the list cache first, for the index numbers people by it."""

__all__ = ["DERIVERS", "Late"]
