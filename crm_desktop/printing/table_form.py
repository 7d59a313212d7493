"""The shop's forms as PDF: head, parts over as many pages as they take, signatures on each."""

from collections.abc import Sequence
from typing import IO

from crm_desktop.base.i18n import _, ngettext
from crm_desktop.features.forms.records import Form
from crm_desktop.printing.form_layout import Layout
from crm_desktop.printing.heading import draw_heading, draw_signatures, heading_height, unknown_note
from crm_desktop.printing.output import Target, write_document
from crm_desktop.printing.paper import PAPERS, Ink, Paper, PaperName, turned
from crm_desktop.printing.sheet import Sheet


def render(forms: Sequence[Form], target: Target, *, paper: PaperName = "A4") -> int:
    """Write the forms as one PDF; the answer is the number of pages."""
    return write_document(target, lambda file: _render(forms, file, paper))


def _render(forms: Sequence[Form], file: IO[bytes], paper: PaperName) -> int:
    author = forms[0].head.consultant if forms else ""
    sheet = Sheet(file, paper_of(forms[0], paper) if forms else PAPERS[paper], title=title(forms), author=author)
    pages = sum(draw(sheet, form, paper) for form in forms)
    sheet.finish()
    return pages


def title(forms: Sequence[Form]) -> str:
    """What the document is called."""
    if len(forms) == 1:
        form = forms[0]
        named = form.name if form.name != form.title else next(iter(form.said), "")
        return _("{form}: {name}").format(form=form.title, name=named) if named else form.title
    if not forms:
        return ""
    count = ngettext("{count} person", "{count} people", len(forms)).format(count=len(forms))
    return _("{form}: {name}").format(form=forms[0].title, name=count)


def paper_of(form: Form, paper: PaperName) -> Paper:
    """The paper as the form lies on it."""
    return turned(PAPERS[paper]) if form.landscape else PAPERS[paper]


def draw(sheet: Sheet, form: Form, paper: PaperName) -> int:
    """Draw one form's pages; the answer is their number."""
    sheet.turn(paper_of(form, paper))
    own = sheet.paper
    signed = own.pitch if form.signatures else 0.0
    bottom = own.height - own.bottom - own.small * 1.9 - signed
    layout = Layout(sheet, form.bands, own.top + heading_height(sheet) + own.gap * 0.6, bottom - own.gap * 0.5)
    sheet.bookmark(form.name, f"{form.number} {form.name}")
    for number, placed in enumerate(layout.pages, 1):
        for part in placed:
            part.draw()
        draw_heading(
            sheet, form.head, title=form.title, said=form.said, number=form.number, page=number,
            pages=len(layout.pages),
        )
        _draw_foot(sheet, form, bottom)
        sheet.end_page()
    return len(layout.pages)


def _draw_foot(sheet: Sheet, form: Form, bottom: float) -> None:
    paper = sheet.paper
    if form.signatures:
        draw_signatures(sheet, (*form.signatures, _("Date")), bottom + paper.pitch * 0.75)
    note = unknown_note(sheet)
    said = note or _("Personal data: keep it locked away and shred it when it is no longer needed.")
    shown = sheet.elide(said, paper.small, paper.inner)
    sheet.text(paper.side, paper.height - paper.bottom - paper.small * 0.25, shown, paper.small,
               ink=Ink.BAD if note else Ink.MUTED)
