"""Page: what every page is built on. It loads, it does, and it refreshes when its tables change."""

import importlib
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from crm_desktop.base.errors import UserError
from crm_desktop.ui.lanes import CancelledError, LongJob, Ticket, is_gone
from crm_desktop.ui.lanes import Progress as Progressed
from crm_desktop.ui.services import Services
from crm_desktop.ui.widgets.progress import Progress

if TYPE_CHECKING:
    from crm_desktop.store.store import Store

R = TypeVar("R")
Command = Callable[..., Any]


def late(where: str) -> Command:
    """A command named "module:function" below the features, imported on the lane that does it.

    For the page of the start: SQLAlchemy comes after it, and a click must not wait for that in the window's thread.
    """

    def command(*args: Any, **kwargs: Any) -> Any:
        module, _colon, name = where.partition(":")
        return getattr(importlib.import_module(f"crm_desktop.features.{module}"), name)(*args, **kwargs)

    return command


class Page(QWidget):
    """A page, or a part of one. Subclasses set `refresh_on` and write `refresh`; `_build` is theirs to call."""

    refresh_on: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.services = services
        self.notices = services.notices
        self.signals = services.signals
        self.setProperty("role", "page")
        self._stale = True
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._refresh_if_stale)
        self.signals.changed.connect(self._hear)

    # What a page does -------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Ask for what the page shows."""

    def open_record(self, record_id: str) -> None:
        """Show this person or thing; the window calls it."""

    def subject(self) -> str:
        """The id of the person on show, or "": what Ctrl+L logs a touch for."""
        return ""

    def print_page(self) -> bool:
        """Print what is on the page (Ctrl+P); True when there was something to print."""
        return False

    def parts_to_make(self) -> "tuple[Callable[[], object], ...]":
        """What the page began without: made before it is shown, one at a time, for the window lives in between."""
        return ()

    def flush(self) -> None:
        """Save what is typed and not yet saved; the window calls it before it closes or leaves the page."""

    def focus_first(self) -> None:
        """Put the focus where work starts; the window calls it when the page opens by keyboard."""
        self.setFocus()

    # How it does it ---------------------------------------------------------------------------------------------

    def load(
        self, query: Callable[..., R], *args: Any, then: Callable[[R], object],
        failed: Callable[[UserError], object] | None = None, key: str = "", heavy: bool = False, **kwargs: Any,
    ) -> Ticket:  # fmt: skip
        """Ask `query(session, *args, **kwargs)` on the read lane; `then(result)` here. `key`: the newest ask wins.

        `heavy` reads (insights, exports) go to the free lane and keep lists quick.
        """
        if heavy:
            return self.services.lanes.free.run(
                self, partial(self._read_apart, query, *args, **kwargs), then, failed, key=key
            )
        job = partial(self._read, "read", query, *args, **kwargs)
        return self.services.lanes.read.run(self, job, then, failed, key=key)

    def look(
        self, query: Callable[..., R], *args: Any, then: Callable[[R], object], key: str = "", **kwargs: Any
    ) -> Ticket:
        """The same for a query in plain SQL (`store.look`): at the start it does not wait for SQLAlchemy."""
        job = partial(self._read, "look", query, *args, **kwargs)
        return self.services.lanes.read.run(self, job, then, key=key)

    def _read(self, how: str, query: Callable[..., R], *args: Any, **kwargs: Any) -> R:
        found: R = getattr(self._store_if_open(), how)(query, *args, **kwargs)
        return found

    def _store_if_open(self) -> "Store":
        """A page may outlive its profile for a moment: what it asks then, nobody will see."""
        if self.services.profile is None:
            raise CancelledError
        return self.services.profile

    def _read_apart(self, query: Callable[..., R], *args: Any, **kwargs: Any) -> R:
        with self._store_if_open().reader() as read:
            found: R = read(query, *args, **kwargs)
        return found

    def do(
        self, label: str, command: Command, *args: Any, then: Callable[[Any], object] | None = None,
        failed: Callable[[UserError], object] | None = None, done: str = "", **kwargs: Any,
    ) -> Ticket:  # fmt: skip
        """Do `command(session, *args, **kwargs)` as one undo step; `done` is the toast, with Undo.

        `label` names the step where it is undone: a translated text like _("Log a touch").
        """
        return self.services.lanes.write.run(
            self, partial(self._write, label, command, *args, **kwargs), partial(self._was_done, then, done), failed
        )

    def _write(self, label: str, command: Command, *args: Any, **kwargs: Any) -> tuple[Any, int]:
        result = self.services.store.write(label, command, *args, **kwargs)
        return result, self.services.last_step

    def _was_done(self, then: Callable[[Any], object] | None, done: str, answer: tuple[Any, int]) -> None:
        result, step = answer
        if done:
            self.notices.done(done, step=step)
        if then is not None and not is_gone(then):
            then(result)

    def work(
        self, job: Callable[[], R], then: Callable[[R], object] | None = None,
        failed: Callable[[UserError], object] | None = None, *, key: str = "",
    ) -> Ticket:  # fmt: skip
        """Do something slow without the profile (files, PDF, codes) on the free lane."""
        return self.services.lanes.free.run(self, job, then, failed, key=key)

    def long(
        self, text: str, job: LongJob[R], then: Callable[[R], object] | None = None,
        failed: Callable[[UserError], object] | None = None, *, writes: bool = False,
    ) -> Ticket:  # fmt: skip
        """Do `job(progress, cancelled)` and show how far it is, with Cancel, once it takes longer than a moment.

        Without `writes` it runs on the free lane. A cancelled job returns what it has done, or raises CancelledError.
        """
        shown = Progress(text, self.window())
        lane = self.services.lanes.write if writes else self.services.lanes.free

        def unless_given_up(progress: Progressed, cancelled: Callable[[], bool]) -> list[R]:
            try:
                return [job(progress, cancelled)]
            except CancelledError:
                return []

        def end(results: list[R]) -> None:
            shown.leave()
            if results and then is not None:
                then(results[0])

        def fail(problem: UserError) -> None:
            shown.leave()
            (failed or self.notices.error)(problem)

        ticket = lane.run_long(self, unless_given_up, end, fail, progress=shown.show_progress)
        shown.cancelled.connect(ticket.cancel)
        return ticket

    # When it refreshes ------------------------------------------------------------------------------------------

    def _hear(self, change: object) -> None:
        if self.concerns(change):
            self._stale = True
            if self.isVisible():
                self._soon.start()

    def concerns(self, change: object) -> bool:
        """Whether this change may show on the page; a page of one person may look at `change.roots` too."""
        return bool(self.refresh_on & getattr(change, "tables", frozenset()))

    def mark_stale(self) -> None:
        """Refresh now if visible, else when shown next."""
        self._stale = True
        if self.isVisible():
            self._soon.start()

    def _refresh_if_stale(self) -> None:
        if self._stale and self.isVisible():
            self._stale = False
            self.refresh()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._refresh_if_stale()
