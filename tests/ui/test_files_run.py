"""One exchange of files at a time, beside everything else; one that somebody opens goes first."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from crm_desktop.base.errors import UserError
from crm_desktop.base.preferences import METERED_TOO, SAVES_DATA
from crm_desktop.features.sync import queries
from crm_desktop.ui import files_run
from crm_desktop.ui.files_run import FilesRun
from crm_desktop.ui.lanes import Lanes
from crm_desktop.ui.services import Services
from crm_desktop.ui.sync_run import SyncRun
from crm_desktop.ui.sync_watch import AUTOMATIC
from sync.client.blobs import DAMAGED, Carried
from sync.client.errors import Cancelled
from sync.client.receipt import Receipt
from tests.ui.conftest import Heard
from tests.ui.connected import enrol

Watch = Callable[[Carried], None]


class Line:
    """The line to the shop: each exchange waits between its parts until the test lets it go on."""

    def __init__(self) -> None:
        self.go = threading.Semaphore(0)
        self.log: list[str] = []
        self.outcome: Carried | Exception = Carried(down=1)

    def carry(self, _store: object, watch: Watch, *, originals: bool) -> Carried:
        return self._move("all" if originals else "small", watch)

    def get(self, _store: object, file_id: str, watch: Watch) -> Carried:
        return self._move(file_id, watch)

    def _move(self, what: str, watch: Watch) -> Carried:
        self.log.append(what)
        try:
            for part in range(3):
                watch(Carried(done=part, total=3))
                assert self.go.acquire(timeout=10)
        except Cancelled:
            self.log.append(f"{what} stopped")
            raise
        if isinstance(self.outcome, Exception):
            raise self.outcome
        self.log.append(f"{what} done")
        return self.outcome


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch) -> Line:
    made = Line()
    monkeypatch.setattr(files_run, "RUN_FILES", made.carry)
    monkeypatch.setattr(files_run, "GET_FILE", made.get)
    monkeypatch.setattr(files_run, "LET_BE", lambda _store, file_id: made.log.append(f"{file_id} let be"))
    return made


@pytest.fixture
def made(services: Services, line: Line) -> Iterator[tuple[FilesRun, SyncRun]]:
    services.lanes = Lanes.start(services.notices)
    enrol(services.store)
    owner = QObject()
    sync = SyncRun(services, owner, lambda _store, _progress: Receipt(sent=1))
    sync.state = services.store.look(queries.state)
    yield FilesRun(services, sync, owner), sync
    line.go.release(100)
    services.lanes.drain()


def finish(run: FilesRun, line: Line, qtbot: QtBot) -> None:
    line.go.release(100)
    qtbot.waitUntil(lambda: not run.running)


def test_files_follow_a_session_of_rows(made: tuple[FilesRun, SyncRun], line: Line, qtbot: QtBot) -> None:
    run, sync = made

    with qtbot.waitSignal(sync.ended):
        sync.start()
    finish(run, line, qtbot)

    assert line.log == ["all", "all done"]


def test_a_session_by_hand_that_had_no_rows_brings_files_too(
    made: tuple[FilesRun, SyncRun], line: Line, services: Services, qtbot: QtBot
) -> None:
    run, sync = made
    sync._session = lambda _store, _progress: Receipt()
    services.preferences.set(AUTOMATIC, False)

    with qtbot.waitSignal(sync.ended):
        sync.start()
    finish(run, line, qtbot)

    assert line.log == ["all", "all done"]


def test_no_session_of_rows_waits_for_files(made: tuple[FilesRun, SyncRun], line: Line, qtbot: QtBot) -> None:
    run, sync = made
    run.start()

    for _time in range(2):
        with qtbot.waitSignal(sync.ended):
            assert sync.start()

    assert run.running
    finish(run, line, qtbot)


def test_after_a_session_that_failed_no_file_moves(made: tuple[FilesRun, SyncRun], line: Line) -> None:
    _run, sync = made

    sync.end_with(UserError("门店服务器没有回应。"))

    assert line.log == []


def test_a_file_somebody_opens_goes_before_the_others(made: tuple[FilesRun, SyncRun], line: Line, qtbot: QtBot) -> None:
    run, _sync = made
    got: list[str] = []
    run.got.connect(got.append)
    run.start()
    qtbot.waitUntil(lambda: line.log == ["all"])

    run.get("f1")
    run.get("f1")
    asked = run.is_asked("f1"), run.is_asked("f2")
    line.go.release(100)
    qtbot.waitUntil(lambda: not run.running and "all done" in line.log)

    assert asked == (True, False)
    assert line.log == ["all", "all stopped", "f1", "f1 done", "all", "all done"]
    assert got == ["f1"]


def test_a_file_that_is_not_wanted_any_more_is_left(made: tuple[FilesRun, SyncRun], line: Line, qtbot: QtBot) -> None:
    run, _sync = made
    for one in ("f1", "f2"):
        run.get(one)
    qtbot.waitUntil(lambda: line.log == ["f1"])

    run.let_be("f2")
    run.let_be("f1")
    line.go.release(100)
    qtbot.waitUntil(lambda: not run.running and "f1 let be" in line.log)

    assert "f1 stopped" in line.log
    assert "f2" not in line.log
    assert "f2 let be" in line.log


def test_saving_data_stops_what_is_on_its_way_and_asks_for_less(
    made: tuple[FilesRun, SyncRun], line: Line, services: Services, qtbot: QtBot
) -> None:
    run, _sync = made
    run.start()
    qtbot.waitUntil(lambda: line.log == ["all"])

    run.save_data(True)
    line.go.release(100)
    qtbot.waitUntil(lambda: "small done" in line.log)

    assert line.log == ["all", "all stopped", "small", "small done"]
    assert services.preferences.get(SAVES_DATA)


def test_large_files_wait_while_the_network_is_metered(
    made: tuple[FilesRun, SyncRun], line: Line, qtbot: QtBot
) -> None:
    run, _sync = made
    run.start()
    qtbot.waitUntil(lambda: line.log == ["all"])

    run.network.hear(True)
    line.go.release(100)
    qtbot.waitUntil(lambda: "small done" in line.log and not run.running)
    run.network.hear(False)
    line.go.release(100)
    qtbot.waitUntil(lambda: "all done" in line.log)

    assert line.log == ["all", "all stopped", "small", "small done", "all", "all done"]


def test_large_files_go_over_a_metered_network_where_that_is_wanted(
    made: tuple[FilesRun, SyncRun], line: Line, services: Services, qtbot: QtBot
) -> None:
    run, _sync = made
    run.network.ask()
    run.network.hear(True)
    assert run.waits

    run.go_anyway(True)
    finish(run, line, qtbot)

    assert line.log == ["all", "all done"]
    assert services.preferences.get(METERED_TOO)


def test_a_file_somebody_opens_comes_over_a_metered_network(
    made: tuple[FilesRun, SyncRun], line: Line, qtbot: QtBot
) -> None:
    run, _sync = made
    run.get("f1")
    qtbot.waitUntil(lambda: line.log == ["f1"])

    run.network.hear(True)
    finish(run, line, qtbot)

    assert line.log == ["f1", "f1 done"]


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        (UserError("门店服务器没有回应。"), "门店服务器没有回应。附件会在下次同步时取回。"),
        (Carried(left=1), "门店还没有这个附件。等添加它的电脑同步后就会有。"),
        (Carried(left=1, problems={DAMAGED: 1}), "有 1 个附件的内容与添加时不一致，没有采用；下次同步会再试。"),
    ],
)
def test_a_file_that_does_not_come_is_said(
    made: tuple[FilesRun, SyncRun], line: Line, notices: Heard, qtbot: QtBot, outcome: Any, said: str
) -> None:
    run, _sync = made
    got: list[str] = []
    run.got.connect(got.append)
    line.outcome = outcome

    run.get("f1")
    finish(run, line, qtbot)

    assert (notices.last.text, got) == (said, [])


def test_the_end_of_the_program_stops_it(
    made: tuple[FilesRun, SyncRun], line: Line, services: Services, qtbot: QtBot
) -> None:
    run, _sync = made
    run.start()
    qtbot.waitUntil(lambda: line.log == ["all"])

    for ticket in [*services.lanes.files._long]:
        ticket.cancel()
    line.go.release(1)

    qtbot.waitUntil(lambda: line.log == ["all", "all stopped"])
