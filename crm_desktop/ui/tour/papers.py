"""The sheets of paper: PDFs, and their pages as pictures for the eye."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QSize

from crm_desktop.base import clock
from crm_desktop.features.forms.queries import forms
from crm_desktop.features.forms.records import FORMS, REFERRAL_ACCOUNT
from crm_desktop.features.visits.queries import archive_cards, visit_sheets
from crm_desktop.ui.dialogs.paper_pages import document, page_picture
from crm_desktop.ui.tour.cast import Cast
from crm_desktop.ui.tour.drawing import Picture

if TYPE_CHECKING:
    from crm_desktop.store.store import Store

PAPERS: tuple[Literal["A4", "A5"], ...] = ("A4", "A5")
SHOWN = QSize(900, 1280)
MOST_PAGES = 4


def draw_papers(store: "Store", who: Cast, out: Path) -> tuple[list[Picture], list[str]]:
    """Visit sheets, archive cards and the shop's forms, on both papers; the pictures and the files' names."""
    pictures, files = [], []
    for name, file in _written(store, who, out):
        files.append(file.name)
        pdf = file.read_bytes()
        for page in range(min(document(pdf).pages, MOST_PAGES)):
            picture = f"paper-{name}-{page + 1}.png"
            page_picture(pdf, page, SHOWN).save(str(out / picture))
            pictures.append(Picture(picture.removesuffix(".png"), f"{file.name}, page {page + 1}", picture))
    return pictures, files


def _written(store: "Store", who: Cast, out: Path) -> Iterator[tuple[str, Path]]:
    from crm_desktop.printing import archive_card, table_form, visit_sheet

    if not who.rich:
        return
    many = [who.rich, *[one for one in who.customers if one != who.rich]]
    # Who is private is marked on the card; who brought others has the most on it.
    carded = list(dict.fromkeys(filter(None, (who.rich, who.private, who.introducer))))
    for paper in PAPERS:
        for label, ids in (("one", many[:1]), ("many", many)):
            name = f"visit-sheet-{paper}-{label}"
            visit_sheet.render(store.read(visit_sheets, ids, clock.today()), out / f"{name}.pdf", paper=paper)
            yield name, out / f"{name}.pdf"
        name = f"archive-card-{paper}"
        archive_card.render(store.read(archive_cards, carded, clock.today()), out / f"{name}.pdf", paper=paper)
        yield name, out / f"{name}.pdf"
        for code in FORMS:
            name = f"{code.replace('_', '-')}-{paper}"
            ids = [who.introducer] if code == REFERRAL_ACCOUNT and who.introducer else many[:2]
            table_form.render(store.read(forms, code, clock.today(), ids), out / f"{name}.pdf", paper=paper)
            yield name, out / f"{name}.pdf"
