"""Referrals: every part of the page, and the dialogs of asks, rewards and gifts."""

from functools import partial
from typing import cast

from crm_desktop.features.referrals import queries
from crm_desktop.features.referrals.records import RewardState
from crm_desktop.ui.pages.referrals.ask_dialog import NAMED, AskDialog
from crm_desktop.ui.pages.referrals.page import COACH, GIFTS, PIPELINE, REWARDS, TABS, TREE, ReferralsPage
from crm_desktop.ui.tour.cast import Cast
from crm_desktop.ui.tour.drawing import Scene, settle, type_into
from crm_desktop.ui.window.window import Window

PARTS = tuple(name for name, _text in TABS)


def referrals(who: Cast) -> list[Scene]:
    """Every part and dialog, with people."""
    return [
        *[Scene(f"referrals-{name}", f"Referrals: {name}", partial(_part, name)) for name in PARTS],
        *[Scene(f"narrow-referrals-{name}", f"A small window: referrals, {name}", partial(_part, name), (1040, 720))
          for name in (COACH, PIPELINE, REWARDS)],
        *[Scene(f"referrals-rewards-{state}", f"Referrals: a reward that is {state}", partial(_reward, state))
          for state in (RewardState.DUE, RewardState.APPROVED, RewardState.PAID)],
        Scene("referrals-beat", "Referrals: the second beat", _second_beat),
        Scene("referrals-promise", "Referrals: promise a reward", _promise),
        Scene("referrals-pay", "Referrals: hand over a reward", _pay),
        Scene("referrals-void", "Referrals: void a reward", _void),
        Scene("referrals-gift", "Referrals: a new gift", partial(_gift, "add")),
        Scene("referrals-stock", "Referrals: the stock of a gift", partial(_gift, "restock")),
        Scene("ask-referral", "Ask for a referral", partial(_ask, "")),
        Scene("ask-referral-names", "Ask for a referral: names, one in the book", partial(_ask_names, who.name)),
        Scene("ask-referral-who", "Ask for a referral: whom", _ask_whom),
        Scene("ask-referral-blocked", "Ask for a referral: not now", _ask_blocked),
    ]  # fmt: skip


def empty_referrals() -> list[Scene]:
    """Every part where nobody was asked."""
    return [
        Scene(f"empty-referrals-{name}", f"Referrals, nobody yet: {name}", partial(_part, name)) for name in PARTS
    ]


def _page(window: Window) -> ReferralsPage:
    if not window.is_open:
        window.open_profile()
    window.show_page("referrals")
    settle(window.services.lanes, window)
    return cast("ReferralsPage", window.pages["referrals"])


def _part(name: str, window: Window) -> None:
    _open(name, window)


def _open(name: str, window: Window) -> ReferralsPage:
    page = _page(window)
    page.show_tab(name)
    settle(window.services.lanes, window, 2)
    return page


def _second_beat(window: Window) -> None:
    _open(COACH, window).coach.beats.go_to(1)


def _reward(state: str, window: Window) -> ReferralsPage:
    page = _open(REWARDS, window)
    page.rewards.show_state(state)
    return page


def _promise(window: Window) -> None:
    _open(PIPELINE, window).pipeline.promise()


def _pay(window: Window) -> None:
    _reward(RewardState.APPROVED, window).rewards.pay()


def _void(window: Window) -> None:
    _reward(RewardState.DUE, window).rewards.void()


def _gift(verb: str, window: Window) -> None:
    getattr(_open(GIFTS, window).gifts, verb)()


def _ask(argument: str, window: Window) -> None:
    page = _open(COACH, window)
    window.services.signals.run_action.emit("ask_referral", argument or page.coach.subject())


def _ask_names(name: str, window: Window) -> None:
    _ask("", window)
    settle(window.services.lanes, window, 2)
    for dialog in window.findChildren(AskDialog):
        dialog.form.results.put(NAMED)
        dialog.form.results.chosen.emit(NAMED)
        type_into(dialog.form.names[0].name, name)
        type_into(dialog.form.names[1].phone, "138 0000 4321")


def _ask_whom(window: Window) -> None:
    _open(TREE, window)
    AskDialog(window.services, window).open()


def _ask_blocked(window: Window) -> None:
    """Somebody who was asked lately: the cool-down is said."""
    _open(TREE, window)
    asked = [fact.contact for fact in window.services.store.read(queries.asked_facts)]
    for person in reversed(asked):
        if window.services.store.read(queries.coaching, person).blocks:
            window.services.signals.run_action.emit("ask_referral", person)
            return
