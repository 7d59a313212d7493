"""The sales manager: reviews, handing over, whose customer it is, who changed what; and a laptop that is shut out."""

from functools import partial
from typing import cast

from crm_desktop.features.customers.queries import matching_ids
from crm_desktop.features.customers.records import Filter, Sort
from crm_desktop.features.team.queries import stays_here
from crm_desktop.ui.dialogs.shut_out import TakeAlongScreen
from crm_desktop.ui.pages.hand_over.dialog import HandOverDialog
from crm_desktop.ui.pages.network.page import NetworkPage
from crm_desktop.ui.pages.reviews.dialog import ReviewsDialog
from crm_desktop.ui.pages.sync.inbox_card import PARKED
from crm_desktop.ui.people.page import PeoplePage
from crm_desktop.ui.shut_out import ShutOut
from crm_desktop.ui.tour.drawing import Scene, settle, type_into
from crm_desktop.ui.tour.scenes.sync import show_part
from crm_desktop.ui.window.window import Window
from sync.protocol import LEAVER, STOLEN

TO = "王经理"
"""Who takes over: the made-up manager himself."""
SMALL = (1040, 720)


def leading() -> list[Scene]:
    """What only a manager sees."""
    return [
        Scene("reviews", "Reviews: what waits for the manager", partial(_action, "reviews")),
        Scene("reviews-no-note", "Reviews: sent back without a note", _no_note),
        Scene("hand-over", "Hand over: to whom", _hand_over),
        Scene("hand-over-chosen", "Hand over: what goes along", partial(_hand_over, chosen=True)),
        Scene("hand-over-done", "Hand over: done, the papers", partial(_hand_over, chosen=True, done=True)),
        Scene("hand-over-nobody", "Hand over: nobody was chosen", partial(_action, "hand_over")),
        Scene("hand-over-pack", "The hand-over pack", _pack),
        Scene("manager-customers", "A manager's customers", partial(_page, "customers")),
        Scene("manager-today", "A manager's day", partial(_page, "today")),
        Scene("manager-groups", "A manager's groups", partial(_network, "groups")),
        Scene("manager-tips", "A manager's colleagues and peers", partial(_network, "tips")),
        Scene("manager-map", "A manager's map", _map),
        Scene("narrow-manager-map", "A small window: a manager's map", _map, SMALL),
        Scene("manager-search", "A manager's search", _search),
        Scene("sync-take-in", "Sync: somebody a leaver added is taken in", partial(show_part, PARKED, 0)),
        Scene("sync-comes-along", "Sync: what hangs on somebody to take in", partial(show_part, PARKED, 3)),
        Scene("own-rules-none", "No rule gave way", partial(_action, "own_rules")),
        Scene("history-shop", "History: the shop is not reached", _history),
    ]  # fmt: skip


def asking() -> list[Scene]:
    """What a consultant sees of it."""
    return [
        Scene("reviews-nothing", "Reviews: nothing was sent back", partial(_action, "reviews")),
        Scene("own-rules", "My rules from before the shop", partial(_action, "own_rules")),
        Scene("archive-only-here", "Archive of somebody the shop does not take", _only_here),
    ]


def shut_out() -> list[Scene]:
    """How a laptop ends."""
    return [
        Scene("shut-out-take-along", "Shut out: take the private contacts along", _take_along),
        Scene("shut-out-refused", "Shut out: two different passphrases", partial(_take_along, refused=True)),
        Scene("shut-out-left", "Shut out: private contacts were taken along", partial(_wiped, LEAVER, kept=True)),
        Scene("shut-out-nothing", "Shut out: there was nobody to take along", partial(_wiped, LEAVER)),
        Scene("shut-out-stolen", "Shut out: reported as stolen", partial(_wiped, STOLEN)),
    ]  # fmt: skip


def _open(window: Window) -> None:
    if not window.is_open:
        window.open_profile()
    if window.services.sync is not None:
        window.services.sync.look()
    settle(window.services.lanes, window)


def _action(name: str, window: Window) -> None:
    _open(window)
    window.show_page("today")
    settle(window.services.lanes, window)
    window.perform(name)


def _some(window: Window, count: int) -> list[str]:
    return window.services.store.read(matching_ids, Filter(), sort=Sort.DUE, limit=count)


def _no_note(window: Window) -> None:
    _action("reviews", window)
    settle(window.services.lanes, window)
    for dialog in window.findChildren(ReviewsDialog):
        dialog.send_back()


def _hand_over(window: Window, *, chosen: bool = False, done: bool = False) -> None:
    _open(window)
    window.show_page("customers")
    window.perform("hand_over", ",".join(_some(window, 3)))
    settle(window.services.lanes, window)
    for dialog in window.findChildren(HandOverDialog):
        if chosen:
            dialog.takers.put(TO)
            dialog.takers.setFocus()
            dialog.takers.chosen.emit(TO)
            settle(window.services.lanes, window)
        if done:
            dialog.act.click()


def _pack(window: Window) -> None:
    _open(window)
    window.perform("hand_over_pack", ",".join(_some(window, 3)))


def _page(name: str, window: Window) -> None:
    _open(window)
    window.show_page(name)


def _network(tab: str, window: Window) -> None:
    _page("network", window)
    cast("NetworkPage", window.pages["network"]).show_tab(tab)


def _map(window: Window) -> None:
    _page("map", window)
    settle(window.services.lanes, window)
    window.pages["map"].open_record(_some(window, 1)[0])


def _only_here(window: Window) -> None:
    _page("customers", window)
    settle(window.services.lanes, window)
    store = window.services.store
    kept = next(one for one in _some(window, 50) if store.read(stays_here, one))
    cast("PeoplePage", window.pages["customers"]).open_record(kept)


def _search(window: Window) -> None:
    _page("today", window)
    window.perform("search")
    type_into(window.top.search, "level:A")


def _history(window: Window) -> None:
    _page("customers", window)
    settle(window.services.lanes, window)
    archive = cast("PeoplePage", window.pages["customers"]).archive
    archive.completeness.history_button.click()


def _take_along(window: Window, *, refused: bool = False) -> None:
    screen = TakeAlongScreen(_nothing, window)
    if refused:
        screen.first.setText("correct horse")
        screen.second.setText("battery")
        screen.choose()
    window.gate(screen)


def _wiped(kind: str, window: Window, *, kept: bool = False) -> None:
    profile = window.services.store.profile
    ShutOut(window.services, window, lambda _folder: None).tell(profile, kind, str(profile) if kept else "")


def _nothing() -> None:
    """The tour presses nothing."""
