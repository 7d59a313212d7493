"""Sync: a laptop on its own, the enrolment, the inbox and the receipts, and all that can stand in the way."""

import base64
import json
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import timedelta
from functools import partial
from typing import cast

from crm_desktop.base import clock
from crm_desktop.base.i18n import _
from crm_desktop.features.sync import rules
from crm_desktop.features.sync.commands.noting import note
from crm_desktop.features.sync.records import GONE, Interval, SyncStopped
from crm_desktop.ui.dialogs.leaving import LeavingDialog
from crm_desktop.ui.pages.sync.enrol_dialog import EnrolDialog
from crm_desktop.ui.pages.sync.inbox_card import OPEN, PARKED, SETTLED
from crm_desktop.ui.pages.sync.page import SyncPage
from crm_desktop.ui.tour.drawing import Scene, settle
from crm_desktop.ui.window.standing import Link, standing
from crm_desktop.ui.window.window import Window
from sync.client import errors
from sync.client.discovery import Found
from sync.client.enrolment import UNKNOWN, BadCode
from sync.client.errors import DeviceRevoked, NotEnrolled, Offline, SyncProblem, TooOld, UpdateNeeded
from sync.client.receipt import Receipt

SMALL = (1040, 720)
URL = "https://192.168.1.20:8443"


def alone() -> list[Scene]:
    """Before this laptop belongs to a shop."""
    return [
        Scene("sync-alone", "Sync: a laptop on its own", lambda window: _none(_page(window))),
        Scene("enrol", "Connect to the shop", lambda window: _none(_enrol(window, ""))),
        Scene("enrol-code", "Connect: what the code says", lambda window: _none(_enrol(window, code()))),
        Scene("enrol-cut", "Connect: a part of the code is missing", lambda window: _none(_enrol(window, code()[:40]))),
        Scene("enrol-found", "Connect: a server found in the network", _enrol_found),
        Scene("enrol-refused", "Connect: the server does not know the code", _enrol_refused),
    ]


def connected() -> list[Scene]:
    """With a shop, its conflicts and its receipts."""
    return [
        Scene("sync", "Sync: two values", partial(show_part, OPEN, 0)),
        Scene("sync-long", "Sync: two long values", partial(show_part, OPEN, 2)),
        Scene("sync-not-taken", "Sync: a change that was not taken", partial(show_part, PARKED, 0)),
        Scene("sync-decided", "Sync: decided already", partial(show_part, SETTLED, 0)),
        Scene("narrow-sync", "A small window: sync", partial(show_part, OPEN, 0), SMALL),
        Scene("sync-running", "Sync: under way", _running),
        *[Scene(f"sync-{name}", f"Sync: {name}", partial(_problem, make)) for name, make in PROBLEMS.items()],
        Scene("sync-lock-near", "Sync: the lock is near", _lock_near),
        *[Scene(f"pill-{name}", f"The pill: {name}", partial(_pill, link)) for name, link in pills().items()],
        Scene(
            "enrol-again", "Connect: a new code for a laptop of the shop", lambda window: _none(_enrol(window, code()))
        ),
        Scene("sync-leaving", "Sync before the program ends", partial(_leaving, False)),
        Scene("sync-leaving-asks", "Sync before the program ends: it takes long", partial(_leaving, True)),
        Scene("sync-lost", "Sync: changes that neither the laptop nor the shop has", _lost),
    ]


def code() -> str:
    """An enrolment code nobody can use."""
    said = {"v": 1, "url": URL, "fingerprint": "ab" * 32, "secret": "-", "shop": _("Sunshine Motors"), "user": "刘伟"}
    return base64.urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("=")


def _none(_shown: object) -> None:
    """The window is drawn with what is open on it."""


def _page(window: Window) -> SyncPage:
    if not window.is_open:
        window.open_profile()
    window.show_page("sync", focus=True)
    settle(window.services.lanes, window)
    if window.services.sync is not None:
        window.services.sync.look()
    settle(window.services.lanes, window)
    return cast("SyncPage", window.pages["sync"])


def _enrol(window: Window, said: str) -> EnrolDialog:
    _page(window)
    dialog = EnrolDialog(window.services, window, said, nearby=list)
    dialog.open()
    settle(window.services.lanes, window)
    return dialog


def _enrol_found(window: Window) -> None:
    _enrol(window, code()).show_found([Found(_("Sunshine Motors"), "https://192.168.1.77:8443")])


def _enrol_refused(window: Window) -> None:
    _enrol(window, code()).refuse(rules.code_problem(BadCode(UNKNOWN)))


def show_part(name: str, down: int, window: Window) -> None:
    """One of the three lists of the inbox, so many rows down."""
    page = _page(window)
    page.inbox.show_part(name)
    page.inbox.step(down)
    page.inbox.list.setFocus()


def _lost(window: Window) -> None:
    """Laptop and server came back from copies; last of all, for it stays on the list."""
    until = clock.now() - timedelta(hours=5)
    since = until - timedelta(days=1)
    gone = Interval("a", 11, 13, since.isoformat(sep=" "), until.isoformat(sep=" "))
    assert window.services.store is not None
    window.services.store.write("", note, {GONE: json.dumps([asdict(gone)])})
    show_part(PARKED, 0, window)


def _running(window: Window) -> None:
    page = _page(window)
    page.strip.begin()
    page.show_progress(Receipt(sent=120), waiting=300)


PROBLEMS: dict[str, Callable[[], SyncProblem]] = {
    "offline": Offline, "revoked": DeviceRevoked, "unknown-here": NotEnrolled, "too-old": UpdateNeeded,
    "certificate": lambda: Offline(errors.CERTIFICATE), "newer-server": TooOld,
}  # fmt: skip


def _problem(make: Callable[[], SyncProblem], window: Window) -> None:
    page = _page(window)
    stopped: SyncStopped = rules.problem(make())
    page.run.end_with(stopped)
    settle(window.services.lanes, window)


def _lock_near(window: Window) -> None:
    page = _page(window)
    run = page.run
    if run.state is not None:
        run.problem, run.state = None, replace(run.state, days_left=5)
        run.stated.emit()
    settle(window.services.lanes, window)
    window.top.show_standing(standing(pills()["lock-near"], clock.now()), syncs=True)


def pills() -> dict[str, Link]:
    """Every state the pill can show."""
    last = clock.now() - timedelta(minutes=17)
    return {
        "online": Link(27, 0, last, reached=True), "offline": Link(27, 3, last, reached=False),
        "in-step": Link(0, 0, last, reached=True), "to-decide": Link(0, 3, last, reached=True),
        "lock-near": Link(27, 0, last, reached=False, days_left=5),
        "running": Link(27, 0, last, running=True), "stopped": Link(27, 0, last, stopped=_("Shut out by the shop")),
    }  # fmt: skip


def _pill(link: Link, window: Window) -> None:
    _page(window)
    window.show_page("today")
    window.top.show_standing(standing(link, clock.now()), syncs=not link.stopped)


def _leaving(asks: bool, window: Window) -> None:
    _page(window)
    dialog = LeavingDialog(27, window)
    dialog.open()
    if asks:
        dialog.ask()
