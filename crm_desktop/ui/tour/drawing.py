"""Brings the window into each scene, waits until it has settled, and saves the picture."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QElapsedTimer, QEvent, QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from crm_desktop.base import i18n
from crm_desktop.ui.lanes import Lanes
from crm_desktop.ui.tour.texts import clipped_texts, untranslated_texts
from crm_desktop.ui.window.window import Window

LONGEST = 8_000


@dataclass(frozen=True)
class Scene:
    """A name for the picture's file, what it shows, and what brings the window there.

    `prepare` may return the widget to draw (a dialog, a preview); None draws the window.
    """

    name: str
    title: str
    prepare: Callable[[Window], QWidget | None]


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
        waiting = _Waiting(3)
        for lane in (lanes.write, lanes.read, lanes.free):
            lane.run(owner, lambda: None, waiting.answer)
        if waiting.pending > 0 and clock.elapsed() < LONGEST:
            QTimer.singleShot(LONGEST, waiting.loop.quit)
            waiting.loop.exec()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        QApplication.processEvents()


def draw(
    window: Window, scenes: Iterable[Scene], out: Path, progress: Callable[[str], object] | None = None
) -> list[Picture]:
    """Draw the scenes into `out`; a scene may leave a dialog open, it is closed afterwards."""
    out.mkdir(parents=True, exist_ok=True)
    drawn = []
    for scene in scenes:
        if progress is not None:
            progress(scene.name)
        target = scene.prepare(window) or window
        settle(window.services.lanes, window)
        dialog = _open_dialog(window)
        drawn.append(_draw(scene, dialog if dialog is not None and target is window else target, window, out))
        _close_dialogs(window)
    return drawn


def _open_dialog(window: Window) -> QDialog | None:
    shown = [dialog for dialog in window.findChildren(QDialog) if dialog.isVisible()]
    return shown[-1] if shown else None


def _close_dialogs(window: Window) -> None:
    for dialog in window.findChildren(QDialog):
        dialog.close()
    window.hide_palette()


def _draw(scene: Scene, target: QWidget, window: Window, out: Path) -> Picture:
    target.ensurePolished()
    file = f"{scene.name}.png"
    target.grab().save(str(out / file))
    clipped = clipped_texts(target)
    untranslated = untranslated_texts(target) if i18n.language() == "zh_CN" else []
    return Picture(scene.name, scene.title, file, tuple(clipped), tuple(untranslated))
