"""Keeps the top bar's pill true, says how a session went, and lets what waits go up before the program ends."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from crm_desktop.base import clock
from crm_desktop.base.i18n import _, ngettext
from crm_desktop.ui.services import Services
from crm_desktop.ui.sync_run import PASSING, SyncRun
from crm_desktop.ui.sync_watch import by_itself
from crm_desktop.ui.window.standing import Link, alone, standing
from crm_desktop.ui.window.top_bar import TopBar

if TYPE_CHECKING:
    from sync.client.receipt import Receipt


class ShopLink(QObject):
    """Between the one session and the frame of the program."""

    def __init__(self, services: Services, run: SyncRun, top: TopBar, window: QWidget) -> None:
        super().__init__(window)
        self._services, self._run, self._top, self._window = services, run, top, window
        self._by_hand = self._at_leisure = False
        run.stated.connect(self.show_standing)
        run.began.connect(self.show_standing)
        run.ended.connect(self._tell)

    # The pill -------------------------------------------------------------------------------------------------------

    def show_standing(self) -> None:
        """Say in the top bar how this laptop stands with the shop."""
        state, run = self._run.state, self._run
        if state is None:
            return
        if not state.enrolled:
            self._top.show_standing(alone(), syncs=False)
            return
        last, to_decide = state.last.at if state.last else None, state.conflicts + state.parked
        stopped = stopped_words(run.stopped_by)
        link = Link(state.waiting, to_decide, last, run.reached, run.running, stopped, state.days_left)
        self._top.show_standing(standing(link, clock.now()), syncs=run.stopped_by != "revoked", running=run.running)

    # A session ------------------------------------------------------------------------------------------------------

    def sync_now(self, *, at_leisure: bool = False) -> None:
        """By hand: how it went is said in any case; `at_leisure`: what passes by itself is no error."""
        state = self._run.state
        if state is not None and not state.enrolled:
            self._services.signals.run_action.emit("enrol", "")
        else:
            self._by_hand, self._at_leisure = True, at_leisure
            self._run.start()

    def _tell(self) -> None:
        by_hand, self._by_hand = self._by_hand, False
        run, notices = self._run, self._services.notices
        self.show_standing()
        if run.problem is not None:
            if by_hand and self._at_leisure and run.stopped_by in PASSING:
                notices.info(_("Not synced yet: the shop cannot be reached. It goes up by itself as soon as it can."))
            elif by_hand:
                notices.error(run.problem)
        elif run.receipt is not None:
            waits = run.receipt.conflicts + run.receipt.parked
            if waits:
                said = ngettext("{n} thing came in that you decide.", "{n} things came in that you decide.", waits)
                notices.warn(said.format(n=f"{waits:,}"), _("Look"), self._show_page)
            elif by_hand:
                notices.done(receipt_sentence(run.receipt))
        elif run.cancelled and by_hand:
            notices.info(_("The sync was stopped. What was done stays done; the rest goes the next time."))

    def _show_page(self) -> None:
        self._services.signals.open_page.emit("sync")

    # The end --------------------------------------------------------------------------------------------------------

    def before_end(self, leave: Callable[[], object]) -> bool:
        """Let what waits go up first; True when `leave` will be called once the program may end."""
        state, run = self._run.state, self._run
        wanted = by_itself(self._services.preferences)
        deaf = run.stopped_by != "update" and stopped_words(run.stopped_by)  # too old: what waits is taken all the same
        if state is None or not state.enrolled or not wanted or run.reached is False or deaf:
            return False
        # After the writes under way: what was typed a moment ago counts too.
        look = partial(run.look, partial(self._send_first, leave))
        self._services.lanes.write.run(self, _nothing, lambda _done: look())
        return True

    def _send_first(self, leave: Callable[[], object]) -> None:
        from crm_desktop.ui.dialogs.leaving import LeavingDialog

        state = self._run.state
        if state is None or not state.waiting:
            leave()
            return
        dialog = LeavingDialog(state.waiting, self._window)
        dialog.leave.connect(self._run.cancel)
        dialog.leave.connect(leave)
        self._run.ended.connect(dialog.accept)
        dialog.open()
        self._run.start()


def _nothing() -> None:
    """What the lane does for us is the waiting."""


def stopped_words(kind: str) -> str:
    """Why nothing goes to the shop any more, in two or three words."""
    return {
        "revoked": _("Shut out by the shop"), "not enrolled": _("Not known to the shop"),
        "update": _("Update needed"), "too old": _("Update needed"), "disk": _("The disk is full"),
    }.get(kind, "")  # fmt: skip


def receipt_sentence(receipt: "Receipt") -> str:
    """How a session went, for a message."""
    if not receipt.sent and not receipt.received:
        return _("In step with the shop: there was nothing new.")
    return _("Synced: {sent} up, {received} down.").format(sent=f"{receipt.sent:,}", received=f"{receipt.received:,}")
