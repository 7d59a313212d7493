"""The lanes: order, answers on the GUI thread, newest wins, and nothing for those who are gone."""

import threading
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject, QThread
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from crm_desktop.base.errors import Refused, UserError
from crm_desktop.ui.lanes import InlineLane, Lane


class Told:
    def __init__(self) -> None:
        self.errors: list[str] = []
        self.reports: list[str] = []

    def error(self, problem: UserError) -> None:
        self.errors.append(str(problem))

    def bug(self, report: str) -> None:
        self.reports.append(report)


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def real_lane(qapp: QApplication, told: Told) -> Iterator[Lane]:
    lane = Lane("test", told)
    yield lane
    lane.drain()


@pytest.fixture
def owner(qapp: QApplication) -> QObject:
    return QObject()


def test_jobs_run_in_order_off_the_gui_thread(real_lane: Lane, owner: QObject, qtbot: QtBot) -> None:
    seen: list[tuple[int, bool]] = []
    here = threading.get_ident()

    for n in range(20):
        real_lane.run(owner, lambda n=n: seen.append((n, threading.get_ident() != here)))
    real_lane.drain()

    assert seen == [(n, True) for n in range(20)]


def test_answers_come_on_the_gui_thread(real_lane: Lane, owner: QObject, qtbot: QtBot) -> None:
    answers: list[tuple[int, bool]] = []

    real_lane.run(owner, lambda: 42, lambda n: answers.append((n, QThread.isMainThread())))
    qtbot.waitUntil(lambda: bool(answers))

    assert answers == [(42, True)]


def test_an_answer_is_dropped_when_its_owner_is_gone(real_lane: Lane, qtbot: QtBot) -> None:
    answers: list[str] = []
    gone, stays = QObject(), QObject()
    free = threading.Event()

    real_lane.run(gone, free.wait, lambda _: answers.append("gone"))
    real_lane.run(stays, lambda: None, lambda _: answers.append("stays"))
    gone.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    free.set()
    qtbot.waitUntil(lambda: "stays" in answers)

    assert answers == ["stays"]


def test_a_refused_write_is_told_also_when_its_dialog_is_gone(told: Told, qtbot: QtBot) -> None:
    lane, gone, free = Lane("test", told, writes=True), QObject(), threading.Event()
    answers: list[str] = []

    def write() -> None:
        free.wait()
        raise Refused("This phone is taken.")

    lane.run(gone, write, failed=lambda problem: answers.append(str(problem)))
    gone.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    free.set()
    qtbot.waitUntil(lambda: bool(told.errors or answers))
    lane.drain()

    assert (told.errors, answers) == (["This phone is taken."], [])


class Dialog(QObject):
    """Asks something of a page, and is closed before the answer comes."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[object] = []

    def hear(self, answer: object) -> None:
        self.heard.append(answer)


@pytest.mark.parametrize("wrap", [lambda method: method, partial], ids=["method", "partial"])
def test_a_dialog_that_is_gone_is_not_answered_though_its_page_is_there(
    told: Told, owner: QObject, qtbot: QtBot, wrap: Any
) -> None:
    lane, dialog, free = Lane("test", told, writes=True), Dialog(), threading.Event()
    answers: list[str] = []

    def refuse() -> None:
        raise Refused("This phone is taken.")

    lane.run(owner, free.wait, wrap(dialog.hear), wrap(dialog.hear))
    lane.run(owner, refuse, wrap(dialog.hear), wrap(dialog.hear))
    lane.run(owner, lambda: None, lambda _: answers.append("the page"))
    dialog.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    free.set()
    qtbot.waitUntil(lambda: bool(answers))
    lane.drain()

    assert (dialog.heard, told.errors, told.reports) == ([], ["This phone is taken."], [])


def test_only_the_newest_of_a_key_is_answered(real_lane: Lane, owner: QObject, qtbot: QtBot) -> None:
    answers: list[str] = []
    done: list[str] = []
    free = threading.Event()
    real_lane.run(owner, free.wait)

    for text in ("w", "wa", "wang"):
        real_lane.run(
            owner, lambda text=text: done.append(text), lambda _, text=text: answers.append(text), key="search"
        )
    free.set()
    qtbot.waitUntil(lambda: bool(answers))
    real_lane.drain()

    assert (done, answers) == (["wang"], ["wang"])


def test_a_refusal_goes_to_whoever_asked_or_to_the_user(
    real_lane: Lane, owner: QObject, told: Told, qtbot: QtBot
) -> None:
    taken: list[str] = []

    def refuse() -> None:
        raise Refused("no")

    real_lane.run(owner, refuse, None, lambda problem: taken.append(str(problem)))
    real_lane.run(owner, refuse)
    qtbot.waitUntil(lambda: bool(told.errors))

    assert (taken, told.errors) == (["no"], ["no"])


def test_a_bug_is_reported_without_its_message(real_lane: Lane, owner: QObject, told: Told, qtbot: QtBot) -> None:
    def break_down() -> None:
        raise ValueError("王芳 13800138000")

    real_lane.run(owner, break_down)
    qtbot.waitUntil(lambda: bool(told.reports))

    assert told.reports[0].startswith("ValueError")
    assert "13800138000" not in told.reports[0]


def test_the_lane_goes_on_after_a_bug(real_lane: Lane, owner: QObject, qtbot: QtBot) -> None:
    answers: list[int] = []

    real_lane.run(owner, lambda: 1 // 0)
    real_lane.run(owner, lambda: 7, answers.append)
    qtbot.waitUntil(lambda: bool(answers))

    assert answers == [7]


def test_a_long_job_tells_its_progress_and_sees_the_cancel(real_lane: Lane, owner: QObject, qtbot: QtBot) -> None:
    steps: list[tuple[int, int]] = []
    ends: list[str] = []
    told, go = threading.Event(), threading.Event()

    def job(progress: object, cancelled: object) -> str:
        progress(1, 10)  # type: ignore[operator]
        told.set()
        go.wait()
        return "stopped" if cancelled() else "whole"  # type: ignore[operator]

    ticket = real_lane.run_long(owner, job, ends.append, progress=lambda done, total: steps.append((done, total)))
    told.wait()
    qtbot.waitUntil(lambda: bool(steps))
    ticket.cancel()
    go.set()
    qtbot.waitUntil(lambda: bool(ends))

    assert (steps, ends) == ([(1, 10)], ["stopped"])


def test_draining_finishes_what_was_asked_for(real_lane: Lane, owner: QObject) -> None:
    written: list[int] = []
    for n in range(50):
        real_lane.run(owner, lambda n=n: written.append(n))

    assert real_lane.drain()

    assert len(written) == 50


def test_giving_up_ends_with_the_job_under_way(real_lane: Lane, owner: QObject) -> None:
    begun, go, read = threading.Event(), threading.Event(), []
    real_lane.run(owner, lambda: (begun.set(), go.wait(), read.append("first")))
    real_lane.run(owner, lambda: read.append("second"))
    begun.wait()

    still_at_it = not real_lane.give_up(0)
    go.set()

    assert still_at_it
    assert real_lane.drain(10)
    assert read == ["first"]


def test_the_inline_lane_lets_a_bug_out(told: Told, owner: QObject) -> None:
    with pytest.raises(ZeroDivisionError):
        InlineLane(told).run(owner, lambda: 1 // 0)


def test_a_lane_knows_its_long_steps(real_lane: Lane, owner: QObject, qtbot: QtBot) -> None:
    ends: list[str] = []

    def job(progress: object, cancelled: object) -> str:
        while not cancelled():  # type: ignore[operator]
            pass
        return "stopped"

    real_lane.run_long(owner, job, ends.append)
    assert real_lane.is_long
    real_lane.stop_long()
    qtbot.waitUntil(lambda: bool(ends))

    assert not real_lane.is_long
