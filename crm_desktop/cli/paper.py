"""print: sheets of people and the shop's forms, as PDF or as a workbook."""

from argparse import Namespace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from crm_desktop.base import clock
from crm_desktop.base.errors import Refused
from crm_desktop.base.i18n import _, ngettext
from crm_desktop.cli import profiles
from crm_desktop.cli.output import Answer
from crm_desktop.cli.target import target_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from crm_desktop.features.forms.records import Form
    from crm_desktop.features.hand_over.records import HandOverPack
    from crm_desktop.features.visits.records import ArchiveCard, VisitSheet

HAND_OVER = "hand-over"
OF_PEOPLE = ("visit-sheet", "archive-card", HAND_OVER, "owner-card", "delivery-checklist")
"""What is printed of people, who have to be named."""
STATEMENT = "referral-statement"
"""Of these introducers, or of a month."""
PDF = ".pdf"
WORKBOOK = ".xlsx"


def print_sheets(options: Namespace) -> Answer:
    """Write what is asked for into one file."""
    target = target_of(options)
    _refuse_what_cannot_be(options, target)
    with profiles.reading(options) as store:
        if options.form == "visit-sheet":
            pages = _visit_sheets(store.read(_read_sheets, options.ids), target, options.paper)
        elif options.form == "archive-card":
            pages = _archive_cards(store.read(_read_cards, options.ids), target, options.paper)
        elif options.form == HAND_OVER:
            pages = _hand_over(store.read(_read_pack, options.ids), target, options.paper)
        else:
            day = options.date or options.month or clock.today()
            code = "referral-account" if options.form == STATEMENT and options.ids else options.form
            found = store.read(_read_forms, code.replace("-", "_"), day, options.ids)
            pages = _forms(found, target, options.paper)
    document = {"file": str(target), "form": options.form, "pages": pages, "people": len(options.ids)}
    return Answer(document, (_told(pages, target),))


def _refuse_what_cannot_be(options: Namespace, target: Path) -> None:
    of_people = options.form in OF_PEOPLE
    if of_people and not options.ids:
        raise Refused(_("Say whose sheet to print: give at least one ID."))
    if not of_people and options.ids and options.form != STATEMENT:
        raise Refused(_("This form is not about single people: leave the IDs out."))
    ending, only_pdf = target.suffix.casefold(), options.form in OF_PEOPLE[:3]
    if only_pdf and ending != PDF:
        raise Refused(_("This sheet is only made as PDF: choose a file that ends in .pdf."))
    if ending not in (PDF, WORKBOOK):
        raise Refused(_("This form is made as PDF or workbook: choose a file that ends in .pdf or .xlsx."))


def _told(pages: int, target: Path) -> str:
    if target.suffix.casefold() == WORKBOOK:
        line = ngettext("{n} sheet was written to {file}.", "{n} sheets were written to {file}.", pages)
    else:
        line = ngettext("{n} page was written to {file}.", "{n} pages were written to {file}.", pages)
    return line.format(n=pages, file=target)


def _visit_sheets(sheets: "list[VisitSheet]", target: Path, paper: str) -> int:
    from crm_desktop.printing import visit_sheet

    return visit_sheet.render(sheets, target, paper=paper)  # type: ignore[arg-type]


def _archive_cards(cards: "list[ArchiveCard]", target: Path, paper: str) -> int:
    from crm_desktop.printing import archive_card

    return archive_card.render(cards, target, paper=paper)  # type: ignore[arg-type]


def _hand_over(pack: "HandOverPack", target: Path, paper: str) -> int:
    from crm_desktop.printing import hand_over

    return hand_over.render(pack, target, paper=paper)  # type: ignore[arg-type]


def _forms(found: "list[Form]", target: Path, paper: str) -> int:
    from crm_desktop.printing import form_workbook, table_form

    if target.suffix.casefold() == WORKBOOK:
        return form_workbook.write(found, target, paper=paper)  # type: ignore[arg-type]
    return table_form.render(found, target, paper=paper)  # type: ignore[arg-type]


def _read_sheets(session: "Session", texts: list[str]) -> "list[VisitSheet]":
    from crm_desktop.cli import ids
    from crm_desktop.features.visits.queries import visit_sheets

    return visit_sheets(session, ids.people(session, texts), clock.today())


def _read_cards(session: "Session", texts: list[str]) -> "list[ArchiveCard]":
    from crm_desktop.cli import ids
    from crm_desktop.features.visits.queries import archive_cards

    return archive_cards(session, ids.people(session, texts), clock.today())


def _read_pack(session: "Session", texts: list[str]) -> "HandOverPack":
    from crm_desktop.cli import ids
    from crm_desktop.features.hand_over.queries import pack

    return pack(session, ids.people(session, texts), clock.today())


def _read_forms(session: "Session", code: str, day: date, texts: list[str]) -> "list[Form]":
    from crm_desktop.cli import ids
    from crm_desktop.features.forms.queries import forms

    return forms(session, code, day, ids.people(session, texts) if texts else ())
