"""The map on a sheet (A3, upright): its title above, the legend below; as a picture or as a PDF of vectors."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPageSize, QPainter, QPdfWriter, QPen

from crm_desktop.base import clock
from crm_desktop.base.errors import Refused
from crm_desktop.base.i18n import _, format_full_day, ngettext
from crm_desktop.features.relationship_map.records import Wanted
from crm_desktop.features.relationship_map.rules import matching
from crm_desktop.printing.output import write_document
from crm_desktop.ui.pages.relationship_map.drawing import (
    Style,
    near,
    only,
    paint_curves,
    paint_map,
    paint_me,
    paint_people,
    path_curves,
)
from crm_desktop.ui.pages.relationship_map.labels import Labels
from crm_desktop.ui.pages.relationship_map.legend import LegendItem, in_columns, legend_items, paint_item
from crm_desktop.ui.pages.relationship_map.scene import ME, Scene
from crm_desktop.ui.pages.relationship_map.view import View
from crm_desktop.ui.theme import fonts
from crm_desktop.ui.theme.tokens import LIGHT, SCALE, WEIGHT_STRONG, Tokens

WIDTH_MM, HEIGHT_MM, DPI = 297.0, 420.0, 150
UNIT = 1.25
"""How many points of the sheet one pixel of the screen's type takes: about seven points of print for a name."""
SIDE, HEAD, FOOT = 70.0, 210.0, 330.0
PNG, PDF = ".png", ".pdf"


@dataclass(frozen=True)
class Shown:
    """What is drawn besides the whole: a filter, and the way to a person."""

    wanted: Wanted = field(default_factory=Wanted)
    path: tuple[int, ...] = ()
    colours: Tokens = LIGHT


def save(scene: Scene, target: Path, shown: Shown | None = None, *, legend: Sequence[LegendItem] = ()) -> None:
    """Write the sheet; the ending of the file says as what. Needs the application's fonts, no display."""
    shown = shown or Shown()
    if not scene.nodes:
        raise Refused(_("There is nobody on the map yet. Add people first."))
    kind = target.suffix.casefold()
    if kind not in (PNG, PDF):
        raise Refused(_("The map is saved as a picture or a PDF: choose a name that ends in .png or .pdf."))
    draw = _png if kind == PNG else _pdf

    def write(file: IO[bytes]) -> int:
        file.write(draw(scene, shown, legend))
        return 1

    write_document(target, write)


def _png(scene: Scene, shown: Shown, legend: Sequence[LegendItem]) -> bytes:
    image = QImage(round(_points(WIDTH_MM)), round(_points(HEIGHT_MM)), QImage.Format.Format_RGB32)
    image.setDotsPerMeterX(round(DPI / 0.0254))
    image.setDotsPerMeterY(round(DPI / 0.0254))
    painter = QPainter(image)
    _sheet(painter, scene, shown, legend)
    painter.end()
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs name only files
    buffer.close()
    return bytes(held.data())


def _pdf(scene: Scene, shown: Shown, legend: Sequence[LegendItem]) -> bytes:
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(DPI)
    writer.setPageSize(QPageSize(QSizeF(WIDTH_MM, HEIGHT_MM), QPageSize.Unit.Millimeter))
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))
    writer.setTitle(_("Relationship map"))
    writer.setCreator("Showroom CRM")
    painter = QPainter(writer)
    _sheet(painter, scene, shown, legend)
    painter.end()
    buffer.close()
    return bytes(held.data())


def _points(millimetres: float) -> float:
    return millimetres / 25.4 * DPI


def _sheet(painter: QPainter, scene: Scene, shown: Shown, legend: Sequence[LegendItem]) -> None:
    colours = shown.colours
    wide, high = _points(WIDTH_MM), _points(HEIGHT_MM)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillRect(QRectF(0, 0, wide, high), QColor(colours.surface))
    _title(painter, scene, shown, wide)
    room = QRectF(0, HEAD, wide, high - HEAD - FOOT)
    scale = (min(room.width(), room.height()) - SIDE) / 2 / scene.radius
    view = View(0, 0, scale, room.width(), room.height())
    painter.save()
    painter.translate(room.topLeft())
    paint_shown(painter, scene, view, shown)
    painter.restore()
    _legend(painter, legend or legend_items(), QRectF(SIDE, high - FOOT + 60, wide - 2 * SIDE, FOOT - 110), colours)


def paint_shown(painter: QPainter, scene: Scene, view: View, shown: Shown) -> None:
    """The map with its filter, and the way to a person above it."""
    bright = matching(scene.network, shown.wanted) if shown.wanted else None
    style = Style(shown.colours, bright, shown.wanted.kinds, UNIT)
    paint_map(painter, scene, view, style)
    if len(shown.path) > 1:
        curves = path_curves(scene, shown.path)
        paint_curves(painter, curves, view, style, strong=True)
        people = only(shown.path)
        paint_people(painter, scene, people, view, style)
        paint_me(painter, scene, view, style)
        Labels(scene, view, UNIT).paint(painter, people, shown.colours, all_of_them=True)


def _title(painter: QPainter, scene: Scene, shown: Shown, wide: float) -> None:
    painter.setPen(QColor(shown.colours.text))
    painter.setFont(fonts.sized(round(SCALE.figure * 2.1), weight=WEIGHT_STRONG))
    painter.drawText(QRectF(SIDE, 50, wide - 2 * SIDE, 80), Qt.AlignmentFlag.AlignLeft, _("Relationship map"))
    painter.setFont(fonts.sized(round(SCALE.page_title * 1.1)))
    painter.setPen(QColor(shown.colours.muted))
    said = [told_counts(scene)]
    if len(shown.path) > 1:
        said.append(path_text(scene, shown.path))
    said.append(format_full_day(clock.today()))
    line = QFontMetricsF(painter.font()).elidedText(" · ".join(said), Qt.TextElideMode.ElideMiddle, wide - 2 * SIDE)
    painter.drawText(QRectF(SIDE, 140, wide - 2 * SIDE, 40), Qt.AlignmentFlag.AlignLeft, line)


def _legend(painter: QPainter, items: Sequence[LegendItem], spot: QRectF, colours: Tokens) -> None:
    painter.setPen(QPen(QColor(colours.line), 1.5))
    painter.drawLine(spot.topLeft(), spot.topRight())
    columns = in_columns(items, 2)
    wide, high = spot.width() / len(columns), 46.0
    painter.setFont(fonts.sized(round(SCALE.body * 1.5)))
    for number, column in enumerate(columns):
        for row, item in enumerate(column):
            cell = QRectF(spot.left() + number * wide, spot.top() + 24 + row * high, wide, high)
            paint_item(painter, cell, item, colours, unit=1.5)


def told_counts(scene: Scene) -> str:
    """How many people and ties are drawn."""
    people, ties = len(scene.nodes), len(scene.curves)
    return " · ".join((
        ngettext("{n} person", "{n} people", people).format(n=f"{people:,}"),
        ngettext("{n} tie", "{n} ties", ties).format(n=f"{ties:,}"),
    ))  # fmt: skip


def path_text(scene: Scene, path: Sequence[int]) -> str:
    """Me, and the names on the way."""
    return " → ".join(scene.me if number == ME else scene.nodes[number].name for number in path)


def surroundings(scene: Scene, number: int, steps: int) -> list[int]:
    """Who stands within so many ties of a person."""
    return only(near(scene, number, steps)[0])
