"""The report a person reads: one line a row, as CSV that a spreadsheet opens."""

import csv
from pathlib import Path

from crm_desktop.base import disk
from crm_desktop.base.errors import FileProblem
from crm_desktop.base.i18n import _
from crm_desktop.import_export.guard import guarded
from crm_desktop.import_export.verdicts import ImportPreview, ImportReport, RowVerdict, Verdict


def write_report(report: ImportReport | ImportPreview, path: Path) -> None:
    """One line for every row of every file."""
    words = verdict_labels()
    try:
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([_("File"), _("Worksheet"), _("Row"), _("Verdict"), _("Name"), _("Reason")])
            for one in report.files:
                writer.writerows([guarded(str(cell)) for cell in _line(row, words)] for row in one.rows)
    except OSError as error:
        raise FileProblem(
            _("The report could not be written to {file}: {reason}. The import itself is done.").format(
                file=path.name, reason=disk.why(error)
            )
        ) from error


def _line(row: RowVerdict, words: dict[Verdict, str]) -> list[object]:
    return [row.file, row.sheet, row.row, words[row.verdict], row.name, row_reason(row)]


def verdict_labels() -> dict[Verdict, str]:
    """The verdicts in the user's words."""
    return {
        Verdict.NEW: _("New person"),
        Verdict.UPDATED: _("Updated person"),
        Verdict.DUPLICATE: _("Duplicate row"),
        Verdict.REFUSED: _("Refused row"),
    }


def row_reason(row: RowVerdict) -> str:
    """Why, in a sentence; empty for a plain new row."""
    if row.verdict is Verdict.UPDATED:
        return _("Added to {name}.").format(name=row.reason)
    if row.verdict is Verdict.DUPLICATE:
        return _("{name} has all of this already.").format(name=row.reason)
    return row.reason
