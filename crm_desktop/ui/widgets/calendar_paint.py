"""How an item of the calendar is drawn: elided lines kept as laid-out text, tinted blocks, hatched days off, bars."""

from functools import lru_cache

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetrics, QPainter, QPen, QPixmap, QStaticText

from crm_desktop.ui.theme import fonts, icons, theme
from crm_desktop.ui.theme.tokens import SCALE, WEIGHT_TITLE, Tone
from crm_desktop.ui.widgets.calendar_items import CalendarItem, time_text

BAR = 3
PAD = 7
LINE = 18
TWO_LINES = 34
RADIUS = 5
ICON = 14
ROOMY = 160
NARROW = 64
KEPT = 6000


@lru_cache(maxsize=16)
def font_of(pixels: int, *, bold: bool = False, struck: bool = False) -> QFont:
    """One of the few fonts of the calendar."""
    font = QFont(fonts.sized(pixels, weight=WEIGHT_TITLE if bold else 400))
    font.setStrikeOut(struck)
    return font


@lru_cache(maxsize=16)
def metrics_of(pixels: int, *, bold: bool = False) -> QFontMetrics:
    """Its measures."""
    return QFontMetrics(font_of(pixels, bold=bold))


@lru_cache(maxsize=KEPT)
def width_of(text: str, pixels: int, *, bold: bool = False) -> int:
    """The room a text takes."""
    return metrics_of(pixels, bold=bold).horizontalAdvance(text)


@lru_cache(maxsize=KEPT)
def _laid_out(text: str, room: int, pixels: int, bold: bool, struck: bool) -> QStaticText:
    shown = metrics_of(pixels, bold=bold).elidedText(text, Qt.TextElideMode.ElideRight, room)
    made = QStaticText(shown)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
    made.prepare(font=font_of(pixels, bold=bold, struck=struck))
    return made


def draw_line(  # noqa: PLR0913 - a line of text with all that decides its look
    painter: QPainter, left: float, middle: float, room: int, text: str, ink: str, *, pixels: int = SCALE.tiny,
    bold: bool = False, struck: bool = False,
) -> int:  # fmt: skip
    """One line centred on the height `middle`, elided to the room; returns the width it took."""
    if not text or room < pixels:
        return 0
    painter.setFont(font_of(pixels, bold=bold, struck=struck))
    painter.setPen(QColor(ink))
    line = _laid_out(text, room, pixels, bold, struck)
    painter.drawStaticText(QPointF(left, middle - metrics_of(pixels, bold=bold).height() / 2), line)
    return min(width_of(text, pixels, bold=bold), room)


def draw_item(
    painter: QPainter, rect: QRect, item: CalendarItem, *, selected: bool = False, ghost: bool = False,
    calm: bool = False,
) -> None:
    """A block: bar in its tone, title with its sign; below, where there is room, the time and what it is about."""
    colours = theme.tokens()
    ground = colours.surface if item.done else colours.hover if calm else colours.tint(item.tone)
    painter.setPen(QColor(colours.accent) if ghost else QColor(colours.line) if item.done else Qt.PenStyle.NoPen)
    painter.setBrush(QColor(ground))
    painter.drawRoundedRect(rect, RADIUS, RADIUS)
    painter.fillRect(
        rect.left(), rect.top() + 2, BAR, rect.height() - 4, QColor(colours.ink(Tone.MUTED if item.done else item.tone))
    )
    inner = rect.adjusted(PAD, 0, -4, 0)
    if rect.height() < TWO_LINES:
        _one_line(painter, inner, item)
    else:
        _lines(painter, inner, item)
    if selected:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(colours.accent), 2))
        painter.drawRoundedRect(QRectF(rect).adjusted(1, 1, -1, -1), RADIUS, RADIUS)


@lru_cache(maxsize=64)
def _icon(name: str, colour: str) -> QPixmap:
    # Twice as large as it is drawn: sharp on a scaled screen too.
    made = QPixmap(2 * ICON, 2 * ICON)
    made.setDevicePixelRatio(2)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    icons.paint(painter, QRect(0, 0, ICON, ICON), name, colour)
    painter.end()
    return made


@lru_cache(maxsize=KEPT)
def fitting(text: str, room: int, pixels: int) -> str:
    """As many characters as fit, where an ellipsis would take the place of the name."""
    metrics = metrics_of(pixels, bold=True)
    while text and metrics.horizontalAdvance(text) > room:
        text = text[:-1]
    return text


def _sign(painter: QPainter, right: int, middle: int, room: int, item: CalendarItem) -> int:
    """What the colour says, as a word at the right; returns the room it took."""
    colours = theme.tokens()
    if item.done:
        painter.drawPixmap(right - ICON, middle - ICON // 2, _icon("check", colours.ok))
        return ICON + 2
    if item.late_text and room < ROOMY:
        painter.drawPixmap(right - ICON, middle - ICON // 2, _icon("alert-circle-outline", colours.bad))
        return ICON + 2
    said = " · ".join(filter(None, (item.sign, item.late_text)))
    if not said:
        return 0
    wide = width_of(said, SCALE.tiny, bold=True)
    tone = Tone.BAD if item.late_text else item.tone
    draw_line(painter, right - wide, middle, wide + SCALE.tiny, said, colours.ink(tone), bold=True)
    return wide + 4


def _one_line(painter: QPainter, rect: QRect, item: CalendarItem) -> None:
    colours, middle, left = theme.tokens(), rect.center().y() + 1, rect.left()
    room = rect.width()
    if item.timed:
        took = draw_line(painter, left, middle, room, time_text(item.minute), colours.muted) + 5
        left, room = left + took, room - took
    # A name comes before the sign beside it: in a narrow column the sign is the first to go.
    if room > SCALE.tiny * 4:
        room -= _sign(painter, rect.right(), middle, rect.width(), item)
    ink = colours.muted if item.done else colours.text
    took = draw_line(painter, left, middle, room, item.title, ink, bold=True, struck=item.done)
    draw_line(painter, left + took + 5, middle, room - took - 7, item.subtitle, colours.muted)


def _lines(painter: QPainter, rect: QRect, item: CalendarItem) -> None:
    colours, middle = theme.tokens(), rect.top() + LINE // 2 + 3
    room, narrow = rect.width(), rect.width() < NARROW
    if not narrow:
        room -= _sign(painter, rect.right(), middle, room, item)
    ink = colours.muted if item.done else colours.text
    title = fitting(item.title, room, SCALE.small) if narrow else item.title
    draw_line(painter, rect.left(), middle, room, title, ink, pixels=SCALE.small, bold=True, struck=item.done)
    below = [item.subtitle]
    if item.timed and narrow:
        below = [time_text(item.minute)]
    elif item.timed:
        span = f"{time_text(item.minute)}–{time_text(item.end % (24 * 60))}"
        below = [f"{time_text(item.minute)} {item.subtitle}"] if rect.height() < 3 * LINE else [span, item.subtitle]
    for text in below:
        middle += LINE - 2
        if middle + LINE // 2 - 2 <= rect.bottom() + 1:
            draw_line(painter, rect.left(), middle, rect.width(), text, colours.muted)


def hatch(painter: QPainter, rect: QRect) -> None:
    """The ground of a day off."""
    colours = theme.tokens()
    painter.fillRect(rect, QColor(colours.bg))
    painter.fillRect(rect, QBrush(QColor(colours.line), Qt.BrushStyle.BDiagPattern))


def load_bar(painter: QPainter, rect: QRect, share: float, tone: str = Tone.ACCENT) -> None:
    """How much a day holds, as a bar on its line."""
    colours = theme.tokens()
    if share <= 0:
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colours.line))
    half = rect.height() / 2
    painter.drawRoundedRect(rect, half, half)
    painter.setBrush(QColor(colours.ink(tone)))
    painter.drawRoundedRect(
        QRectF(rect.left(), rect.top(), max(rect.width() * min(share, 1.0), rect.height()), rect.height()), half, half
    )


def load_tone(share: float) -> str:
    """A full day warns."""
    return Tone.BAD if share >= 1 else Tone.WARN if share >= 0.75 else Tone.ACCENT
