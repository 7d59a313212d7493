"""The papers of a hand-over: a page about all customers, then a card for each, each on a page of its own."""

from typing import IO

from crm_desktop.base.i18n import _
from crm_desktop.features.hand_over.records import HandOverPack
from crm_desktop.printing import archive_card, table_form
from crm_desktop.printing.output import Target, write_document
from crm_desktop.printing.paper import PAPERS, PaperName
from crm_desktop.printing.sheet import Sheet


def render(pack: HandOverPack, target: Target, *, paper: PaperName = "A4") -> int:
    """Write the pack as one PDF; the answer is the number of pages."""
    return write_document(target, lambda file: _render(pack, file, paper))


def _render(pack: HandOverPack, file: IO[bytes], paper: PaperName) -> int:
    summary = pack.summary
    sheet = Sheet(file, PAPERS[paper], title=table_form.title([summary]), author=summary.head.consultant)
    pages = table_form.draw(sheet, summary, paper)
    pages += sum(archive_card.draw(sheet, card, _("Hand-over card")) for card in pack.cards)
    sheet.finish()
    return pages
