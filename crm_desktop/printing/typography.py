"""Chinese line breaking: where a line may begin and end, what is squeezed, and how wide everything is.

No line begins with a closing sign or ends with an opening one; words and numbers stay whole; between two full-width
signs, before an opening sign at the edge and after a closing one at the end of a line, the empty half is taken away.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from crm_desktop.printing.fonts import Fonts
from crm_desktop.printing.paper import Ink

OPENING = "（《「『“‘￥¥【〔〖〈［｛([{$€£＃#@＠"
CLOSING = "，。！？：；、）》」』”’…—·%‰％°℃】〕〗〉］｝)]}!?,.:;~～々ー"
_WIDE_OPENING = "（《「『“‘【〔〖〈［｛"
_WIDE_CLOSING = "，。！？：；、）》」』”’】〕〗〉］｝"
HALF = 500

_O, _C = re.escape(OPENING), re.escape(CLOSING)
_WORD = r"[-+–±]?[^\W\u2e80-\U0003ffff_]+(?:[-.,:'’/@_&+–×=\u00a0]+[^\W\u2e80-\U0003ffff_]+)*"
_PIECE = re.compile(rf"(?:[{_O}][{_O} ]*)?(?:{_WORD}|[^ ])(?: *[{_C}])*")
_SQUEEZED = re.compile(rf"[{_WIDE_CLOSING}](?=[{_WIDE_CLOSING}{_WIDE_OPENING}])|[{_WIDE_OPENING}](?=[{_WIDE_OPENING}])")
_ANY_WIDE = frozenset(_WIDE_OPENING + _WIDE_CLOSING)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text in one style."""

    text: str
    bold: bool = False
    ink: Ink = Ink.TEXT


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a line that is drawn in one go; `x` from the start of the line, in points."""

    x: float
    text: str
    bold: bool
    ink: Ink
    framed: bool = False  # the font lacks this character: draw its code in a frame


@dataclass(frozen=True, slots=True)
class Line:
    """One line ready to draw; `start` is its first character's place in the whole text."""

    start: int
    runs: tuple[Run, ...]
    width: float


def plain(spans: Sequence[Span]) -> str:
    """The text of the spans without their styles."""
    return spans[0].text if len(spans) == 1 else "".join(span.text for span in spans)


def after(spans: Sequence[Span], start: int) -> tuple[Span, ...]:
    """What is left of the spans from the given character on."""
    rest: list[Span] = []
    for span in spans:
        if start < len(span.text):
            rest.append(Span(span.text[start:], span.bold, span.ink))
        start = max(0, start - len(span.text))
    return tuple(rest)


def break_lines(spans: Sequence[Span], fonts: Fonts, size: float, width: float) -> Iterator[Line]:
    """The text broken into lines no wider than `width` points, one after the other as they are asked for."""
    text = plain(spans)
    if not text:
        return
    measured = _Measured(text, spans, fonts)
    limit = width * 1000 / size
    start = 0
    for paragraph in text.split("\n"):
        end = start + len(paragraph)
        if paragraph and measured.extent(start, end) <= limit:
            yield measured.line(start, end, size)
        else:
            for a, b in _ranges(measured, start, end, limit):
                yield measured.line(a, b, size)
        start = end + 1


def text_width(text: str, fonts: Fonts, size: float, *, bold: bool = False) -> float:
    """The width of a text on one line, in points."""
    total = fonts.widths(bold=bold).of(text)
    if not _ANY_WIDE.isdisjoint(text):
        total -= HALF * len(_SQUEEZED.findall(text))
    return total * size / 1000


def is_simple(text: str, fonts: Fonts) -> bool:
    """Whether a text is drawn in one go: nothing to squeeze, nothing to frame."""
    return _ANY_WIDE.isdisjoint(text) and fonts.seen.issuperset(text)


def elided(text: str, fonts: Fonts, size: float, width: float, *, bold: bool = False) -> str:
    """The text, or as much of it as fits followed by "…"; callers print the whole elsewhere."""
    if text_width(text, fonts, size, bold=bold) <= width:
        return text
    edges = list(accumulate(map(fonts.widths(bold=bold).__getitem__, text)))
    room = width * 1000 / size - fonts.widths(bold=bold)["…"]
    return text[: bisect_right(edges, room)].rstrip(" " + OPENING) + "…"


class _Measured:
    """One text with the advance of every character, squeezes taken off."""

    def __init__(self, text: str, spans: Sequence[Span], fonts: Fonts) -> None:
        self.text, self.spans = text, spans
        advances: list[int] = []
        for span in spans:
            advances.extend(map(fonts.widths(bold=span.bold).__getitem__, span.text))
        cuts: set[int] = set()
        if not _ANY_WIDE.isdisjoint(text):
            for match in _SQUEEZED.finditer(text):
                advances[match.start()] -= HALF
                cuts.add(match.end())
        self.frames: set[int] = set()
        if not fonts.seen.issuperset(text):
            self.frames = {place for place, char in enumerate(text) if char != "\n" and not fonts.has(char)}
            cuts.update(self.frames, (place + 1 for place in self.frames))
        place = 0
        for span in spans[:-1]:
            place += len(span.text)
            cuts.add(place)
        self.cuts = sorted(cuts)  # where a new run begins
        self.edges = [0, *accumulate(advances)]

    def extent(self, start: int, end: int) -> int:
        """The width of a line with these characters, in thousandths of the size."""
        first, last = self.text[start], self.text[end - 1]
        total = self.edges[end - 1] - self.edges[start]
        total += HALF if last in _WIDE_CLOSING else self.edges[end] - self.edges[end - 1]
        return total - (HALF if first in _WIDE_OPENING and end - start > 1 else 0)

    def reach(self, start: int, end: int, limit: float) -> int:
        """How far a line from `start` reaches within the limit; at least one character."""
        # Half a sign is given back at either end: look that much further, then step back.
        place = min(bisect_right(self.edges, self.edges[start] + limit + 2 * HALF) - 1, end)
        while place > start + 1 and self.extent(start, place) > limit:
            place -= 1
        return max(place, start + 1)

    def line(self, start: int, end: int, size: float) -> Line:
        """The characters as a line to draw."""
        scale = size / 1000
        shift = -HALF * scale if end - start > 1 and self.text[start] in _WIDE_OPENING else 0.0
        cuts = self.cuts[bisect_right(self.cuts, start) : bisect_left(self.cuts, end)]
        runs: list[Run] = []
        for a, b in pairwise((start, *cuts, end)):
            span = self._span_at(a)
            x = shift + (self.edges[a] - self.edges[start]) * scale
            runs.append(Run(x, self.text[a:b], span.bold, span.ink, a in self.frames))
        return Line(start, tuple(runs), self.extent(start, end) * scale if end > start else 0.0)

    def _span_at(self, place: int) -> Span:
        for span in self.spans:
            if place < len(span.text):
                return span
            place -= len(span.text)
        return self.spans[-1]


def _ranges(measured: _Measured, start: int, end: int, limit: float) -> Iterator[tuple[int, int]]:
    """Where the lines of one paragraph begin and end; an empty paragraph is one empty line."""
    begin, last = -1, start  # of the line being filled
    for match in _PIECE.finditer(measured.text, start, end):
        first, until = match.span()
        if begin >= 0 and measured.extent(begin, until) > limit:
            yield begin, last
            begin = -1
        if begin < 0:
            begin = first
            while measured.extent(begin, until) > limit:  # one word is wider than the line
                cut = _forced_cut(measured, begin, until, limit)
                if cut >= until:
                    break
                yield begin, cut
                begin = cut
        last = until
    yield (begin, last) if begin >= 0 else (start, start)


def _forced_cut(measured: _Measured, begin: int, end: int, limit: float) -> int:
    """The last place where a line may end inside a piece that is wider than the line.

    Rather than through a word it ends at a blank, even where a sign follows; if nothing is allowed, the last that fits.
    """
    text = measured.text
    fitting = measured.reach(begin, end, limit)
    places = range(min(fitting, end - 1), begin, -1)
    allowed = [cut for cut in places if text[cut] not in CLOSING + " " and text[cut - 1] not in OPENING + " "]
    at_blanks = [cut for cut in places if text[cut] == " " and text[begin:cut].strip()]
    whole = [cut for cut in allowed if not (_in_word(text[cut - 1]) and _in_word(text[cut]))]
    return next(iter(whole or at_blanks or allowed), fitting)


def _in_word(char: str) -> bool:
    return char.isascii() and (char.isalnum() or char in "_-.,@/:¥")
