"""The morning's papers in one document: the day plan, then the visit sheets of those who are due."""

from collections.abc import Sequence
from typing import IO

from crm_desktop.features.forms.records import Form
from crm_desktop.features.visits.records import VisitSheet
from crm_desktop.printing import table_form, visit_sheet
from crm_desktop.printing.output import Target, write_document
from crm_desktop.printing.paper import PAPERS, PaperName
from crm_desktop.printing.sheet import Sheet


def render(plan: Form, sheets: Sequence[VisitSheet], target: Target, *, paper: PaperName = "A4") -> int:
    """Write both as one PDF; the answer is the number of pages."""
    return write_document(target, lambda file: _render(plan, sheets, file, paper))


def _render(plan: Form, sheets: Sequence[VisitSheet], file: IO[bytes], paper: PaperName) -> int:
    sheet = Sheet(
        file, table_form.paper_of(plan, paper), title=table_form.title([plan]), author=plan.head.consultant
    )
    pages = table_form.draw(sheet, plan, paper)
    sheet.turn(PAPERS[paper])
    pages += visit_sheet.draw(sheet, sheets)
    sheet.finish()
    return pages
