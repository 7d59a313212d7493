"""How the map is painted: the same strokes on the screen, into a picture and onto paper.

It runs beside the window's thread too, so it touches no pixmap; strokes come in small portions, between which the
window may paint.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from crm_desktop.features.relationship_map.records import TieKind
from crm_desktop.ui.pages.relationship_map.labels import Labels
from crm_desktop.ui.pages.relationship_map.scene import ME, ME_RADIUS, Curve, Scene, ray_to
from crm_desktop.ui.pages.relationship_map.view import SHRINK, View, node_radius
from crm_desktop.ui.theme import fonts
from crm_desktop.ui.theme.tokens import SCALE, WEIGHT_STRONG, WEIGHT_TITLE, Tokens, Tone

GONE, FADE = "faint", 0.45
PORTION = 60
EDGE = 40.0
"""From the last row of a ring to its edge."""
LETTERED = 7.5
FEW, MANY = 250, 4000
DASHED_UP_TO = 1500
LOOSE_SEEN = 240
"""Loose ties are shown where they are short: long ones would veil the map."""
DASHES: dict[TieKind, tuple[float, ...]] = {
    TieKind.HOUSEHOLD: (1.0, 2.2), TieKind.NEIGHBOUR: (4.0, 3.0), TieKind.COLLEAGUE: (7.0, 2.5, 1.5, 2.5),
    TieKind.OTHER: (2.0, 3.0),
}  # fmt: skip
_AVATAR_INK = {
    TieKind.FAMILY: 6, TieKind.HOUSEHOLD: 6, TieKind.INTRODUCED: 3, TieKind.COLLEAGUE: 2, TieKind.NEIGHBOUR: 7,
}  # fmt: skip
"""Which of the round signs' inks; the tones of the scales are taken by the dots."""
Cancelled = Callable[[], bool]


@dataclass(frozen=True)
class Style:
    """Colours, who is faded, and how many pixels a label's size takes (paper is finer than a screen)."""

    colours: Tokens
    bright: frozenset[int] | None = None
    kinds: frozenset[str] = field(default=frozenset())
    print_scale: float = 1.0


def dot_ink(tone: str, colours: Tokens) -> QColor:
    """The colour of a dot; those who are lost or away step back."""
    ink = QColor(colours.ink(tone))
    return _mixed(ink, QColor(colours.surface), FADE) if tone == GONE else ink


def _mixed(ink: QColor, ground: QColor, share: float) -> QColor:
    """Opaque, unlike a paler ink: the ties end at the dot's edge."""
    return QColor.fromRgbF(*(
        a * share + b * (1 - share) for a, b in zip(ink.getRgbF()[:3], ground.getRgbF()[:3], strict=True)  # type: ignore[index]
    ))  # fmt: skip


def tie_ink(kind: TieKind | None, colours: Tokens) -> QColor:
    """The colour of a tie of this kind."""
    if kind is TieKind.REFERRED:
        return QColor(colours.accent)
    if kind in _AVATAR_INK:
        return QColor(colours.avatars[_AVATAR_INK[kind]][0])
    return QColor(colours.faint)


def tie_pen(kind: TieKind | None, colours: Tokens, *, alpha: float, width: float, dashed: bool = True) -> QPen:
    """The line of a tie: its colour, and for those whose colour could be mistaken a pattern."""
    ink = tie_ink(kind, colours)
    ink.setAlphaF(alpha)
    pen = QPen(ink, width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap if kind is TieKind.HOUSEHOLD else Qt.PenCapStyle.FlatCap)
    if dashed and kind in DASHES:
        pen.setDashPattern(DASHES[kind])
    return pen


def paint_map(
    painter: QPainter, scene: Scene, view: View, style: Style, *, cancelled: Cancelled = lambda: False
) -> None:  # fmt: skip
    """The whole map; given up between two portions when nobody waits for it any more."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _rings(painter, scene, view, style)
    bright = style.bright
    rays = [ray for ray in scene.rays if bright is None or ray.b in bright]
    _stroke(painter, rays, view, _ray_pen(style, len(rays)), cancelled)
    curves = [curve for curve in _seen(scene, view) if _shown(curve, view, style)]
    paint_curves(painter, curves, view, style, cancelled=cancelled)
    if cancelled():
        return
    people = scene.inside(*view.around(40))
    for number in people:
        if bright is not None and number not in bright:
            _faded(painter, scene, number, view, style)
    lit = [number for number in people if bright is None or number in bright]
    paint_people(painter, scene, lit, view, style)
    paint_me(painter, scene, view, style)
    if cancelled():
        return
    labels = Labels(scene, view, style.print_scale)
    _ring_names(painter, scene, view, style, labels)
    labels.paint(painter, lit, style.colours)


# Rings and rays --------------------------------------------------------------------------------------------------


def _rings(painter: QPainter, scene: Scene, view: View, style: Style) -> None:
    middle = view.to_screen(0, 0)
    edges = [(band.outer + EDGE) * view.scale for band in scene.bands]
    for number in reversed(range(len(edges))):
        ground = QColor(style.colours.bg if number % 2 == 0 else style.colours.surface)
        painter.setPen(QPen(QColor(style.colours.line), style.print_scale))
        painter.setBrush(ground)
        painter.drawEllipse(middle, edges[number], edges[number])


def _ray_pen(style: Style, count: int) -> QPen:
    ink = QColor(style.colours.faint)
    ink.setAlphaF(max(0.10, min(0.30, 30.0 / max(count, 1))))
    return QPen(ink, 1.0 * style.print_scale)


def _ring_names(painter: QPainter, scene: Scene, view: View, style: Style, labels: Labels) -> None:
    size = round(SCALE.tiny * style.print_scale)
    painter.setFont(fonts.sized(size, weight=WEIGHT_TITLE))
    metrics = painter.fontMetrics()
    for band, name in zip(scene.bands, scene.ring_names, strict=True):
        wide, high = metrics.horizontalAdvance(name) + 16 * style.print_scale, metrics.height() + 4 * style.print_scale
        at = view.to_screen(0, -band.outer - EDGE)
        spot = QRectF(at.x() - wide / 2, at.y() - high / 2, wide, high)
        if not labels.free(spot):
            continue
        labels.take(spot)
        painter.setPen(QPen(QColor(style.colours.line), style.print_scale))
        painter.setBrush(QColor(style.colours.surface))
        painter.drawRoundedRect(spot, high / 2, high / 2)
        painter.setPen(QColor(style.colours.muted))
        painter.drawText(spot, Qt.AlignmentFlag.AlignCenter, name)


# Ties ------------------------------------------------------------------------------------------------------------


def _seen(scene: Scene, view: View) -> list[Curve]:
    left, top, right, bottom = view.around(20)
    return [
        curve for curve in scene.curves
        if max(curve.x1, curve.x4, curve.x2, curve.x3) >= left and min(curve.x1, curve.x4, curve.x2, curve.x3) <= right
        and max(curve.y1, curve.y4, curve.y2, curve.y3) >= top and min(curve.y1, curve.y4, curve.y2, curve.y3) <= bottom
    ]  # fmt: skip


def _shown(curve: Curve, view: View, style: Style) -> bool:
    if style.bright is not None and not (curve.a in style.bright and curve.b in style.bright):
        return False
    if style.kinds and curve.kind not in style.kinds:
        return False
    return not curve.loose or bool(style.kinds) or curve.length * view.scale <= LOOSE_SEEN * style.print_scale


def paint_curves(
    painter: QPainter, curves: Sequence[Curve], view: View, style: Style, *, strong: bool = False,
    cancelled: Cancelled = lambda: False,
) -> None:  # fmt: skip
    """Ties, kind by kind; the more there are, the quieter each."""
    share = min(max((len(curves) - FEW) / (MANY - FEW), 0.0), 1.0)
    alpha = 0.95 if strong else 0.62 - 0.40 * share
    width = (2.0 if strong else 1.35 - 0.35 * share) * style.print_scale
    dashed = len(curves) <= DASHED_UP_TO and view.scale > 0.3
    for kind in reversed(TieKind):
        for soft in (True, False):
            some = [curve for curve in curves if curve.kind is kind and curve.soft is soft]
            quiet = 0.5 if soft and not strong else 1.0
            pen = tie_pen(kind, style.colours, alpha=alpha * quiet, width=width * (0.5 + quiet / 2), dashed=dashed)
            _stroke(painter, some, view, pen, cancelled)
    if strong:
        rays = [curve for curve in curves if curve.kind is None]
        _stroke(painter, rays, view, tie_pen(None, style.colours, alpha=0.8, width=width), cancelled)


def _stroke(painter: QPainter, curves: Sequence[Curve], view: View, pen: QPen, cancelled: Cancelled) -> None:
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for start in range(0, len(curves), PORTION):
        if cancelled():
            return
        path = QPainterPath()
        for curve in curves[start : start + PORTION]:
            add_curve(path, curve, view)
        painter.drawPath(path)


def add_curve(path: QPainterPath, curve: Curve, view: View) -> None:
    """One tie as part of a path."""
    path.moveTo(view.to_screen(curve.x1, curve.y1))
    path.cubicTo(view.to_screen(curve.x2, curve.y2), view.to_screen(curve.x3, curve.y3),
                 view.to_screen(curve.x4, curve.y4))  # fmt: skip


# People ----------------------------------------------------------------------------------------------------------


def paint_people(painter: QPainter, scene: Scene, numbers: Iterable[int], view: View, style: Style) -> None:
    """Dots: filled in the tone of the scale, hollow for whom nobody but me knows; the letter where there is room."""
    colours = style.colours
    edge = QPen(QColor(colours.surface), max(1.2, min(2.0, 2 * view.scale)) * style.print_scale)
    inks = {tone: dot_ink(tone, colours) for tone in (*Tone, GONE)}
    lettered: list[int] = []
    for number in numbers:
        node = scene.nodes[number]
        radius = node_radius(node.radius, view) * _paper(style)
        if node.hollow:
            painter.setPen(QPen(inks[node.tone], max(1.2, radius * 0.24)))
            painter.setBrush(QColor(colours.surface))
            painter.drawEllipse(view.to_screen(node.x, node.y), radius * 0.86, radius * 0.86)
        else:
            painter.setPen(edge if radius > 3 else Qt.PenStyle.NoPen)
            painter.setBrush(inks[node.tone])
            painter.drawEllipse(view.to_screen(node.x, node.y), radius, radius)
        if node.letter and radius >= LETTERED * style.print_scale:
            lettered.append(number)
    _letters(painter, scene, lettered, view, style)


def _paper(style: Style) -> float:
    return float(style.print_scale ** (1 - SHRINK))


def _letters(painter: QPainter, scene: Scene, numbers: Sequence[int], view: View, style: Style) -> None:
    for number in numbers:
        node = scene.nodes[number]
        radius = node_radius(node.radius, view) * _paper(style)
        size = max(round(radius * (1.0 if len(node.letter) == 1 else 0.8)), 7)
        painter.setFont(fonts.sized(size, weight=WEIGHT_STRONG))
        painter.setPen(QColor(style.colours.ink(node.tone) if node.hollow else style.colours.surface))
        at = view.to_screen(node.x, node.y)
        painter.drawText(QRectF(at.x() - radius, at.y() - radius, 2 * radius, 2 * radius),
                         Qt.AlignmentFlag.AlignCenter, node.letter)  # fmt: skip


def _faded(painter: QPainter, scene: Scene, number: int, view: View, style: Style) -> None:
    node = scene.nodes[number]
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(style.colours.line))
    radius = node_radius(node.radius, view) * 0.6 * _paper(style)
    painter.drawEllipse(view.to_screen(node.x, node.y), radius, radius)


def paint_me(painter: QPainter, scene: Scene, view: View, style: Style) -> None:
    """Me, in the middle."""
    at, radius = view.to_screen(0, 0), max(node_radius(ME_RADIUS, view) * _paper(style), 9 * style.print_scale)
    painter.setPen(QPen(QColor(style.colours.surface), 2 * style.print_scale))
    painter.setBrush(QColor(style.colours.accent_fill))
    painter.drawEllipse(at, radius, radius)
    painter.setPen(QColor(style.colours.on_accent))
    painter.setFont(fonts.sized(max(round(radius * 0.8), 8), weight=WEIGHT_STRONG))
    spot = QRectF(at.x() - radius, at.y() - radius, 2 * radius, 2 * radius)
    painter.drawText(spot, Qt.AlignmentFlag.AlignCenter, scene.me)


def path_curves(scene: Scene, path: Sequence[int]) -> list[Curve]:
    """The ties along a path that starts at me."""
    found: list[Curve] = []
    for a, b in pairwise(path):
        if a == ME:
            found.append(ray_to(b, scene.nodes[b]))
        else:
            found += [scene.curves[n] for n in scene.curves_of[a] if b in (scene.curves[n].a, scene.curves[n].b)]
    return found


def near(scene: Scene, number: int, steps: int) -> tuple[set[int], list[Curve]]:
    """Who stands within so many ties of somebody, and these ties."""
    people, wave, curves = {number}, [number], set()
    for _step in range(steps):
        following = []
        for who in wave:
            for curve in scene.curves_of.get(who, ()):
                curves.add(curve)
                for end in (scene.curves[curve].a, scene.curves[curve].b):
                    if end not in people:
                        people.add(end)
                        following.append(end)
        wave = following
    return people, [scene.curves[n] for n in sorted(curves)]


def only(people: Collection[int]) -> list[int]:
    """The people among these, without me."""
    return [number for number in people if number != ME]
