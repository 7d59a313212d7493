"""The papers a sheet can be printed on, with their own proportions, and the inks. All lengths are points."""

from dataclasses import dataclass, replace
from enum import Enum
from typing import Literal

PaperName = Literal["A4", "A5"]
MM = 72 / 25.4


class Ink(Enum):
    """The colours on paper; readable on a black-and-white printer too."""

    TEXT = (0.106, 0.122, 0.149)
    MUTED = (0.357, 0.392, 0.447)
    FAINT = (0.545, 0.580, 0.631)
    LINE = (0.780, 0.800, 0.830)
    WRITING = (0.640, 0.670, 0.710)
    ACCENT = (0.122, 0.435, 0.922)
    OK = (0.102, 0.498, 0.306)
    WARN = (0.604, 0.384, 0.0)
    BAD = (0.776, 0.184, 0.184)
    BAD_TINT = (0.988, 0.910, 0.910)
    TINT = (0.957, 0.965, 0.976)
    WHITE = (1.0, 1.0, 1.0)


LEVEL_INK = {"H": Ink.BAD, "A": Ink.WARN, "B": Ink.ACCENT, "C": Ink.MUTED}


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper size and the sizes of everything on it."""

    name: PaperName
    width: float
    height: float
    side: float  # left and right margin
    top: float
    bottom: float
    gap: float  # between boxes
    pad: float  # inside a box
    body: float  # type sizes
    small: float
    title: float  # of a box
    heading: float  # of the sheet
    person: float  # the person's name
    pitch: float  # between two lines for handwriting
    code: float  # side of the QR code
    writing_lines: tuple[int, ...]  # in the notes box: wanted, enough, least

    @property
    def inner(self) -> float:
        """The width between the margins."""
        return self.width - 2 * self.side


A4 = Paper(
    "A4", 210 * MM, 297 * MM, side=15 * MM, top=11 * MM, bottom=10 * MM, gap=8, pad=7.5,
    body=9.6, small=8, title=10.5, heading=20, person=22, pitch=7.8 * MM, code=52, writing_lines=(6, 4, 3),
)
A5 = Paper(
    "A5", 148 * MM, 210 * MM, side=9 * MM, top=8.2 * MM, bottom=7 * MM, gap=5, pad=5,
    body=7.6, small=6.4, title=8.4, heading=14.5, person=16, pitch=6.8 * MM, code=42, writing_lines=(4, 3, 2),
)
PAPERS: dict[str, Paper] = {"A4": A4, "A5": A5}


def turned(paper: Paper) -> Paper:
    """The same paper lying on its side."""
    return replace(paper, width=paper.height, height=paper.width)
