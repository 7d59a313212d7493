"""The report a person reads: one line a row, as CSV that a spreadsheet opens."""

import csv
from collections.abc import Iterable
from itertools import chain
from pathlib import Path

from crm_desktop.base import disk
from crm_desktop.base.errors import FileProblem
from crm_desktop.base.i18n import _, ngettext
from crm_desktop.import_export.guard import guarded
from crm_desktop.import_export.verdicts import ImportPreview, ImportReport, RowVerdict, UndoReport, Verdict


def write_report(report: ImportReport | ImportPreview, path: Path) -> None:
    """One line for every row of every file."""
    rows = chain.from_iterable(one.rows for one in report.files)
    write_rows(
        path, _("Name"), rows, _("The report could not be written to {file}: {reason}. The import itself is done.")
    )


def write_rows(path: Path, what: str, rows: Iterable[RowVerdict], failed: str) -> None:
    """One line for every row. `what` the rows are about; `failed` says that it could not be written: {file}, {reason}.

    Raises FileProblem.
    """
    labels = verdict_labels()
    try:
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([_("File"), _("Worksheet"), _("Row"), _("Verdict"), what, _("Reason")])
            for row in rows:
                cells = (row.file, row.sheet, str(row.row), labels[row.verdict], row.name, row.reason)
                writer.writerow([guarded(cell) for cell in cells])
    except OSError as error:
        raise FileProblem(failed.format(file=path.name, reason=disk.why(error))) from error


def verdict_labels() -> dict[Verdict, str]:
    """The verdicts in the user's words, of rows of any kind."""
    return {
        Verdict.NEW: _("New"), Verdict.UPDATED: _("Updated"), Verdict.DUPLICATE: _("Nothing new"),
        Verdict.REFUSED: _("Refused"),
    }  # fmt: skip


def undone_words(report: UndoReport) -> str:
    """What taking an import back did, and what it left alone."""
    text = _("The import was taken back.")
    if kept := len(report.kept):
        text += " " + ngettext(
            "{n} person was edited since and stays.", "{n} people were edited since and stay.", kept
        ).format(n=kept)
    return text
