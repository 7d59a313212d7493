"""Figures people would rather look at: the figure card, the funnel, a ring of progress."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from crm_desktop.ui.theme import fonts, icons, theme
from crm_desktop.ui.theme.theme import restyle
from crm_desktop.ui.theme.tokens import SCALE
from crm_desktop.ui.widgets.card import Card, ElidedLabel, Label, row


class IconLabel(QWidget):
    """An icon in the colour of its tone."""

    def __init__(self, name: str, tone: str = "muted", size: int = 20, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._tone = name, tone
        self.setFixedSize(QSize(size, size))

    def show_icon(self, name: str, tone: str = "muted") -> None:
        """Show another icon."""
        self._name, self._tone = name, tone
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._name:
            icons.paint(QPainter(self), self.rect(), self._name, theme.tokens().ink(self._tone))


class FigureLabel(Label):
    """A figure as large as there is room for: in a narrow window a long sum is set smaller rather than cut."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", "figure", parent, wrap=False)
        self.setMinimumHeight(self._metrics(SCALE.figure).height())

    @staticmethod
    def _metrics(pixels: int) -> QFontMetrics:
        return QFontMetrics(fonts.sized(pixels, weight=700))

    def _fit(self) -> None:
        fits = self._metrics(SCALE.figure).horizontalAdvance(self.text()) < self.width()
        kind = "figure" if fits else "figure-small"
        if kind != self.property("kind"):
            self.setProperty("kind", kind)
            restyle(self)

    @override
    def setText(self, text: str) -> None:
        super().setText(text)
        self._fit()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(self._metrics(SCALE.figure_small).horizontalAdvance(self.text()) + 1, self.minimumHeight())


class FigureCard(Card):
    """One figure with its name above and a remark below; may be pressed to see the people behind it."""

    clicked = Signal()

    def __init__(self, icon: str, name: str, tone: str = "accent", parent: QWidget | None = None) -> None:
        super().__init__("", parent, spacing=SCALE.xs)
        self.name = name
        self.figure = FigureLabel(self)
        self.remark = ElidedLabel("", "muted")
        self.label = ElidedLabel(name, "muted")
        top = row(IconLabel(icon, tone, 20, self))
        top.addWidget(self.label, 1)
        self.body.addLayout(top)
        self.body.addWidget(self.figure)
        self.body.addWidget(self.remark)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_name(self, name: str) -> None:
        """Call the figure otherwise: lists of the shop may be renamed."""
        self.name = name
        self.label.setText(name)

    def show_figure(self, figure: str, remark: str = "") -> None:
        """Show another figure."""
        self.figure.setText(figure)
        self.remark.setText(remark)
        self.setAccessibleName(f"{self.name} {figure} {remark}")

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.clicked.emit()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit()
            return
        super().keyPressEvent(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(theme.tokens().accent), 2))
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), SCALE.radius_card, SCALE.radius_card)


class Funnel(QWidget):
    """Bars from many to few: the count above, the name below each."""

    pressed = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._bars: list[tuple[str, int]] = []
        self.setMinimumHeight(150)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setAccessibleName(name)

    def show_bars(self, bars: list[tuple[str, int]]) -> None:
        """(name, count) from left to right."""
        self._bars = bars
        self.setAccessibleDescription("，".join(f"{name} {count}" for name, count in bars))
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(280, 170)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._bars:
            self.pressed.emit(min(int(event.position().x() * len(self._bars) / self.width()), len(self._bars) - 1))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._bars:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = theme.tokens()
        most = max(count for _name, count in self._bars) or 1
        step = self.width() / len(self._bars)
        tall = self.height() - 48
        painter.setFont(fonts.sized(SCALE.tiny))
        for n, (name, count) in enumerate(self._bars):
            left, wide = n * step, min(step * 0.62, 64.0)
            high = max(tall * count / most, 4.0)
            bar = QRectF(left + (step - wide) / 2, 24 + tall - high, wide, high)
            shade = QColor(colours.accent)
            shade.setAlphaF(max(1.0 - n * 0.13, 0.35))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(shade)
            painter.drawRoundedRect(bar, 4, 4)
            painter.setPen(QColor(colours.text))
            painter.drawText(QRectF(left, bar.top() - 22, step, 20), Qt.AlignmentFlag.AlignCenter, f"{count:,}")
            painter.setPen(QColor(colours.muted))
            shown = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, int(step) - 2)
            painter.drawText(QRectF(left, self.height() - 22, step, 20), Qt.AlignmentFlag.AlignCenter, shown)


class Ring(QWidget):
    """How much of a whole, as a ring with the percentage inside."""

    def __init__(self, name: str, size: int = 44, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedSize(QSize(size, size))
        self._share = 0.0
        self.setAccessibleName(name)

    def show_share(self, share: float) -> None:
        """From 0 to 1."""
        self._share = max(0.0, min(1.0, share))
        self.setAccessibleDescription(f"{self._share:.0%}")
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = theme.tokens()
        area: QRect = self.rect().adjusted(3, 3, -3, -3)
        painter.setPen(QPen(QColor(colours.line), 4))
        painter.drawEllipse(area)
        tone = "ok" if self._share >= 0.8 else "accent" if self._share >= 0.5 else "warn"
        painter.setPen(QPen(QColor(colours.ink(tone)), 4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawArc(area, 90 * 16, -round(360 * 16 * self._share))
        painter.setPen(QColor(colours.text))
        painter.setFont(fonts.sized(SCALE.tiny))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, f"{self._share:.0%}")
