"""The painted map: one widget, one picture made beside the window's thread, moved while the hand moves.

The picture reaches beyond the view on every side. While it is dragged or zoomed only the picture moves; when the hand
rests, or the view leaves it, the next one is drawn, and the older drawing is given up.
"""

from collections.abc import Callable
from dataclasses import replace
from threading import Event

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QColor,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget
from typing_extensions import override

from crm_desktop.base.i18n import _, ngettext
from crm_desktop.features.relationship_map.records import Wanted
from crm_desktop.features.relationship_map.rules import matching, path_to
from crm_desktop.ui.pages.relationship_map.drawing import Style
from crm_desktop.ui.pages.relationship_map.focus import MOST_STEPS, Focus, focus_on, focus_on_path, mark, paint_focus
from crm_desktop.ui.pages.relationship_map.picture import Picture, drawn
from crm_desktop.ui.pages.relationship_map.scene import ME, Scene
from crm_desktop.ui.pages.relationship_map.view import View
from crm_desktop.ui.theme import theme
from crm_desktop.ui.theme.tokens import SCALE

BEYOND, NEAR_EDGE = 1.6, 1.25
STEP, WHEEL = 1.25, 1.0015
CLOSEST, READABLE = 3.0, 1.05
REST = 80
REACH = 6.0
MARGIN, PUSH = 70.0, 90.0
DRAG = 4
ARROWS = {
    Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1),
}  # fmt: skip
Work = Callable[[Callable[[], Picture | None], Callable[[Picture | None], None]], object]


class MapCanvas(QWidget):
    """`picked` tells who is chosen, `let_go` that nobody is, `opened` whose archive is wanted, `lit` what is lit."""

    picked = Signal(int)
    let_go = Signal()
    opened = Signal(int)
    lit = Signal()

    def __init__(self, parent: QWidget, work: Work) -> None:
        super().__init__(parent)
        self._work = work
        self.scene: Scene | None = None
        self.focus: Focus | None = None
        self.wanted = Wanted()
        self._chosen = ""
        self.view = View(0, 0, 1, 1, 1)
        self._bright: frozenset[int] | None = None
        self._picture: Picture | None = None
        self._given_up = Event()
        self._drawing = False
        self._fitted = True
        self._hover: int | None = None
        self._pressed: QPointF | None = None
        self._dragged = False
        self._soon = QTimer(self, singleShot=True, interval=REST)
        self._soon.timeout.connect(self.draw)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(_("Relationship map"))

    # What is shown ----------------------------------------------------------------------------------------------

    def show_scene(self, scene: Scene) -> None:
        """Show another map; who was chosen stays chosen, and the eye stays where it is."""
        before = self._chosen_id() or self._chosen
        self.scene, self._chosen = scene, ""
        self.focus = None
        self.filter(self.wanted)
        if self._fitted:
            self.fit()
        if before in scene.numbers:
            self.choose(scene.numbers[before])

    def _chosen_id(self) -> str:
        number = self.focus.number if self.focus else ME
        return self.scene.network.people[number].id if self.scene and number != ME else ""

    def let_map_go(self) -> None:
        """Have no map until the next one is shown; it will be seen as this one was."""
        self._given_up.set()
        self._soon.stop()
        self._chosen = self._chosen_id()
        self.scene = self.focus = self._bright = self._picture = self._hover = None

    def filter(self, wanted: Wanted) -> None:
        """Fade who does not pass."""
        self.wanted = wanted
        self._bright = matching(self.scene.network, wanted) if self.scene and wanted else None
        self.draw()

    @property
    def passing(self) -> int:
        """How many pass the filter."""
        return len(self._bright) if self._bright is not None else len(self.scene.nodes) if self.scene else 0

    def choose(self, number: int, *, steps: int = 1, closer: bool = False) -> None:
        """Light somebody and the ties around, and bring them into view."""
        if self.scene is None:
            return
        self.focus = focus_on(self.scene, number, steps)
        self._bring(number, closer=closer)
        self._tell(number)
        self.picked.emit(number)

    def expand(self) -> None:
        """One step further around the chosen person, then back to one."""
        if self.focus is not None and self.focus.number != ME:
            steps = 1 if self.focus.path else self.focus.steps % MOST_STEPS + 1
            self.choose(self.focus.number, steps=steps)

    def show_path(self) -> None:
        """Light the way from me to the chosen person; once more: the ties again."""
        if self.scene is None or self.focus is None or self.focus.number == ME:
            return
        number = self.focus.number
        if self.focus.path:
            self.choose(number)
            return
        self.focus = focus_on_path(self.scene, path_to(self.scene.network, number))
        self._bring_all(self.focus.path)
        self.lit.emit()
        self.update()

    def back(self) -> bool:
        """One thing less: the path, the further ties, the chosen person. False when there is nothing to take back."""
        if self.focus is None:
            return False
        if self.focus.path or self.focus.steps > 1:
            self.choose(self.focus.number)
            return True
        self.focus = None
        self.setAccessibleDescription("")
        self.let_go.emit()
        self.update()
        return True

    def _tell(self, number: int) -> None:
        """What a screen reader says."""
        assert self.scene is not None
        said = self.scene.me
        if number != ME:
            person = self.scene.network.people[number]
            ties = len(self.scene.ties[number])
            told = ngettext("{n} tie", "{n} ties", ties).format(n=f"{ties:,}")
            letter = self.scene.nodes[number].letter
            said = ", ".join(filter(None, (person.name, letter, person.subtitle, told)))
        self.setAccessibleDescription(said)
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))
        self.update()

    # Where the eye is -------------------------------------------------------------------------------------------

    def _whole(self) -> float:
        radius = self.scene.radius if self.scene else 1.0
        return max(min(self.width(), self.height()) / 2 / radius, 0.01)

    def fit(self) -> None:
        """The whole map."""
        self._fitted = True
        self._look(0, 0, self._whole())

    def zoom(self, by: float, at: QPointF | None = None) -> None:
        """Closer or farther; the point under the hand stays where it is."""
        spot = at or QPointF(self.width() / 2, self.height() / 2)
        x, y = self.view.to_map(spot.x(), spot.y())
        scale = min(max(self.view.scale * by, self._whole() * 0.7), CLOSEST)
        self._fitted &= self.scene is None
        self._look(x - (spot.x() - self.width() / 2) / scale, y - (spot.y() - self.height() / 2) / scale, scale)

    def pan(self, dx: float, dy: float) -> None:
        """Move the map by so many pixels."""
        self._fitted &= self.scene is None
        self._look(self.view.x - dx / self.view.scale, self.view.y - dy / self.view.scale, self.view.scale)

    def _look(self, x: float, y: float, scale: float) -> None:
        if self.scene is None:
            return
        reach = self.scene.radius
        self.view = View(min(max(x, -reach), reach), min(max(y, -reach), reach), scale, self.width(), self.height())
        if self._nears_edge() and not self._drawing:
            self.draw()
        else:
            self._soon.start()
        self.update()

    def _bring(self, number: int, *, closer: bool) -> None:
        assert self.scene is not None
        x, y = self.scene.point(number)
        if closer and self.view.scale < READABLE:
            self._fitted = False
            self._look(x, y, READABLE)
            return
        at = self.view.to_screen(x, y)
        if not QRectF(self.rect()).adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN).contains(at) and not self._fitted:
            self._look(x, y, self.view.scale)

    def _bring_all(self, numbers: tuple[int, ...]) -> None:
        assert self.scene is not None
        points = [self.scene.point(number) for number in numbers]
        left, right = min(x for x, _y in points), max(x for x, _y in points)
        top, bottom = min(y for _x, y in points), max(y for _x, y in points)
        inner = QRectF(self.rect()).adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
        scale = min(inner.width() / max(right - left, 1), inner.height() / max(bottom - top, 1), READABLE)
        self._fitted = False
        self._look((left + right) / 2, (top + bottom) / 2, max(scale, self._whole()))

    # The picture ------------------------------------------------------------------------------------------------

    def _style(self) -> Style:
        return Style(theme.tokens(), self._bright, self.wanted.kinds)

    def draw(self) -> None:
        """Ask for the picture of what is seen now; what was asked for before is given up."""
        self._soon.stop()
        if self.scene is None or self.width() < 2 or self.height() < 2:
            return
        self._given_up.set()
        self._given_up = given_up = Event()
        self._drawing = True
        scene, view, style = self.scene, self.view.larger(BEYOND), self._style()
        ratio = self.devicePixelRatioF()
        self._work(lambda: drawn(scene, view, style, ratio, given_up), self._take)

    def _take(self, picture: Picture | None) -> None:
        self._drawing = False
        if picture is not None:
            self._picture = picture
            self.update()

    def _leaves_picture(self, view: View | None = None) -> bool:
        if self._picture is None:
            return True
        seen, drawn_part = (view or self.view).around(), self._picture.view.around()
        return seen[0] < drawn_part[0] or seen[1] < drawn_part[1] or seen[2] > drawn_part[2] or seen[3] > drawn_part[3]

    def _nears_edge(self) -> bool:
        """Whether the hand will soon be where nothing is drawn yet: then the next picture is not put off."""
        return self._picture is not None and self._leaves_picture(self.view.larger(NEAR_EDGE))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter, colours = QPainter(self), theme.tokens()
        if self._picture is None or self._leaves_picture():
            painter.fillRect(self.rect(), QColor(colours.surface))
        if self._picture is not None:
            self._put(painter, self._picture)
        style = self._style()
        if self.scene is not None and self.focus is not None:
            paint_focus(painter, self.scene, self.view, self.focus, style)
        if self.scene is not None and self._hover is not None and self._pressed is None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            mark(painter, self.scene, self.view, self._hover, style)
        if self.hasFocus():
            painter.setPen(QPen(QColor(colours.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), SCALE.radius, SCALE.radius)

    def _put(self, painter: QPainter, picture: Picture) -> None:
        left, top = picture.view.to_map(0, 0)
        at = self.view.to_screen(left, top)
        if picture.view.scale == self.view.scale:
            painter.drawImage(QPoint(round(at.x()), round(at.y())), picture.image)
            return
        grown = self.view.scale / picture.view.scale
        painter.drawImage(QRectF(at.x(), at.y(), picture.view.width * grown, picture.view.height * grown),
                          picture.image)  # fmt: skip

    # Hands and keys -----------------------------------------------------------------------------------------------

    def _at(self, point: QPointF) -> int | None:
        spot = self.view.to_map(point.x(), point.y())
        return self.scene.at(*spot, REACH / self.view.scale) if self.scene else None

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed, self._dragged = event.position(), False

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            hover = self._at(event.position())
            if hover != self._hover:
                self._hover = hover
                self.setCursor(Qt.CursorShape.ArrowCursor if hover is None else Qt.CursorShape.PointingHandCursor)
                self.update()
            return
        moved = event.position() - self._pressed
        if self._dragged or moved.manhattanLength() >= DRAG:
            self._dragged = True
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self._pressed = event.position()
            self.pan(moved.x(), moved.y())

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            return
        self._pressed = None
        self.setCursor(Qt.CursorShape.ArrowCursor)
        if self._dragged:
            return
        found = self._at(event.position())
        if found is not None:
            self.choose(found)
        elif self.focus is not None:
            self.back()

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        found = self._at(event.position())
        if found is not None and found != ME:
            self.opened.emit(found)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        self.zoom(WHEEL ** event.angleDelta().y(), event.position())
        event.accept()

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self._hover = None
        self.update()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, here = Qt.Key(event.key()), self.focus.number if self.focus else ME
        if key in ARROWS and self.scene is not None:
            self._walk(here, *ARROWS[key], pan=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
            return
        acts: dict[Qt.Key, Callable[[], object]] = {
            Qt.Key.Key_Plus: lambda: self.zoom(STEP), Qt.Key.Key_Equal: lambda: self.zoom(STEP),
            Qt.Key.Key_Minus: lambda: self.zoom(1 / STEP), Qt.Key.Key_F: self.fit, Qt.Key.Key_E: self.expand,
            Qt.Key.Key_P: self.show_path, Qt.Key.Key_Home: lambda: self.choose(ME),
        }  # fmt: skip
        held = event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier)
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and here != ME:
            self.opened.emit(here)
        elif key in acts and not held:
            acts[key]()
        elif not (key == Qt.Key.Key_Escape and self.back()):
            super().keyPressEvent(event)

    def _walk(self, here: int, dx: int, dy: int, *, pan: bool) -> None:
        """Along the ties; with Shift the map is pushed instead."""
        assert self.scene is not None
        if pan:
            self.pan(-dx * PUSH, -dy * PUSH)
            return
        if (following := self.scene.toward(here, dx, dy)) is not None:
            self.choose(following)

    @override
    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            found = self._at(QPointF(event.pos()))
            if found is not None and found != ME and self.scene is not None:
                person = self.scene.network.people[found]
                QToolTip.showText(event.globalPos(), "\n".join(filter(None, (person.name, person.subtitle))), self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self.draw()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.view = replace(self.view, width=self.width(), height=self.height())
        if self._fitted:
            self.fit()
        self._soon.start()
