"""Moving a person on the three scales; what happened to a customer is noted in dialogs of their own."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from crm_desktop.base.i18n import _
from crm_desktop.features.customers import commands
from crm_desktop.features.customers.records import OpportunityRecord
from crm_desktop.features.milestones.records import Event, Subject
from crm_desktop.features.milestones.rules import refusal
from crm_desktop.ui.forms import TextField
from crm_desktop.ui.people.archive.ask import Ask
from crm_desktop.ui.people.archive.part import ArchivePage

PLAIN = ("N", "P")
"""Between these a word is enough; every other status comes by an event, which has a dialog."""
EVENTS: tuple[tuple[Event, Callable[[], str]], ...] = (
    (Event.ORDER, lambda: _("Ordered…")), (Event.DELIVER, lambda: _("Delivered…")), (Event.LOSE, lambda: _("Lost…")),
    (Event.FREEZE, lambda: _("Freeze…")), (Event.OUT_OF_CONTACT, lambda: _("Out of contact…")),
    (Event.CANCEL_ORDER, lambda: _("Cancel the order…")), (Event.REVIVE, lambda: _("Back in progress…")),
)  # fmt: skip


def fill_level_menu(menu: QMenu, page: ArchivePage) -> None:
    """H, A, B, C and none, with what each means."""
    menu.clear()
    data = page.data
    if data is None or data.archive.customer is None:
        return
    now = data.archive.customer.level
    for level in data.shop.levels:
        text = _("{level} · within {n} days").format(level=level.label, n=level.horizon_days)
        _choice(menu, text, level.code == now, partial(set_level, page, level.code))
    menu.addSeparator()
    _choice(menu, _("Not known yet"), not now, partial(set_level, page, ""))


def fill_status_menu(menu: QMenu, page: ArchivePage) -> None:
    """What can happen now; each event opens its dialog. New and in progress are words."""
    menu.clear()
    data = page.data
    if data is None or data.archive.customer is None:
        return
    now, shop = data.archive.customer.status, data.shop
    if now in PLAIN:
        for code in PLAIN:
            _choice(menu, shop.label_of("statuses", code), code == now, partial(set_status, page, code))
        menu.addSeparator()
    for event, text in EVENTS:
        if not refusal(event, now, data.archive.opportunities):
            menu.addAction(text(), partial(happen, page, event))


def fill_tier_menu(menu: QMenu, page: ArchivePage) -> None:
    """◆◆◆◆ to ◆, and none."""
    menu.clear()
    data = page.data
    if data is None or data.archive.customer is None:
        return
    now = data.archive.customer.tier
    for tier in data.shop.tiers:
        number = int(tier.code)
        _choice(menu, f"{tier.mark}  {tier.label}", number == now, partial(ask_tier, page, number))
    menu.addSeparator()
    _choice(menu, _("No value tier"), now is None, partial(_set_tier, page, None, ""))


def _choice(menu: QMenu, text: str, chosen: bool, act: Any) -> None:
    action = QAction(text, menu)
    action.setCheckable(True)
    action.setChecked(chosen)
    action.triggered.connect(lambda _checked=False: act())
    menu.addAction(action)


def set_level(page: ArchivePage, level: str) -> None:
    """At once: a level is a judgement of the moment, and Undo is near."""
    if page.data is None:
        return
    done = _("Level {level} is set.").format(level=level) if level else _("The level is removed.")
    page.act(_("Set the level"), commands.set_level, page.data.id, level, done=done)


def set_status(page: ArchivePage, status: str) -> None:
    """New or in progress: at once."""
    if page.data is None or page.data.archive.customer is None or page.data.archive.customer.status == status:
        return
    done = _("The status is now: {status}.").format(status=page.data.shop.label_of("statuses", status))
    page.act(_("Change the status"), commands.set_status, page.data.id, status, done=done)


def happen(page: ArchivePage, event: Event, deal: OpportunityRecord | None = None, _checked: bool = False) -> None:
    """Open the dialog of an event for the person on show."""
    if page.data is not None:
        page.flush()
        page.signals.run_action.emit(event.value, Subject(page.data.id, deal.id if deal else "").text())


def ask_tier(page: ArchivePage, tier: int) -> None:
    """A tier set by hand needs a reason, because it is not computed."""
    if page.data is None:
        return
    person, chosen = page.data.id, page.data.shop.find("tiers", tier)
    reason = TextField("tier_reason", _("Why is this tier right?"), inline=False)
    if page.data.archive.customer and page.data.archive.customer.tier == tier:
        reason.set_value(page.data.archive.customer.tier_reason, force=True)
    title = _("Value tier: {tier}").format(tier=chosen.label if chosen else tier)
    Ask(
        title, [reason],
        lambda values, then, failed: _set_tier(page, tier, values["tier_reason"], person, then=then, failed=failed),
        page,
        hint=_("The value tier says how much this customer is worth in the long run, not how soon the purchase comes."),
    ).open()  # fmt: skip


def _set_tier(page: ArchivePage, tier: int | None, reason: str, person: str = "", **kwargs: Any) -> None:
    if page.data is not None:
        page.act(_("Set the value tier"), commands.set_tier, person or page.data.id, tier, reason=reason, **kwargs)
