"""When the program syncs by itself: jittered, soon after edits rest, later and later while nobody answers."""

from collections.abc import Callable, Iterator

import pytest
import shiboken6
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QObject

from crm_desktop.base.errors import UserError
from crm_desktop.ui.services import Services
from crm_desktop.ui.sync_run import SyncRun
from crm_desktop.ui.sync_watch import AFTER_EDIT, AUTOMATIC, LATEST, TICK, USUALLY, SyncWatch, next_wait
from sync.client.receipt import Receipt
from tests import make
from tests.ui.connected import enrol


class Sessions:
    """What the shop's server would do."""

    def __init__(self) -> None:
        self.count = 0
        self.problem: UserError | None = None

    def __call__(self, store: object, progress: Callable[[Receipt], None]) -> Receipt:
        progress(Receipt())
        self.count += 1
        if self.problem is not None:
            raise self.problem
        return Receipt(sent=1)


@pytest.fixture
def sessions() -> Sessions:
    return Sessions()


@pytest.fixture
def watch(services: Services, sessions: Sessions) -> Iterator[SyncWatch]:
    owner = QObject()
    enrol(services.store)
    run = SyncRun(services, owner, sessions)
    run.look()
    made = SyncWatch(services, run, owner, chance=lambda: 0.5)
    pass_by(made, AFTER_EDIT)  # the first session, a moment after the start
    yield made
    shiboken6.delete(owner)  # its timers would look at a profile that is closed by then


def pass_by(watch: SyncWatch, seconds: float) -> None:
    for _tick in range(round(seconds / TICK)):
        watch.tick()


def test_it_syncs_a_moment_after_the_start_and_then_now_and_then(watch: SyncWatch, sessions: Sessions) -> None:
    assert sessions.count == 1
    pass_by(watch, USUALLY - TICK)
    assert sessions.count == 1
    pass_by(watch, TICK)

    assert sessions.count == 2


def test_an_edit_goes_up_when_the_typing_rests(watch: SyncWatch, sessions: Sessions, services: Services) -> None:
    make.contact(services.store)
    pass_by(watch, AFTER_EDIT - TICK)
    make.contact(services.store, name="李雷")
    pass_by(watch, AFTER_EDIT - TICK)
    assert sessions.count == 1
    pass_by(watch, TICK)

    assert sessions.count == 2


def test_typing_that_never_rests_goes_up_all_the_same(watch: SyncWatch, sessions: Sessions, services: Services) -> None:
    for _turn in range(LATEST // TICK + AFTER_EDIT // TICK):
        make.contact(services.store)
        watch.tick()

    assert sessions.count >= 2


def test_while_nobody_answers_it_asks_ever_less_often(watch: SyncWatch, sessions: Sessions, services: Services) -> None:
    sessions.problem = UserError("离线")
    asked = []
    for _hour in range(3):
        before = sessions.count
        pass_by(watch, 2_700)
        make.contact(services.store)  # an edit makes no calls while nobody answers
        asked.append(sessions.count - before)

    assert asked[0] > 4
    assert set(asked[1:]) <= {3, 4}


def test_nothing_runs_while_the_program_is_locked_or_it_is_switched_off(
    watch: SyncWatch, sessions: Sessions, services: Services
) -> None:
    services.signals.locked.emit(True)
    pass_by(watch, 2 * USUALLY)
    services.signals.locked.emit(False)
    services.preferences.set(AUTOMATIC, False)
    pass_by(watch, 2 * USUALLY)
    assert sessions.count == 1
    services.preferences.set(AUTOMATIC, True)
    pass_by(watch, TICK)

    assert sessions.count == 2


@given(st.integers(0, 60), st.floats(0, 1), st.floats(0, 10_000))
def test_a_wait_is_never_shorter_than_the_server_asked(failures: int, chance: float, asked: float) -> None:
    wait = next_wait(failures, chance=chance, asked=asked)

    assert max(asked, 15) <= wait <= max(asked, 900)
