"""Brings the window into each scene, waits until it has settled, and saves the picture."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QElapsedTimer, QEvent, QEventLoop, QPoint, QRect, QTimer
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QWidget

from crm_desktop.ui.lanes import Lanes
from crm_desktop.ui.theme import theme
from crm_desktop.ui.tour.texts import clipped_texts, untranslated_texts
from crm_desktop.ui.widgets.scrolled import Scrolled
from crm_desktop.ui.widgets.text_input import LineInput
from crm_desktop.ui.window.window import Window

LONGEST = 8_000
LONGEST_PAUSE = 700


@dataclass(frozen=True)
class Scene:
    """A name for the picture's file, what it shows, and what brings the window there.

    `prepare` may return the widget to draw by itself (a screen, a sheet); None draws the window with what is open
    on it. `size` is the window's for this scene only.
    """

    name: str
    title: str
    prepare: Callable[[Window], QWidget | None]
    size: tuple[int, int] | None = None


@dataclass(frozen=True)
class Picture:
    """One drawn scene and what is wrong with its texts."""

    name: str
    title: str
    file: str
    clipped: tuple[str, ...] = ()
    untranslated: tuple[str, ...] = ()


@dataclass
class _Waiting:
    pending: int = 0
    loop: QEventLoop = field(default_factory=QEventLoop)

    def answer(self, _result: object = None) -> None:
        self.pending -= 1
        if self.pending <= 0:
            self.loop.quit()


def settle(lanes: Lanes, owner: QWidget, rounds: int = 3) -> None:
    """Let lanes answer and layouts settle. Only the tour and tests wait like this, never the program."""
    clock = QElapsedTimer()
    clock.start()
    for _round in range(rounds):
        waiting = _Waiting(4)
        for lane in (lanes.write, lanes.read, lanes.free, lanes.net):
            lane.run(owner, lambda: None, waiting.answer)
        if waiting.pending > 0 and clock.elapsed() < LONGEST:
            QTimer.singleShot(LONGEST, waiting.loop.quit)
            waiting.loop.exec()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        QApplication.processEvents()


def rest(milliseconds: int) -> None:
    """Let a timer of the program pass: a pause before a search, a redrawn page of paper."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def finish_pauses(window: Window) -> None:
    """Let what the pages put off for a moment happen: counts, a redrawn page. Toasts stay."""
    for _round in range(3):
        waiting = [
            timer.remainingTime() for timer in window.findChildren(QTimer)
            if timer.isActive() and timer.isSingleShot() and timer.interval() <= LONGEST_PAUSE
        ]  # fmt: skip
        if not waiting:
            return
        rest(max(waiting) + 1)
        settle(window.services.lanes, window, 1)


def type_into(line: LineInput, text: str) -> None:
    """As if somebody typed it."""
    line.setText(text)
    line.edited.emit(text)


def draw(
    window: Window, scenes: Iterable[Scene], out: Path, progress: Callable[[str], object] | None = None
) -> list[Picture]:
    """Draw the scenes into `out`; a scene may leave a dialog open, it is closed afterwards."""
    out.mkdir(parents=True, exist_ok=True)
    usual, drawn = window.size(), []
    for scene in scenes:
        if progress is not None:
            progress(scene.name)
        if scene.size is not None:
            window.resize(*scene.size)
        target = scene.prepare(window)
        settle(window.services.lanes, window)
        finish_pauses(window)
        drawn.append(_draw(scene, window, target, out))
        _close_all(window)
        window.resize(usual)
    return drawn


def _above(window: Window) -> list[QWidget]:
    """The dialogs and menus that are open, the last one on top."""
    open_now = [one for one in window.findChildren(QWidget) if isinstance(one, QDialog | QMenu) and one.isVisible()]
    return sorted(open_now, key=lambda one: isinstance(one, QMenu))


def _close_all(window: Window) -> None:
    for _turn in range(2):  # a dialog that was refused what it holds says so first
        for widget in _above(window):
            widget.close()
        settle(window.services.lanes, window, 1)
    window.hide_palette()
    window.top.search.put("")
    for area in window.findChildren(Scrolled):
        area.verticalScrollBar().setValue(0)
    window.services.notices.clear()
    settle(window.services.lanes, window, 1)


def _draw(scene: Scene, window: Window, target: QWidget | None, out: Path) -> Picture:
    file = f"{scene.name}.png"
    above = [] if target is not None else _above(window)
    shown = above or [target or window]
    if target is not None:
        target.ensurePolished()
        target.grab().save(str(out / file))
    else:
        _together(window, above).save(str(out / file))
    clipped = [problem for widget in shown for problem in clipped_texts(widget)]
    clipped += [problem for dialog in above if (problem := _too_large(dialog, window))]
    untranslated = [text for widget in shown for text in untranslated_texts(widget)]
    return Picture(scene.name, scene.title, file, tuple(clipped), tuple(untranslated))


def _too_large(dialog: QWidget, window: Window) -> str:
    if dialog.width() <= window.width() and dialog.height() <= window.height():
        return ""
    return (
        f"{type(dialog).__name__} is {dialog.width()} × {dialog.height()} px, "
        f"the window {window.width()} × {window.height()}"
    )


def _together(window: Window, above: list[QWidget]) -> QPixmap:
    """The window with its dialogs and menus where they stand on the screen."""
    whole = window.grab()
    if not above:
        return whole
    colours, painter = theme.tokens(), QPainter(whole)
    if any(isinstance(one, QDialog) for one in above):
        veil = QColor(colours.shade)
        veil.setAlphaF(0.35)
        painter.fillRect(window.rect(), veil)
    for one in above:
        spot = QRect(_place(one, window), one.size())
        painter.drawPixmap(spot.topLeft(), one.grab())
        painter.setPen(QPen(QColor(colours.line), 1))
        painter.drawRect(spot.adjusted(0, 0, -1, -1))
    painter.end()
    return whole


def _place(one: QWidget, window: Window) -> QPoint:
    if isinstance(one, QMenu):
        at = one.pos() - window.mapToGlobal(QPoint(0, 0))
    else:
        at = QPoint((window.width() - one.width()) // 2, (window.height() - one.height()) // 2)
    return QPoint(
        max(min(at.x(), window.width() - one.width()), 0), max(min(at.y(), window.height() - one.height()), 0)
    )
