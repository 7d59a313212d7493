"""The archive card: everything that is kept about a person, over as many pages as it takes.

A paper of the consultant's own: private contacts have theirs too, marked beside the name.
"""

from collections.abc import Sequence
from typing import IO

from crm_desktop.base.i18n import _, format_full_day, ngettext
from crm_desktop.features.visits.records import ArchiveCard, CardSection
from crm_desktop.printing.output import Target, write_document
from crm_desktop.printing.paper import PAPERS, PaperName
from crm_desktop.printing.person_frame import PersonFrame
from crm_desktop.printing.sections import Section, facts, paginate, touch_entries
from crm_desktop.printing.sheet import Sheet
from crm_desktop.printing.writing import Notes

_SCALE = 0.94


def render(cards: Sequence[ArchiveCard], target: Target, *, paper: PaperName = "A4") -> int:
    """Write the cards as one PDF; the answer is the number of pages."""
    return write_document(target, lambda file: _render(cards, file, paper))


def _render(cards: Sequence[ArchiveCard], file: IO[bytes], paper: PaperName) -> int:
    sheet = Sheet(file, PAPERS[paper], title=_title(cards), author=cards[0].head.consultant if cards else "")
    pages = sum(draw(sheet, card, _("Archive card")) for card in cards)
    sheet.finish()
    return pages


def _title(cards: Sequence[ArchiveCard]) -> str:
    if len(cards) == 1:
        return _("Archive card: {name}").format(name=cards[0].who.name)
    day = format_full_day(cards[0].day) if cards else ""
    count = ngettext("{count} person", "{count} people", len(cards)).format(count=len(cards))
    return _("Archive cards {day}, {count}").format(day=day, count=count)


def draw(sheet: Sheet, card: ArchiveCard, title: str) -> int:
    """Draw one person's pages; the answer is their number."""
    frame, notes, gap = PersonFrame(sheet, card, title), Notes(sheet), sheet.paper.gap
    bands = [*((section,) for section in frame.overflow), *_bands(sheet, card.sections)]
    pages = paginate(
        sheet, bands, sheet.paper.body * _SCALE, first_room=frame.bottom - frame.first_top - gap,
        room=frame.bottom - frame.later_top - gap,
    )
    sheet.bookmark(card.who.name, card.number)
    for number, placed in enumerate(pages, 1):
        y = frame.first_top if number == 1 else frame.later_top
        for band in placed:
            band.draw(sheet.paper.side, y, gap)
            y += band.height + gap
        notes.draw_lines_only(y, frame.bottom - gap - y)
        if number == 1:
            frame.draw_first(number, len(pages))
        else:
            frame.draw_later(number, len(pages))
        sheet.end_page()
    return len(pages)


def _bands(sheet: Sheet, sections: Sequence[CardSection]) -> list[tuple[Section, ...]]:
    """Sections one under the other, halves side by side."""
    bands: list[tuple[Section, ...]] = []
    waiting: Section | None = None
    for section in sections:
        box = _box(sheet, section)
        if waiting is not None:
            bands.append((waiting, box) if section.half else (waiting,))
            waiting = None
            if section.half:
                continue
        if section.half:
            waiting = box
        else:
            bands.append((box,))
    return [*bands, (waiting,)] if waiting is not None else bands


def _box(sheet: Sheet, section: CardSection) -> Section:
    entries = touch_entries(sheet, section.touches) + facts(sheet, section.facts)
    return Section(section.title, entries, flowing=True)
