"""Icons: the Material Design font that QtAwesome carries, drawn in a token's colour and cached.

QtAwesome itself is not imported: that costs 0.2 s, more than the whole window may take. Its font file and its table
of names are used directly.
"""

import importlib.util
import json
import re
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import cast

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QIconEngine, QPainter, QPixmap
from typing_extensions import override

from crm_desktop.base import paths
from crm_desktop.ui.theme import theme
from crm_desktop.ui.theme.stamps import stamp

_FONT = "materialdesignicons6-webfont-6.9.96.ttf"
_NAMES = "materialdesignicons6-webfont-charmap-6.9.96.json"


def _folder() -> Path:
    spec = importlib.util.find_spec("qtawesome")
    if spec is None or not spec.submodule_search_locations:
        return paths.resources() / "icons"
    return Path(spec.submodule_search_locations[0]) / "fonts"


@cache
def _family() -> str:
    known = QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(_folder() / _FONT)))
    return known[0] if known else ""


@cache
def _first_names() -> dict[str, str]:
    return cast("dict[str, str]", json.loads((paths.resources() / "icons" / "first.json").read_text("utf-8")))


@cache
def _all_names() -> str:
    """The table as it is written: as a dictionary it would take six times the room, for a few dozen names."""
    return (_folder() / _NAMES).read_text("utf-8")


@cache
def _code_of(name: str) -> str:
    found = re.search(rf'"{re.escape(name)}":\s*"(\w+)"', _all_names())
    if found is None:
        raise KeyError(name)
    return found[1]


def glyph(name: str) -> str:
    """The character that draws this icon; the few names the first window needs come from a small table."""
    return chr(int(_first_names().get(name) or _code_of(name), 16))


@cache
def _font(pixels: int) -> QFont:
    font = QFont(_family())
    font.setPixelSize(max(1, pixels))
    font.setStyleStrategy(QFont.StyleStrategy.NoFontMerging)
    return font


def paint(painter: QPainter, rect: QRect | QRectF, name: str, colour: str) -> None:
    """Draw the icon centred in the rectangle."""
    stamp(painter, rect, (name, colour), partial(_draw, name, colour))


def _draw(name: str, colour: str, painter: QPainter, rect: QRect) -> None:
    painter.setFont(_font(min(rect.width(), rect.height())))
    painter.setPen(QColor(colour))
    painter.drawText(QRectF(rect), Qt.AlignmentFlag.AlignCenter, glyph(name))


@lru_cache(maxsize=400)
def _picture(name: str, colour: str, width: int, height: int) -> QPixmap:
    """Every button of an archive asks for its picture each time it is painted."""
    picture = QPixmap(width, height)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    paint(painter, QRect(0, 0, width, height), name, colour)
    painter.end()
    return picture


class _GlyphEngine(QIconEngine):
    """Draws one glyph at any size and scale, in the colours of the theme of the moment."""

    def __init__(self, name: str, tone: str, tone_on: str) -> None:
        super().__init__()
        self._name, self._tone, self._tone_on = name, tone, tone_on

    def _colour(self, mode: QIcon.Mode, state: QIcon.State) -> str:
        tone = self._tone_on if state == QIcon.State.On else self._tone
        if mode == QIcon.Mode.Disabled:
            tone = "faint"
        tokens = theme.tokens()
        return tokens.on_accent if tone == "on_accent" else tokens.ink(tone)

    @override
    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        paint(painter, rect, self._name, self._colour(mode, state))

    @override
    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return _picture(self._name, self._colour(mode, state), size.width(), size.height())

    @override
    def clone(self) -> QIconEngine:
        return _GlyphEngine(self._name, self._tone, self._tone_on)


@cache
def icon(name: str, tone: str = "muted", tone_on: str = "") -> QIcon:
    """An icon by its Material name ("phone", "calendar-clock"); the colour follows theme and state.

    Tone is a token's name: muted, text, faint, accent, ok, warn, bad, on_accent.
    """
    return QIcon(_GlyphEngine(name, tone, tone_on or tone))
