"""Before the pages: the welcome, the passphrase, and what is said when a profile cannot be opened."""

import errno
from collections.abc import Callable
from functools import partial

from crm_desktop.base.errors import DiskFull, ProfileDamaged, ProfileLocked, ProfileProblem, ProfileTooNew
from crm_desktop.base.i18n import _
from crm_desktop.features.security import rules as security
from crm_desktop.features.sync import rules
from crm_desktop.features.sync.records import LockCard
from crm_desktop.store import connection, migrate, opening
from crm_desktop.ui.dialogs.lease import LeaseScreen
from crm_desktop.ui.dialogs.problem import ProblemScreen
from crm_desktop.ui.dialogs.unlock import UnlockScreen
from crm_desktop.ui.dialogs.waiting import WaitingScreen
from crm_desktop.ui.dialogs.welcome import Protection, ProtectionStep, Welcome
from crm_desktop.ui.tour.drawing import Scene
from crm_desktop.ui.window.window import Window
from sync.client.errors import Offline


def gates() -> list[Scene]:
    """In the order a first start shows them."""
    return [
        Scene("welcome-1-language", "Welcome: language", lambda window: window.gate(Welcome(window))),
        Scene("welcome-2-protection", "Welcome: what opens the profile", _protection),
        Scene("welcome-2-refused", "Welcome: a passphrase that is too short", _short_passphrase),
        Scene("welcome-2-nothing", "Welcome: no protection, on purpose", _no_protection),
        Scene("welcome-3-beginning", "Welcome: how to begin", _beginning),
        Scene("welcome-4-preparing", "Preparing the profile", _preparing),
        Scene("unlock", "Unlock", lambda window: window.gate(UnlockScreen(window))),
        Scene("unlock-refused", "Unlock: a wrong passphrase", _wrong_passphrase),
        Scene("locked", "Locked: not synced for long", lambda window: _none(_not_synced(window))),
        Scene("locked-refused", "Locked: offline, and a wrong code", _wrong_code),
        *[
            Scene(f"problem-{name}", f"A profile that cannot be opened: {name}", partial(_problem, make))
            for name, make in _PROBLEMS.items()
        ],
        Scene("problem-damaged-shop", "A damaged profile of a shop", _damaged_of_a_shop),
    ]


def _protection(window: Window) -> None:
    welcome = Welcome(window)
    window.gate(welcome)
    welcome.ask_protection()


def _short_passphrase(window: Window) -> None:
    _protection(window)
    step = window.findChildren(ProtectionStep)[-1]
    step.first.put("1234")
    step.choose()


def _no_protection(window: Window) -> None:
    _protection(window)
    window.findChildren(ProtectionStep)[-1].radios[Protection.NONE].setChecked(True)


def _beginning(window: Window) -> None:
    welcome = Welcome(window)
    window.gate(welcome)
    welcome.ask_beginning()


def _preparing(window: Window) -> None:
    screen = WaitingScreen("database-outline", _("Preparing your profile…"), window, stoppable=True)
    window.gate(screen)
    screen.card.show()
    screen.show_progress(120, 300)


def _wrong_passphrase(window: Window) -> None:
    screen = UnlockScreen(window)
    window.gate(screen)
    screen.input.put("not this one")
    screen.refuse(_("The passphrase does not open this profile. Nothing was changed; try again."))


def _not_synced(window: Window) -> LeaseScreen:
    screen = LeaseScreen(_nothing, window)
    screen.show_card(LockCard("9f3c21", "48217735", 27))
    window.gate(screen)
    return screen


def _wrong_code(window: Window) -> None:
    screen = _not_synced(window)
    screen.show_syncing(False, str(rules.problem(Offline())))
    screen.code.put("1234 5678")
    screen.refuse(_("This code does not fit. Compare the number on the screen and ask again."))


def _locked() -> ProfileProblem:
    sentence = _("Another window or program has this profile open. Close it, then try again. Nothing was changed.")
    return ProfileLocked(sentence)


def _damaged() -> ProfileProblem:
    return connection.translated(Exception("file is not a database")) or ProfileDamaged()


def _full() -> ProfileProblem:
    try:
        with opening.no_room_to_open():
            raise DiskFull
    except DiskFull as full:
        return full


def _denied() -> ProfileProblem:
    return connection.translated(OSError(errno.EACCES, "Permission denied")) or ProfileProblem()


def _too_new() -> ProfileProblem:
    try:
        migrate.check_not_newer("9999")
    except ProfileTooNew as problem:
        return problem
    return ProfileTooNew()


_PROBLEMS: dict[str, Callable[[], ProfileProblem]] = {
    "locked": _locked, "damaged": _damaged, "too-new": _too_new, "disk-full": _full, "not-writable": _denied,
}  # fmt: skip


def _damaged_of_a_shop(window: Window) -> None:
    screen = ProblemScreen(_damaged(), window)
    screen.add_way_out(*security.way_out(connected=True), _nothing)
    screen.offer(again=_nothing, look=_nothing, folder=_nothing, leave=_nothing)
    window.gate(screen)


def _problem(make: Callable[[], ProfileProblem], window: Window) -> None:
    screen = ProblemScreen(make(), window)
    screen.offer(again=_nothing, look=_nothing, folder=_nothing, leave=_nothing)
    window.gate(screen)


def _none(_shown: object) -> None:
    """The window is drawn with what is on it."""


def _nothing() -> None:
    """The tour presses nothing."""
