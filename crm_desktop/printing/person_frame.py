"""What every sheet about a person has around its boxes: letterhead, the person, signatures and foot."""

from collections.abc import Sequence

from crm_desktop.base.i18n import _, format_full_day
from crm_desktop.features.visits.records import ArchiveCard, Fact, VisitSheet
from crm_desktop.printing.heading import draw_heading, draw_signatures, heading_height, unknown_note
from crm_desktop.printing.paper import LEVEL_INK, Ink
from crm_desktop.printing.sections import Entry, Section, facts
from crm_desktop.printing.sheet import Sheet
from crm_desktop.printing.typography import Line, Span, plain

_NAME_LINES = 2
_ABOUT_LINES = 5
_SMALLEST_NAME = 0.6  # of the usual size


class PersonFrame:
    """The head and foot of one person's pages, measured before anything is drawn."""

    def __init__(self, sheet: Sheet, record: VisitSheet | ArchiveCard, title: str) -> None:
        self.sheet, self.record, self.title = sheet, record, title
        self.occasion = record.occasion if isinstance(record, VisitSheet) else ""
        self.signed = isinstance(record, VisitSheet)
        self.overflow: list[Section] = []
        paper = sheet.paper
        self.coded = bool(record.who.dial) and not record.who.do_not_contact
        self.room = paper.inner - (paper.code + paper.gap if self.coded else 0)
        self._measure_name()
        self._measure_about()
        self.heading_height = heading_height(sheet)
        beside = self.name_height + self.pills_height + len(self.about) * paper.body * 1.5 + paper.body * 0.3
        code = paper.code + paper.small * 2.2 if self.coded else 0.0
        self.person_height = max(beside, code) + self._banner_height()
        self.foot_height = paper.small * 1.9 + (paper.pitch * 1.0 if self.signed else 0)

    # -- room ---------------------------------------------------------------------------------------------------

    @property
    def first_top(self) -> float:
        """Where the boxes of the first page begin."""
        return self.sheet.paper.top + self.heading_height + self.person_height + self.sheet.paper.gap

    @property
    def later_top(self) -> float:
        """Where the boxes of a further page begin."""
        return self.sheet.paper.top + self.heading_height + self.sheet.paper.body * 2.6

    @property
    def bottom(self) -> float:
        """Where the boxes end."""
        return self.sheet.paper.height - self.sheet.paper.bottom - self.foot_height

    # -- the person ---------------------------------------------------------------------------------------------

    def _measure_name(self) -> None:
        sheet, paper, who = self.sheet, self.sheet.paper, self.record.who
        span = sheet.span(who.name, bold=True)
        if not span.text.strip():
            span = sheet.span(_("(no name)"), bold=True)
        wide = sheet.width(span.text, paper.person, bold=True)
        self.name_size = max(paper.person * _SMALLEST_NAME, min(paper.person, paper.person * self.room / max(wide, 1)))
        lines = sheet.broken((span,), self.name_size, self.room)
        self.name: Sequence[Line] = lines[:_NAME_LINES]
        if len(lines) > _NAME_LINES:
            self.overflow.append(Section(_("Full name"), (Entry((), (sheet.span(who.name),)),)))
        self.name_height = len(self.name) * self.name_size * 1.35
        self.pills = self._pills()
        size = paper.body * 0.92
        ends = self.name[-1].width + paper.gap if len(self.name) == 1 else self.room
        wanted = sum(sheet.width(text, size, bold=True) + size * 1.5 + paper.gap * 0.6 for text, _ink in self.pills)
        self.pills_beside = bool(self.pills) and ends + wanted + self._salutation_width() <= self.room
        self.pills_height = 0.0 if self.pills_beside or not self.pills else size * 2.5

    def _salutation_width(self) -> float:
        said = self.record.who.salutation
        return self.sheet.width(said, self.sheet.paper.body) + self.sheet.paper.gap if said else 0.0

    def _pills(self) -> list[tuple[str, Ink]]:
        who = self.record.who
        pills: list[tuple[str, Ink]] = []
        size, room = self.sheet.paper.body, self.room * 0.4
        if who.level_text:
            pills.append((self.sheet.elide(who.level_text, size, room), LEVEL_INK.get(who.level, Ink.MUTED)))
        if who.status_text:
            pills.append((self.sheet.elide(who.status_text, size, room), Ink.ACCENT))
        if who.private:
            pills.append((_("Private"), Ink.MUTED))
        if who.tier is not None:
            pills.append(("◆" * (5 - who.tier) + "◇" * (who.tier - 1), Ink.OK))
        return pills

    def _measure_about(self) -> None:
        sheet, size = self.sheet, self.sheet.paper.body
        rows = self._about_rows()
        lines = [(row, line) for row in rows for line in sheet.broken(_joined(sheet, row), size, self.room)]
        self.about: Sequence[Line] = [line for _row, line in lines]
        if len(lines) > _ABOUT_LINES:
            left_out = rows[rows.index(lines[_ABOUT_LINES - 1][0]) :]
            rest = tuple(fact for row in left_out for fact in row)
            self.overflow.append(Section(_("About the person"), facts(sheet, rest), continued=True))
            mark = sheet.broken((sheet.span(_("… continued on the next page"), ink=Ink.ACCENT),), size, self.room)
            self.about = [*self.about[: _ABOUT_LINES - 1], *mark]

    def _about_rows(self) -> list[tuple[Fact, ...]]:
        """The facts by lines: a fact stays in one piece where it can."""
        rows: list[tuple[Fact, ...]] = []
        row: tuple[Fact, ...] = ()
        for fact in self.record.who.about:
            text = plain(_joined(self.sheet, (*row, fact)))
            if row and self.sheet.width(text, self.sheet.paper.body) > self.room:
                rows.append(row)
                row = ()
            row = (*row, fact)
        return [*rows, row] if row else rows

    def _banner_height(self) -> float:
        return self.sheet.paper.body * 2.6 if self.record.who.do_not_contact else 0.0

    # -- drawing ------------------------------------------------------------------------------------------------

    def draw_first(self, page: int, pages: int) -> None:
        """Head and foot of the first page, with the person."""
        self._draw_heading(page, pages)
        sheet, paper, who = self.sheet, self.sheet.paper, self.record.who
        top = paper.top + self.heading_height
        y = top + self.name_size * 1.1
        sheet.lines(self.name, paper.side, y, self.name_size, self.name_size * 1.35)
        y = top + self.name_height
        x = paper.side + self.name[-1].width + paper.gap
        if who.salutation and x + self._salutation_width() <= paper.side + self.room:
            x = sheet.text(x, y - self.name_size * 0.25, who.salutation, paper.body, ink=Ink.MUTED) + paper.gap
        self._draw_pills(x, y)
        y += self.pills_height + paper.body * 1.25
        sheet.lines(self.about, paper.side, y, paper.body, paper.body * 1.5)
        if self.coded:
            self._draw_code(top + paper.small * 0.5)
        if who.do_not_contact:
            self._draw_banner(top + self.person_height - self._banner_height() + paper.body * 0.4)
        self._draw_foot()

    def _draw_pills(self, x: float, y: float) -> None:
        paper = self.sheet.paper
        size = paper.body * 0.92
        if not self.pills_beside:
            x, y = paper.side, y + size * 1.9
        else:
            y -= self.name_size * 0.3
        for text, ink in self.pills:
            x = self.sheet.pill(x, y, text, size, ink) + paper.gap * 0.6

    def draw_later(self, page: int, pages: int) -> None:
        """Head and foot of a further page."""
        self._draw_heading(page, pages)
        sheet, paper = self.sheet, self.sheet.paper
        y, size = paper.top + self.heading_height + paper.body * 1.4, paper.body * 1.25
        sheet.text(paper.side, y, sheet.elide(self.record.who.name, size, paper.inner, bold=True), size, bold=True)
        self._draw_foot()

    def _draw_heading(self, page: int, pages: int) -> None:
        record = self.record
        said = list(filter(None, (format_full_day(record.day), self.occasion)))
        draw_heading(
            self.sheet, record.head, title=self.title, said=said, number=record.number, page=page, pages=pages
        )

    def _draw_code(self, top: float) -> None:
        sheet, paper = self.sheet, self.sheet.paper
        x = paper.side + paper.inner - paper.code
        sheet.code(x, top, paper.code, "tel:" + self.record.who.dial)
        caption = _("Scan to dial")
        left = x + (paper.code - sheet.width(caption, paper.small * 0.9)) / 2
        sheet.text(left, top + paper.code + paper.small * 1.2, caption, paper.small * 0.9, ink=Ink.MUTED)

    def _draw_banner(self, top: float) -> None:
        sheet, paper = self.sheet, self.sheet.paper
        height = paper.body * 2.0
        sheet.box(paper.side, top, paper.inner, height, fill=Ink.BAD_TINT, ink=Ink.BAD)
        said = _("Do not contact: this person asked for no calls and no messages.")
        said = sheet.elide(said, paper.body, paper.inner - 2 * paper.pad, bold=True)
        sheet.text(paper.side + paper.pad, top + height * 0.66, said, paper.body, bold=True, ink=Ink.BAD)

    def _draw_foot(self) -> None:
        sheet, paper = self.sheet, self.sheet.paper
        if self.signed:
            draw_signatures(sheet, (_("Consultant"), _("Manager"), _("Date")), self.bottom + paper.pitch * 0.9)
        note = unknown_note(self.sheet)
        if self.signed:
            hint = _('Back at the desk: search "{name}" and key it in within a minute.')
        else:
            hint = _("Personal data of {name}: keep it locked away and shred it when it is no longer needed.")
        said = sheet.elide(note or hint.format(name=self.record.who.name), paper.small, paper.inner)
        bottom = paper.height - paper.bottom - paper.small * 0.25
        sheet.text(paper.side, bottom, said, paper.small, ink=Ink.BAD if note else Ink.MUTED)


def _joined(sheet: Sheet, facts: Sequence[Fact]) -> tuple[Span, ...]:
    """Facts in a row, labels muted, parted by dots."""
    spans: list[Span] = []
    for place, fact in enumerate(facts):
        if place:
            spans.append(Span(" · ", ink=Ink.FAINT))
        if fact.label:
            spans.append(sheet.span(fact.label + "\u00a0", ink=Ink.MUTED))
        spans.append(sheet.span(fact.text, bold=fact.urgent, ink=Ink.BAD if fact.urgent else Ink.TEXT))
    return tuple(spans)
