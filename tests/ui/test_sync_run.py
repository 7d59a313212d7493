"""One session at a time, off the window's thread; it may be watched and stopped."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from crm_desktop.base.errors import UserError
from crm_desktop.features.sync import queries
from crm_desktop.ui.lanes import Lanes
from crm_desktop.ui.services import Services
from crm_desktop.ui.sync_run import SyncRun
from sync.client.receipt import Receipt
from tests.ui.connected import enrol

Progress = Callable[[Receipt], None]


@pytest.fixture
def threaded(services: Services) -> Iterator[Services]:
    services.lanes = Lanes.start(services.notices)
    yield services
    services.lanes.drain()


class Slow:
    """A session that waits between its requests."""

    def __init__(self) -> None:
        self.go = threading.Semaphore(0)
        self.threads: set[int] = set()

    def __call__(self, store: object, progress: Progress) -> Receipt:
        for sent in range(3):
            self.threads.add(threading.get_ident())
            progress(Receipt(sent=sent))
            assert self.go.acquire(timeout=10)
        return Receipt(sent=3, received=2)


def run_of(services: Services, session: Any) -> tuple[SyncRun, QObject]:
    enrol(services.store)
    owner = QObject()
    run = SyncRun(services, owner, session)
    run.state = services.store.look(queries.state)
    return run, owner


def test_a_session_runs_off_the_windows_thread_and_is_watched(threaded: Services, qtbot: QtBot) -> None:
    slow, seen = Slow(), []
    run, _owner = run_of(threaded, slow)
    run.progressed.connect(lambda receipt: seen.append(receipt.sent))

    assert run.start()
    assert run.running
    with qtbot.waitSignal(run.ended):
        slow.go.release(3)

    assert seen == [0, 1, 2]
    assert run.receipt == Receipt(sent=3, received=2)
    assert slow.threads.isdisjoint({threading.get_ident()})


def test_a_second_one_does_not_begin_beside_it(threaded: Services, qtbot: QtBot) -> None:
    slow = Slow()
    run, _owner = run_of(threaded, slow)
    run.start()

    assert not run.start()
    with qtbot.waitSignal(run.ended):
        slow.go.release(3)
    assert run.start()
    with qtbot.waitSignal(run.ended):
        slow.go.release(3)


def test_it_can_be_stopped_between_two_requests(threaded: Services, qtbot: QtBot) -> None:
    slow = Slow()
    run, _owner = run_of(threaded, slow)
    run.start()

    run.cancel()
    with qtbot.waitSignal(run.ended):
        slow.go.release(3)

    assert (run.cancelled, run.receipt, run.problem) == (True, None, None)


def test_a_problem_is_kept_for_whoever_asks(services: Services) -> None:
    def offline(_store: object, _progress: Progress) -> Receipt:
        raise UserError("门店服务器没有回应。")

    run, _owner = run_of(services, offline)
    run.start()

    assert str(run.problem) == "门店服务器没有回应。"
    assert not run.running


def test_printing_does_not_wait_for_a_bad_network(threaded: Services, qtbot: QtBot) -> None:
    slow, printed = Slow(), []
    run, owner = run_of(threaded, slow)
    run.start()

    threaded.lanes.free.run(owner, lambda: "sheet", printed.append)
    qtbot.waitUntil(lambda: printed == ["sheet"])

    assert run.running
    with qtbot.waitSignal(run.ended):
        slow.go.release(3)
