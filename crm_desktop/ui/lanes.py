"""Background work in five permanent threads; answers come back on the GUI thread, or not at all.

write  everything that changes the profile, in order
read   lists, search, archives: its own connection, never delayed by an import
free   files, PDF, codes, heavy reads
net    the shop's server: apart, for a bad network lets it wait long, and printing must not wait with it
files  attachments from and to that server: apart, for they take long, and no session of rows must wait for them

Threads, not a pool: an idle pool thread dies, and SQLite refuses its connection elsewhere. An answer whose owner is
gone is dropped, as is one for a method of something gone (a dialog that was closed), but for a write that was refused:
the user is told, for he takes it to be kept. With `key`, only the newest job of that key is answered (live search).
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from queue import SimpleQueue
from typing import Any, Protocol, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal, Slot

from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _

T = TypeVar("T")
Then = Callable[[T], object]
Failed = Callable[[UserError], object]
Progress = Callable[[int, int], None]
LongJob = Callable[[Progress, Callable[[], bool]], T]


@dataclass(eq=False)
class Ticket:
    """A job on its way; `cancel` asks it to stop and drops its answer."""

    owner: QObject
    job: Callable[[], Any]
    then: Callable[[Any], object] | None
    failed: Failed | None
    key: str = ""
    progress: Progress | None = None
    stop: threading.Event = field(default_factory=threading.Event)

    def cancel(self) -> None:
        """Give it up: a long job sees it through its `cancelled` argument."""
        self.stop.set()


class CancelledError(Exception):
    """Raised by a long job that was cancelled and has nothing to show for it."""


class Troubles(Protocol):
    """Who tells the user about errors nobody else took."""

    def error(self, problem: UserError) -> None:
        """A sentence for the user."""

    def bug(self, report: str) -> None:
        """Something that should not happen; the report holds no personal data."""


def report_of(problem: BaseException) -> str:
    """Where and what kind; never the message, which may hold somebody's data."""
    import traceback

    frames = traceback.extract_tb(problem.__traceback__)
    lines = [f"{frame.filename.rpartition('crm_desktop')[2]}:{frame.lineno} {frame.name}" for frame in frames]
    cause = f"\ncaused by {type(problem.__cause__).__name__}" if problem.__cause__ else ""
    return "\n".join([type(problem).__name__, *lines]) + cause


def _log(report: str) -> None:
    import logging

    logging.getLogger(__name__).error("a job failed:\n%s", report)


class Lane(QObject):
    """One thread that does jobs one after the other."""

    _answer = Signal(object, object, object)
    _step = Signal(object, int, int)

    def __init__(
        self, name: str, troubles: Troubles, parent: QObject | None = None, *, writes: bool = False
    ) -> None:
        super().__init__(parent)
        self._troubles, self._writes = troubles, writes
        self._jobs: SimpleQueue[Ticket | None] = SimpleQueue()
        self._newest: dict[tuple[int, str], Ticket] = {}
        self._open, self._given_up = True, False
        self._long: list[Ticket] = []
        self._answer.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._step.connect(self._show_step, Qt.ConnectionType.QueuedConnection)
        # Started by the first job: the window is painted without waiting for the threads.
        self._thread = threading.Thread(target=self._work, name=f"lane-{name}", daemon=True)

    def run(
        self, owner: QObject, job: Callable[[], T], then: Then[T] | None = None, failed: Failed | None = None, *,
        key: str = "",
    ) -> Ticket:  # fmt: skip
        """Do `job()` here and `then(result)` on the GUI thread; `failed(problem)` instead when it raises.

        Without `failed`, the user is told. With a `key`, an older job of the same owner and key is given up.
        """
        return self._put(Ticket(owner, job, then, failed, key))

    def run_long(
        self, owner: QObject, job: LongJob[T], then: Then[T] | None = None, failed: Failed | None = None, *,
        progress: Progress | None = None,
    ) -> Ticket:  # fmt: skip
        """Do `job(progress, cancelled)`; what it reports as (done, total) reaches `progress` on the GUI thread."""
        ticket = Ticket(owner, lambda: None, then, failed, progress=progress)
        ticket.job = lambda: job(lambda done, total: self._step.emit(ticket, done, total), ticket.stop.is_set)
        self._long.append(ticket)
        return self._put(ticket)

    @property
    def is_long(self) -> bool:
        """Whether a long step is under way or waits."""
        return bool(self._long)

    def stop_long(self) -> None:
        """Ask every long step to stop."""
        for ticket in self._long:
            ticket.cancel()

    def _put(self, ticket: Ticket) -> Ticket:
        if not self._open:
            ticket.cancel()
            return ticket
        if ticket.key:
            older = self._newest.get((id(ticket.owner), ticket.key))
            if older is not None:
                older.cancel()
            self._newest[(id(ticket.owner), ticket.key)] = ticket
        self._jobs.put(ticket)
        if self._thread.ident is None:
            self._thread.start()
        return ticket

    def _work(self) -> None:
        while (ticket := self._jobs.get()) is not None:
            if self._given_up or (ticket.key and ticket.stop.is_set()):
                continue
            try:
                result = ticket.job()
            except CancelledError:
                self._forget(ticket)
            except UserError as problem:
                self._answer.emit(ticket, None, problem)
            except Exception as problem:  # noqa: BLE001 - one of the three places: whatever a job does, the lane lives
                _log(report_of(problem))
                self._answer.emit(ticket, None, problem)
            else:
                self._answer.emit(ticket, result, None)
            del ticket

    @Slot(object, object, object)
    def _deliver(self, ticket: Ticket, result: Any, problem: Exception | None) -> None:
        self._forget(ticket)
        if ticket.key:
            if ticket.stop.is_set():
                return
            self._newest.pop((id(ticket.owner), ticket.key), None)
        if shiboken6.isValid(ticket.owner) and not is_gone(ticket.failed if problem is not None else ticket.then):
            answer(ticket, result, problem, self._troubles)
        elif self._writes and problem is not None:
            answer(replace(ticket, failed=None), result, problem, self._troubles)

    def _forget(self, ticket: Ticket) -> None:
        if ticket in self._long:
            self._long.remove(ticket)

    @Slot(object, int, int)
    def _show_step(self, ticket: Ticket, done: int, total: int) -> None:
        if ticket.progress is not None and shiboken6.isValid(ticket.owner) and not ticket.stop.is_set():
            ticket.progress(done, total)

    def give_up(self, timeout: float) -> bool:
        """End with the job under way: what waits behind it only looks, and nobody will see it."""
        self._given_up = True
        return self.drain(timeout)

    def drain(self, timeout: float | None = None) -> bool:
        """Finish what was asked for and end the thread; nothing is taken any more. True when all is done."""
        if self._open:
            self._open = False
            self._jobs.put(None)
        if self._thread.ident is None:
            return True
        self._thread.join(timeout)
        return not self._thread.is_alive()


def is_gone(callback: Callable[..., object] | None) -> bool:
    """Whether this is a method of a widget that is no more: a dialog closed while what it asked of a page was done."""
    while isinstance(callback, partial):
        callback = callback.func
    receiver = getattr(callback, "__self__", None)
    return isinstance(receiver, QObject) and not shiboken6.isValid(receiver)


def answer(ticket: Ticket, result: Any, problem: Exception | None, troubles: Troubles) -> None:
    """Give the result or the problem to whoever asked."""
    if problem is None:
        if ticket.then is not None:
            ticket.then(result)
        return
    if isinstance(problem, UserError):
        if ticket.failed is not None:
            ticket.failed(problem)
        else:
            troubles.error(problem)
        return
    troubles.bug(report_of(problem))
    if ticket.failed is not None:
        ticket.failed(UserError(_("Something went wrong. Your data is safe.")))


class InlineLane(Lane):
    """For tests: does every job at once, on the thread that asks; a bug is raised where it happens."""

    def __init__(self, troubles: Troubles) -> None:
        QObject.__init__(self)
        self._troubles = troubles
        self._long = []
        self._step.connect(self._show_step)

    def _put(self, ticket: Ticket) -> Ticket:
        self._forget(ticket)
        try:
            result = ticket.job()
        except CancelledError:
            return ticket
        except UserError as problem:
            answer(ticket, None, problem, self._troubles)
        else:
            answer(ticket, result, None, self._troubles)
        return ticket

    def drain(self, timeout: float | None = None) -> bool:
        """Nothing is ever left to do."""
        return True


@dataclass(frozen=True)
class Lanes:
    """The five."""

    write: Lane
    read: Lane
    free: Lane
    net: Lane
    files: Lane

    @classmethod
    def start(cls, troubles: Troubles) -> "Lanes":
        """Start the threads."""
        write = Lane("write", troubles, writes=True)
        return cls(write, *(Lane(name, troubles) for name in ("read", "free", "net", "files")))

    @classmethod
    def inline(cls, troubles: Troubles) -> "Lanes":
        """The same for tests."""
        lane = InlineLane(troubles)
        return cls(lane, lane, lane, lane, lane)

    def drain(self) -> None:
        """Finish the writes; what only looks may be left behind, and long steps are asked to stop."""
        for lane in (self.write, self.read, self.free, self.net, self.files):
            lane.stop_long()
        self.write.drain()
        self.read.give_up(5.0)
        self.free.give_up(5.0)
        self.net.give_up(0.5)
        self.files.give_up(0.5)
