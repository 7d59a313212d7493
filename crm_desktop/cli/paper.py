"""print: visit sheets and archive cards as PDF."""

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from crm_desktop.base import clock
from crm_desktop.base.i18n import ngettext
from crm_desktop.cli import profiles
from crm_desktop.cli.output import Answer

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from crm_desktop.features.visits.records import ArchiveCard, VisitSheet


def print_sheets(options: Namespace) -> Answer:
    """Write the sheets of these people into one PDF."""
    target = Path(options.to).expanduser()
    with profiles.reading(options) as store:
        if options.form == "visit-sheet":
            pages = _visit_sheets(store.read(_read_sheets, options.ids), target, options.paper)
        else:
            pages = _archive_cards(store.read(_read_cards, options.ids), target, options.paper)
    document = {"file": str(target), "pages": pages, "people": len(options.ids)}
    line = ngettext("{n} page was written to {file}.", "{n} pages were written to {file}.", pages)
    return Answer(document, (line.format(n=pages, file=target),))


def _visit_sheets(sheets: "list[VisitSheet]", target: Path, paper: str) -> int:
    from crm_desktop.printing import visit_sheet

    return visit_sheet.render(sheets, target, paper=paper)  # type: ignore[arg-type]


def _archive_cards(cards: "list[ArchiveCard]", target: Path, paper: str) -> int:
    from crm_desktop.printing import archive_card

    return archive_card.render(cards, target, paper=paper)  # type: ignore[arg-type]


def _read_sheets(session: "Session", texts: list[str]) -> "list[VisitSheet]":
    from crm_desktop.cli import ids
    from crm_desktop.features.visits.queries import visit_sheets

    return visit_sheets(session, ids.people(session, texts), clock.today())


def _read_cards(session: "Session", texts: list[str]) -> "list[ArchiveCard]":
    from crm_desktop.cli import ids
    from crm_desktop.features.visits.queries import archive_cards

    return archive_cards(session, ids.people(session, texts), clock.today())
