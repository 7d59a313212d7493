"""What every sheet has at its head and foot: title, shop and consultant, number, page of pages, lines to sign on."""

from collections.abc import Sequence

from crm_desktop.base.i18n import _
from crm_desktop.features.visits.records import Letterhead
from crm_desktop.printing.columns import SLACK
from crm_desktop.printing.paper import Ink
from crm_desktop.printing.sheet import Sheet


def heading_height(sheet: Sheet) -> float:
    """The room from the upper margin to the rule under the heading."""
    return sheet.paper.heading * 1.35 + sheet.paper.small * 0.9


def draw_heading(  # noqa: PLR0913 - all that stands in the head, by keyword
    sheet: Sheet, head: Letterhead, *, title: str, said: Sequence[str], number: str, page: int, pages: int
) -> None:
    """Logo, title and at most two lines beside it; the letterhead on the right, page and number under it."""
    paper = sheet.paper
    base, x = paper.top + paper.heading, paper.side
    if head.logo:
        drawn = sheet.picture(x, paper.top, paper.inner * 0.16, paper.heading * 1.3, head.logo)
        x += drawn + paper.gap if drawn else 0
    left = _draw_letterhead(sheet, head, paper.side + paper.inner, base)
    size = paper.heading
    while size > paper.title and x + sheet.width(title, size, bold=True) > left - paper.gap:
        size *= 0.94
    x = sheet.text(x, base, sheet.elide(title, size, left - paper.gap - x, bold=True), size, bold=True) + paper.gap
    size = paper.body * 0.95
    for place, line in enumerate(reversed(said)):
        shown = sheet.elide(line, size, left - paper.gap - x)
        sheet.text(x, base - place * size * 1.4, shown, size, ink=Ink.MUTED)
    counted = _("Page {page} of {pages}").format(page=page, pages=pages)
    small, right = paper.small, paper.side + paper.inner
    sheet.text_right(right, base + small * 0.3, f"{counted} · {number}", small, ink=Ink.MUTED)
    under = paper.top + heading_height(sheet) - small * 0.4
    sheet.rule(paper.side, under, paper.inner, weight=1.3, ink=Ink.TEXT)


def _draw_letterhead(sheet: Sheet, head: Letterhead, right: float, base: float) -> float:
    paper = sheet.paper
    room, size = paper.inner * 0.47, paper.small
    place = " · ".join(filter(None, (head.shop, head.address)))
    person = " ".join(filter(None, (head.consultant, head.phone)))
    lefts = [right - paper.inner * 0.22]
    for number, line in enumerate((place, person)):
        shown = sheet.elide(line, size, room, bold=number == 0)
        lefts.append(sheet.text_right(right, base - size * (2.5 - 1.4 * number), shown, size, bold=number == 0))
    return min(lefts)


def draw_signatures(sheet: Sheet, names: Sequence[str], y: float) -> None:
    """Lines to sign on, side by side, each after its name."""
    paper, size = sheet.paper, sheet.paper.small * 1.1
    x = paper.side
    for place, (who, each) in enumerate(zip(names, _shares(sheet, names, size), strict=True)):
        end = sheet.text(x, y, sheet.elide(who, size, each * 0.6 + SLACK), size, ink=Ink.MUTED)
        until = x + each - (paper.gap if place < len(names) - 1 else 0)
        sheet.rule(end + 4, y + 1.5, until - end - 4, ink=Ink.FAINT)
        x += each


def _shares(sheet: Sheet, names: Sequence[str], size: float) -> list[float]:
    """Equal parts of the width; a name too long for its part takes what it needs from the others."""
    each, needed = sheet.paper.inner / len(names), [sheet.width(who, size) / 0.6 for who in names]
    long = [need for need in needed if need > each]
    rest = (sheet.paper.inner - sum(long)) / max(len(names) - len(long), 1)
    if not long or any(rest < need <= each for need in needed) or rest <= 0:
        return [each] * len(names)
    return [need if need > each else rest for need in needed]


def unknown_note(sheet: Sheet) -> str:
    """What to do about the characters of this page that only have a frame; "" when there are none."""
    codes = ", ".join(f"U+{ord(char):04X}" for char in sorted(sheet.unknown))
    if not codes:
        return ""
    return _("The print font has no picture of {codes}: please write it into its frame by hand.").format(codes=codes)
