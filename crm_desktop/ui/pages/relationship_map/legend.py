"""What the colours, shapes and lines of the map mean."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from crm_desktop.base.i18n import _, ngettext
from crm_desktop.features.relationship_map.records import TieKind
from crm_desktop.features.settings.records import ShopRules
from crm_desktop.ui.pages.relationship_map.drawing import dot_ink, tie_pen
from crm_desktop.ui.people.rows import LEVEL_TONES
from crm_desktop.ui.theme import fonts, theme
from crm_desktop.ui.theme.tokens import SCALE, Tokens, Tone

ROW, SIGN = 21, 28


@dataclass(frozen=True)
class LegendItem:
    """A sign and what it means: a dot in a tone, or the line of a tie."""

    text: str
    tone: str = ""
    hollow: bool = False
    kind: TieKind | None = None


def tie_name(kind: TieKind) -> str:
    """What a kind of tie is called."""
    return {
        TieKind.FAMILY: _("Family"), TieKind.HOUSEHOLD: _("Household"), TieKind.REFERRED: _("Referred"),
        TieKind.INTRODUCED: _("Introduced"), TieKind.FRIEND: _("Friends"),
        TieKind.COLLEAGUE: _("Colleagues"), TieKind.NEIGHBOUR: _("Neighbours"), TieKind.OTHER: _("Other ties"),
    }[kind]  # fmt: skip


def legend_items(shop: ShopRules | None = None) -> tuple[LegendItem, ...]:
    """Dots first, then lines; levels as the shop calls them."""
    if shop is None:
        from crm_desktop.features.settings.glance import shipped_rules

        shop = shipped_rules()
    levels = [
        LegendItem(
            ngettext("{code}: within {n} day", "{code}: within {n} days", level.horizon_days).format(
                code=level.code, n=level.horizon_days), str(LEVEL_TONES.get(level.code, Tone.MUTED))
        ) for level in shop.levels
    ]  # fmt: skip
    rest = (
        LegendItem(_("Ordered or owner"), str(Tone.OK)), LegendItem(_("Lost or away"), "faint"),
        LegendItem(_("Private: only here"), str(Tone.MUTED), hollow=True),
    )  # fmt: skip
    return (*levels, *rest, *(LegendItem(tie_name(kind), kind=kind) for kind in TieKind))


def in_columns(items: Sequence[LegendItem], each: int = 1) -> list[list[LegendItem]]:
    """Dots in so many columns, then lines in as many."""
    found = []
    for part in ([one for one in items if one.kind is None], [one for one in items if one.kind is not None]):
        rows = -(-len(part) // each)
        found += [part[number * rows : (number + 1) * rows] for number in range(each)]
    return found


def paint_item(painter: QPainter, cell: QRectF, item: LegendItem, colours: Tokens, *, unit: float = 1.0) -> None:
    """One sign with its words, elided to the cell; the painter's font is used."""
    middle, sign = cell.center().y(), SIGN * unit
    if item.kind is None:
        ink, radius = dot_ink(item.tone, colours), 5.5 * unit
        painter.setPen(QPen(ink, 2 * unit) if item.hollow else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.surface) if item.hollow else ink)
        painter.drawEllipse(QPointF(cell.left() + sign / 2 - 4 * unit, middle), radius, radius)
    else:
        painter.setPen(tie_pen(item.kind, colours, alpha=0.95, width=1.8 * unit))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        path = QPainterPath(QPointF(cell.left(), middle + 3 * unit))
        right = cell.left() + sign - 6 * unit
        path.quadTo(QPointF((cell.left() + right) / 2, middle - 5 * unit), QPointF(right, middle + 2 * unit))
        painter.drawPath(path)
    room = cell.adjusted(sign, 0, -4 * unit, 0)
    painter.setPen(QColor(colours.muted))
    text = QFontMetricsF(painter.font()).elidedText(item.text, Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)


class Legend(QWidget):
    """The legend beside the map, in two columns."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._items: Sequence[LegendItem] = ()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_items(self, items: Sequence[LegendItem]) -> None:
        """Explain these."""
        self._items = items
        self.setAccessibleName(_("Legend") + ": " + ", ".join(item.text for item in items))
        self.setToolTip("\n".join(item.text for item in items))
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(240, max(map(len, in_columns(self._items))) * ROW)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.sizeHint().height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(fonts.sized(SCALE.tiny))
        wide = self.width() / 2
        for number, column in enumerate(in_columns(self._items)):
            for row, item in enumerate(column):
                paint_item(painter, QRectF(number * wide, row * ROW, wide, ROW), item, theme.tokens())
