"""The boxes for the pen: notes, names gained, the next step."""

from collections.abc import Sequence

from crm_desktop.base.i18n import _
from crm_desktop.printing.paper import LEVEL_INK, Ink
from crm_desktop.printing.sheet import Sheet


class Notes:
    """The large box for notes with the results to tick; it takes all the room there is."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        paper = sheet.paper
        self.results = (
            _("Reached"), _("Not met"), _("Test drive"), _("Quote given"), _("Ordered"), _("Trade-in seen"),
        )
        self.ticks = _tick_rows(sheet, self.results, paper.inner - 2 * paper.pad)
        self.tick_height = paper.body * 1.9 * len(self.ticks)
        self.title_height = paper.pad + paper.title * 1.5

    def height(self, lines: int) -> float:
        """The height of the box with so many lines to write on."""
        return self.title_height + lines * self.sheet.paper.pitch + self.tick_height + self.sheet.paper.pad

    def draw(self, top: float, height: float) -> None:
        """Title, as many lines as fit, results."""
        self._draw(top, height, _("Notes (by hand)"), ticks=True)

    def draw_lines_only(self, top: float, height: float) -> None:
        """The foot of a further page, if there is room for a few lines."""
        if height >= self.title_height + 2 * self.sheet.paper.pitch:
            self._draw(top, height, _("More notes"), ticks=False)

    def _draw(self, top: float, height: float, title: str, *, ticks: bool) -> None:
        sheet, paper = self.sheet, self.sheet.paper
        sheet.box(paper.side, top, paper.inner, height)
        box_title(sheet, paper.side, top, title)
        bottom = top + height - paper.pad - (self.tick_height if ticks else 0)
        first = top + self.title_height
        count = max(1, int((bottom - first) / paper.pitch))
        pitch = (bottom - first) / count  # stretched, so that the box is filled
        places = [first + pitch * (number + 0.82) for number in range(count)]
        sheet.writing_lines(paper.side + paper.pad, paper.inner - 2 * paper.pad, places)
        if ticks:
            _draw_ticks(sheet, self.ticks, paper.side + paper.pad, bottom + paper.body * 1.45)


class NextStep:
    """The box for the next step: level, day, how, what."""

    def __init__(self, sheet: Sheet, levels: Sequence[str]) -> None:
        self.sheet, self.levels = sheet, levels
        paper = sheet.paper
        self.width = (paper.inner - paper.gap) / 2
        channels = (_("Phone"), _("WeChat"), _("In store"), _("Go there"))
        self.ticks = _tick_rows(sheet, channels, self.width - 2 * paper.pad)
        self.row = paper.body * 2.05
        self.height = paper.pad * 1.4 + paper.title * 1.5 + self.row * (3 + len(self.ticks))

    def draw(self, x: float, top: float) -> None:
        """Level to circle, date to fill in, channel to tick, purpose to write."""
        sheet, paper = self.sheet, self.sheet.paper
        sheet.box(x, top, self.width, self.height)
        box_title(sheet, x, top, _("Next step"))
        left, size = x + paper.pad, paper.body
        y = top + paper.pad + paper.title * 1.5 + self.row * 0.62
        self._draw_levels(left, y)
        y += self.row
        sheet.text(left, y, _("On ______ month ____ day, ____ : ____"), size)
        y += self.row
        y = _draw_ticks(sheet, self.ticks, left, y, self.row)
        end = sheet.text(left, y, _("What for"), size, ink=Ink.MUTED)
        sheet.writing_lines(end + 5, x + self.width - paper.pad - end - 5, [y + 2])

    def _draw_levels(self, x: float, y: float) -> None:
        sheet, size = self.sheet, self.sheet.paper.body
        x = sheet.text(x, y, _("Level"), size, ink=Ink.MUTED) + size
        for level in self.levels:
            wide = max(sheet.width(level, size, bold=True), size * 0.7)
            x = sheet.pill(x, y, level, size, LEVEL_INK.get(level, Ink.MUTED)) + max(size * 0.9 - wide / 8, 2)


def draw_names(sheet: Sheet, x: float, top: float, width: float, height: float) -> None:
    """The box for names gained: name, phone, relation."""
    paper = sheet.paper
    sheet.box(x, top, width, height)
    box_title(sheet, x, top, _("Names given (referral)"))
    inner = width - 2 * paper.pad
    first = top + paper.pad + paper.title * 1.5
    caption = paper.small * 1.5
    for share, label in ((0.0, _("Name")), (0.34, _("Phone")), (0.72, _("Relation"))):
        sheet.text(x + paper.pad + share * inner, first + paper.small, label, paper.small, ink=Ink.MUTED)
    room = top + height - paper.pad * 0.8 - first - caption
    count = max(1, int(room / (paper.pitch * 0.95)))
    places = [first + caption + room / count * (number + 0.9) for number in range(count)]
    for share, wide in ((0.0, 0.31), (0.34, 0.35), (0.72, 0.28)):
        sheet.writing_lines(x + paper.pad + share * inner, wide * inner, places)


def box_title(sheet: Sheet, x: float, top: float, title: str) -> None:
    """The title of a box with its bar."""
    paper = sheet.paper
    sheet.bar(x + paper.pad, top + paper.pad * 1.05, 2.2, paper.title * 0.95, Ink.ACCENT)
    sheet.text(x + paper.pad + 6, top + paper.pad + paper.title * 0.88, title, paper.title, bold=True)


_TickRow = tuple[tuple[float, str], ...]


def _tick_rows(sheet: Sheet, labels: Sequence[str], width: float) -> list[_TickRow]:
    """The labels with their places, over as many rows as they need, in even columns where these fit."""
    size = sheet.paper.body
    widths = [sheet.width(label, size) + size * 1.4 for label in labels]
    gap = size * 0.8
    columns = next(n for n in range(len(labels), 0, -1) if n == 1 or (max(widths) + gap) * n - gap <= width)
    return [
        tuple((place * (width / columns), label) for place, label in enumerate(labels[start : start + columns]))
        for start in range(0, len(labels), columns)
    ]


def _draw_ticks(sheet: Sheet, rows: Sequence[_TickRow], x: float, y: float, leading: float = 0.0) -> float:
    size = sheet.paper.body
    for row in rows:
        for place, label in row:
            sheet.tick_box(x + place, y, size, label)
        y += leading or size * 1.9
    return y
