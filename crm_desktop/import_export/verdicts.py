"""What an import will do or did, row by row, and the shapes other programs read."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from crm_desktop.import_export.fields import Mapping
from crm_desktop.import_export.source import SourceTable


class Verdict(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    UPDATED = "updated"  # matched somebody and changes something
    DUPLICATE = "duplicate"  # matched somebody and changes nothing
    REFUSED = "refused"


class ImportAs(StrEnum):
    """Whether rows become shop customers or private contacts."""

    CUSTOMERS = "customers"
    NETWORK = "network"


@dataclass(slots=True)  # not frozen: each row gets one, and to freeze takes three times as long
class RowVerdict:
    """The verdict on one row; `reason` says why it is refused or whom and what it changes."""

    file: str
    sheet: str
    row: int
    verdict: Verdict
    name: str = ""
    contact_id: str = ""
    reason: str = ""


@dataclass(frozen=True)
class FileReport:
    """The counts of one file; they add up to `rows`."""

    file: str
    rows: list[RowVerdict] = field(repr=False)
    imported_as: str = ""
    left_out: tuple[str, ...] = ()

    def count(self, verdict: Verdict) -> int:
        """How many rows got this verdict."""
        return Counter(row.verdict for row in self.rows)[verdict]

    def to_json(self) -> dict[str, Any]:
        """The shape of the command line."""
        refused = [row for row in self.rows if row.verdict is Verdict.REFUSED]
        return {
            "file": self.file,
            "rows": len(self.rows),
            "new": self.count(Verdict.NEW),
            "updated": self.count(Verdict.UPDATED),
            "duplicate": self.count(Verdict.DUPLICATE),
            "refused": [
                {"row": row.row, "reason": row.reason} | ({"sheet": row.sheet} if row.sheet else {}) for row in refused
            ],
            "as": self.imported_as,
            "left_out": list(self.left_out),
        }


@dataclass(frozen=True)
class ImportPreview:
    """What an import would do: nothing is written yet."""

    tables: list[SourceTable] = field(repr=False)
    mappings: list[Mapping] = field(repr=False)
    imported_as: ImportAs | None
    files: list[FileReport]
    plan: Any = field(repr=False)  # a `plan.Plan`
    mark: int = 0  # state of the profile the plan was made on

    @property
    def verdicts(self) -> Iterator[RowVerdict]:
        """Every row of every file."""
        return (row for report in self.files for row in report.rows)

    def count(self, verdict: Verdict) -> int:
        """How many rows got this verdict."""
        return sum(report.count(verdict) for report in self.files)

    def to_json(self) -> dict[str, Any]:
        """The shape of a dry run."""
        return {"batch": None, "dry_run": True, "files": [report.to_json() for report in self.files]}


@dataclass(frozen=True)
class ImportReport:
    """What an import did."""

    batch: str
    files: list[FileReport]
    cancelled: bool = False

    def count(self, verdict: Verdict) -> int:
        """How many rows got this verdict."""
        return sum(report.count(verdict) for report in self.files)

    def to_json(self) -> dict[str, Any]:
        """The shape of the command line."""
        shape: dict[str, Any] = {"batch": self.batch, "files": [report.to_json() for report in self.files]}
        return shape | ({"cancelled": True} if self.cancelled else {})


@dataclass(frozen=True, slots=True)
class KeptRow:
    """Something an undo left alone because it was edited since."""

    contact_id: str
    name: str
    reason: str


@dataclass(frozen=True)
class UndoReport:
    """What taking back an import did."""

    batch: str
    removed: int  # people that are gone again
    restored: int  # people that are as they were before
    kept: tuple[KeptRow, ...]

    def to_json(self) -> dict[str, Any]:
        """The shape of the command line."""
        kept = [{"id": row.contact_id, "name": row.name, "reason": row.reason} for row in self.kept]
        return {"batch": self.batch, "removed": self.removed, "restored": self.restored, "kept": kept}


@dataclass(frozen=True, slots=True)
class BatchLine:
    """One past import in the list."""

    id: str
    at: datetime
    files: tuple[str, ...]
    new: int
    updated: int
    complete: bool
    undone: datetime | None
