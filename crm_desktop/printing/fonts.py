"""Noto Sans SC, regular and bold, as ReportLab fonts with their width tables; loaded once, when first printed."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from crm_desktop.base import paths
from crm_desktop.base.errors import FileProblem
from crm_desktop.base.i18n import _

REGULAR = "NotoSansSC"
BOLD = "NotoSansSC-Bold"
_FAR = re.compile(r"<([0-9A-F]{5,6})>")
CODE_BOX = 2600  # width of the frame drawn for a character the font lacks, in thousandths of the size


class Widths(dict[str, int]):
    """Advance of each character in thousandths of the type size; an unknown one takes a frame."""

    def __missing__(self, char: str) -> int:
        return CODE_BOX

    def of(self, text: str) -> int:
        """The advance of the whole text, without squeezing."""
        return sum(map(self.__getitem__, text))


@dataclass(frozen=True)
class Fonts:
    """The two faces and what is known about characters so far."""

    regular: Widths
    bold: Widths
    seen: set[str] = field(default_factory=lambda: {"\n", " ", "\u00a0"})  # characters that need no replacement

    def widths(self, *, bold: bool) -> Widths:
        """The width table of one face."""
        return self.bold if bold else self.regular

    def has(self, char: str) -> bool:
        """Whether both faces can print the character."""
        return char in self.regular and char in self.bold


@lru_cache(maxsize=1)
def load() -> Fonts:
    """Register both faces with ReportLab and read their widths (about 0.2 s, once a process)."""
    from reportlab import rl_config
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFError

    rl_config.useA85 = 0  # text armour of old printers: a quarter of the size and of the time
    tables: list[Widths] = []
    for name in (REGULAR, BOLD):
        file = paths.resources() / "fonts" / f"{name}{'' if name == BOLD else '-Regular'}.ttf"
        try:
            font = _font_class()(name, str(file))
        except (OSError, TTFError) as problem:
            raise FileProblem(
                _("The print font {file} is missing or damaged, so nothing can be printed. "
                  "Your data is safe; please install the program again.").format(file=file.name)
            ) from problem
        pdfmetrics.registerFont(font)
        tables.append(_widths(font.face))
    return Fonts(tables[0], tables[1])


def _font_class() -> Any:
    """ReportLab's font, its table of characters for copying text mended beyond U+FFFF (𬭎 would be lost)."""
    from reportlab.pdfbase.ttfonts import TTFont

    class Font(TTFont):
        def addObjects(self, doc: Any) -> None:  # noqa: N802
            super().addObjects(doc)
            for key, stream in doc.idToObject.items():
                if str(key).startswith("toUnicodeCMap:"):
                    stream.content = _FAR.sub(_as_utf16, stream.content)

    return Font


def _as_utf16(found: "re.Match[str]") -> str:
    return f"<{chr(int(found[1], 16)).encode('utf-16-be').hex().upper()}>"


def _widths(face: Any) -> Widths:
    default = int(face.defaultWidth)
    width: Callable[[int, int], int] = face.charWidths.get
    return Widths({chr(code): int(width(code, default)) for code in face.charToGlyph})
