"""The one table of colours, type sizes, spacing and radii; everything drawn on screen takes its values here.

Four colours of the drawn table missed a contrast of 4.5 : 1 as text and were moved just far enough: faint (both
themes), ok and warn in light, bad in dark. The accent stays as drawn for bars, borders and marks; words in it use
`accent_text`, and filled buttons `accent_fill` with `on_accent`.
"""

from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import cache


class Tone(StrEnum):
    """The few meanings a colour may carry; a word or an icon always says the same."""

    MUTED = "muted"
    ACCENT = "accent"
    OK = "ok"
    WARN = "warn"
    BAD = "bad"


@dataclass(frozen=True)
class Tokens:
    """Every colour of one theme."""

    name: str
    bg: str
    surface: str
    raised: str
    line: str
    text: str
    muted: str
    faint: str
    accent: str
    accent_text: str
    accent_fill: str
    accent_hover: str
    on_accent: str
    accent_tint: str
    ok: str
    ok_tint: str
    warn: str
    warn_tint: str
    bad: str
    bad_tint: str
    hover: str
    field: str
    mark: str
    shade: str
    avatars: tuple[tuple[str, str], ...]

    def ink(self, tone: str) -> str:
        """The colour of words and icons of this tone."""
        return self.accent_text if tone == Tone.ACCENT else str(getattr(self, tone))

    def tint(self, tone: str) -> str:
        """The ground behind words of this tone."""
        return self.hover if tone == Tone.MUTED else str(getattr(self, f"{tone}_tint"))


LIGHT = Tokens(
    name="light",
    bg="#F5F6F8", surface="#FFFFFF", raised="#FFFFFF", line="#E3E6EB",
    text="#1B1F26", muted="#5B6472", faint="#656E7A",
    accent="#1F6FEB", accent_text="#1A63D6", accent_fill="#1F6FEB", accent_hover="#1A63D6", on_accent="#FFFFFF",
    accent_tint="#E8F0FE",
    ok="#187748", ok_tint="#E3F5EB", warn="#915C00", warn_tint="#FDF1DC", bad="#C62F2F", bad_tint="#FCE8E8",
    hover="#EFF1F4", field="#F5F6F8", mark="#FFE7A8", shade="#1B1F26",
    avatars=(
        ("#B3372F", "#FCE8E8"), ("#187748", "#E0F3E9"), ("#136A8A", "#DDEFF6"), ("#6B40C4", "#ECE6FB"),
        ("#8C5800", "#F7EDDA"), ("#1857BC", "#D3E3FD"), ("#A23378", "#FAE6F2"), ("#4A5A28", "#ECF0DE"),
    ),
)  # fmt: skip

DARK = Tokens(
    name="dark",
    bg="#14161A", surface="#1C1F25", raised="#23272F", line="#2E333C",
    text="#E8EAED", muted="#9AA3B0", faint="#8C95A2",
    accent="#4C8DFF", accent_text="#6AA1FF", accent_fill="#2F6FE4", accent_hover="#2B66D6", on_accent="#FFFFFF",
    accent_tint="#1D2E4D",
    ok="#3FB27F", ok_tint="#17352A", warn="#E0A030", warn_tint="#3A2E14", bad="#F27575", bad_tint="#402022",
    hover="#262A32", field="#14161A", mark="#443610", shade="#000000",
    avatars=(
        ("#F27575", "#3D2628"), ("#45BA86", "#18342A"), ("#4FB3D9", "#173240"), ("#A78BF0", "#2C2545"),
        ("#E0A030", "#3A2E14"), ("#8AB6FF", "#274270"), ("#E585BF", "#3E2334"), ("#A9BE74", "#2A3019"),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Scale:
    """Type, spacing and radii in pixels at 100 %; Qt scales them with the screen."""

    body: int = 14
    small: int = 13
    tiny: int = 12
    card_title: int = 15
    page_title: int = 22
    figure: int = 26
    figure_small: int = 18
    xs: int = 4
    s: int = 8
    m: int = 12
    l: int = 16  # noqa: E741 - a step of the scale
    xl: int = 24
    radius: int = 8
    radius_card: int = 10
    rail: int = 184
    rail_narrow: int = 60
    narrow_below: int = 1100
    top_bar: int = 56
    list_width: int = 372
    control: int = 36


SCALE = Scale()
WEIGHT_TITLE = 600
WEIGHT_STRONG = 700
MOST_PIXELS = 100_000
"""Qt refuses numbers that no screen has."""


@cache
def qss_values(name: str) -> dict[str, str]:
    """What the style sheet's `$placeholders` become in this theme."""
    tokens = DARK if name == "dark" else LIGHT
    values = {key: value for key, value in asdict(tokens).items() if isinstance(value, str)}
    return values | {key: f"{value}px" for key, value in asdict(SCALE).items()}
