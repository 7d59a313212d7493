"""The visit sheet: what to know before, and room to write down what happens; one person after another.

A paper of the consultant's own: private contacts have theirs too, marked beside the name.
"""

from collections.abc import Sequence
from typing import IO

from crm_desktop.base.i18n import _, format_full_day, ngettext
from crm_desktop.features.visits.records import VisitSheet
from crm_desktop.printing.output import Target, write_document
from crm_desktop.printing.paper import PAPERS, PaperName
from crm_desktop.printing.person_frame import PersonFrame
from crm_desktop.printing.sections import (
    Placed,
    Section,
    facts,
    fit,
    fit_cut,
    paginate,
    side_by_side,
    touch_entries,
)
from crm_desktop.printing.sheet import Sheet
from crm_desktop.printing.writing import NextStep, Notes, draw_names

_TRIALS = ((1.0, 0), (1.0, 1), (0.94, 1), (0.94, 2), (0.89, 2), (0.84, 2))
"""Type scale and which of the paper's numbers of writing lines: tried in turn before text goes on to another page."""
_SMALLEST = 6.6  # points, of any text in a box


def render(sheets: Sequence[VisitSheet], target: Target, *, paper: PaperName = "A4") -> int:
    """Write the sheets as one PDF; the answer is the number of pages."""
    return write_document(target, lambda file: _render(sheets, file, paper))


def _render(sheets: Sequence[VisitSheet], file: IO[bytes], paper: PaperName) -> int:
    sheet = Sheet(file, PAPERS[paper], title=_title(sheets), author=sheets[0].head.consultant if sheets else "")
    pages = draw(sheet, sheets)
    sheet.finish()
    return pages


def draw(sheet: Sheet, sheets: Sequence[VisitSheet]) -> int:
    """Draw the pages of all these people; the answer is their number."""
    notes = Notes(sheet)
    return sum(_draw(sheet, record, notes) for record in sheets)


def _title(sheets: Sequence[VisitSheet]) -> str:
    if len(sheets) == 1:
        return _("Visit sheet: {name}").format(name=sheets[0].who.name)
    day = format_full_day(sheets[0].day) if sheets else ""
    count = ngettext("{count} person", "{count} people", len(sheets)).format(count=len(sheets))
    return _("Visit sheets {day}, {count}").format(day=day, count=count)


def _draw(sheet: Sheet, record: VisitSheet, notes: Notes) -> int:
    """Draw one person's pages; the answer is their number."""
    frame = PersonFrame(sheet, record, _("Visit sheet"))
    step, gap = NextStep(sheet, record.levels), sheet.paper.gap
    free = frame.bottom - frame.first_top - step.height - 2 * gap
    rooms = [free - notes.height(lines) for lines in sheet.paper.writing_lines]
    placed, size = _fitted(sheet, record, rooms)
    later = [*frame.overflow, *(rest for band in placed for rest in band.rest())]
    further = paginate(
        sheet, [(section,) for section in later], size, first_room=frame.bottom - frame.later_top - gap,
        room=frame.bottom - frame.later_top - gap,
    ) if later else []
    pages = 1 + len(further)
    sheet.bookmark(record.who.name, record.number)
    y = _draw_bands(sheet, placed, frame.first_top)
    step_top = frame.bottom - gap - step.height
    notes.draw(y, step_top - gap - y)
    _draw_lower(sheet, step, step_top)
    frame.draw_first(1, pages)
    sheet.end_page()
    for number, bands in enumerate(further, 2):
        y = _draw_bands(sheet, bands, frame.later_top)
        notes.draw_lines_only(y, frame.bottom - gap - y)
        frame.draw_later(number, pages)
        sheet.end_page()
    return pages


def _draw_bands(sheet: Sheet, placed: Sequence[Placed], y: float) -> float:
    for band in placed:
        band.draw(sheet.paper.side, y, sheet.paper.gap)
        y += band.height + sheet.paper.gap
    return y


def _draw_lower(sheet: Sheet, step: NextStep, top: float) -> None:
    half = (sheet.paper.inner - sheet.paper.gap) / 2
    draw_names(sheet, sheet.paper.side, top, half, step.height)
    step.draw(sheet.paper.side + half + sheet.paper.gap, top)


def _fitted(sheet: Sheet, record: VisitSheet, rooms: Sequence[float]) -> tuple[list[Placed], float]:
    """The boxes above the notes at the largest type size that fits; at the smallest one they are cut."""
    sections, gap = _sections(sheet, record), sheet.paper.gap
    size = bands = None
    for scale, lines in _TRIALS:
        if sheet.paper.body * scale < _SMALLEST:
            break
        if size != sheet.paper.body * scale or bands is None:
            size = sheet.paper.body * scale
            bands = [side_by_side(sheet, band, size) for band in sections]
        placed = fit(bands, gap, rooms[lines])
        if placed is not None:
            return placed, size
    assert bands is not None
    assert size is not None
    if record.talk is None:
        bands.pop()  # rather than cut what is known, leave out the empty lines
    return fit(bands, gap, rooms[-1]) or fit_cut(bands, gap, rooms[-1]), size


def _sections(sheet: Sheet, record: VisitSheet) -> list[tuple[Section, ...]]:
    why = Section(_("Why now"), facts(sheet, record.why), _("No reason noted."))
    needs = Section(_("Needs"), facts(sheet, record.needs), _("Nothing known yet: please ask."))
    touches = Section(_("Last three touches"), touch_entries(sheet, record.touches), _("No touch yet."))
    bands: list[tuple[Section, ...]] = [(why, needs), (touches,)]
    extra = [
        Section(title, facts(sheet, found))
        for title, found in ((_("Promises"), record.commitments), (_("Vehicles"), record.vehicles)) if found
    ]
    if extra:
        bands.append(tuple(extra))
    talk = record.talk
    if talk is not None:
        title = _("Script: {title}").format(title=talk.title) if talk.title else _("Script")
        bands.append((Section(title, facts(sheet, talk.beats)),))
    else:
        bands.append((Section(_("What I want to say"), writing=1),))
    return bands
