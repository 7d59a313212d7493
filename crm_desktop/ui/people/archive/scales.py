"""Moving a person on the three scales, and the turns of a purchase: order, delivery, loss."""

from functools import partial
from typing import Any

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from crm_desktop.base.i18n import _
from crm_desktop.features.customers import commands
from crm_desktop.features.customers.records import OpportunityRecord, Stage
from crm_desktop.ui.forms import ChoiceField, ParsedField, TextField
from crm_desktop.ui.people.archive.ask import Ask
from crm_desktop.ui.people.archive.days import past_day
from crm_desktop.ui.people.archive.part import ArchivePage

SET_BY_HAND = ("N", "P", "F2", "L", "T")
"""Statuses that are no deed of their own; order, delivery and loss ask for more than a word."""
NEED_A_REASON = ("F2", "L", "T")


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
    """Where the customer is in the life cycle; what needs more than a word opens a dialog."""
    menu.clear()
    data = page.data
    if data is None or data.archive.customer is None:
        return
    now, shop = data.archive.customer.status, data.shop
    for code in SET_BY_HAND:
        _choice(menu, shop.label_of("statuses", code), code == now, partial(ask_status, page, code))
    menu.addSeparator()
    deal = data.archive.opportunity
    menu.addAction(_("Ordered…"), partial(ask_order, page, deal))
    menu.addAction(_("Delivered…"), partial(ask_delivery, page, deal))
    menu.addAction(_("Lost…"), partial(ask_loss, page, deal))


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


def ask_status(page: ArchivePage, status: str) -> None:
    """Correct the status; the end of a contact asks for the reason."""
    if page.data is None or page.data.archive.customer is None or page.data.archive.customer.status == status:
        return
    person, label = page.data.id, page.data.shop.label_of("statuses", status)
    done = _("The status is now: {status}.").format(status=label)
    if status not in NEED_A_REASON:
        page.act(_("Change the status"), commands.set_status, person, status, done=done)
        return
    reason = TextField("reason", _("Why? (may stay empty)"), inline=False)
    Ask(
        _("Set the status: {status}").format(status=label), [reason],
        lambda values, then, failed: page.act(
            _("Change the status"), commands.set_status, person, status, reason=values["reason"], then=then,
            failed=failed, done=done,
        ),
        page, yes=_("Change"),
    ).open()  # fmt: skip


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


def _owner(page: ArchivePage, deal: OpportunityRecord | None) -> str:
    if deal is not None and deal.stage in (Stage.OPEN, Stage.ORDERED):
        return deal.id
    return page.data.id if page.data else ""


def ask_order(page: ArchivePage, deal: OpportunityRecord | None) -> None:
    """The customer ordered: on which day, at which price."""
    from crm_desktop.features.customers.rules.needs import parse_money
    from crm_desktop.ui.forms.text_fields import money_text

    owner = _owner(page, deal)
    on = past_day("ordered_on", _("Ordered on"))
    quote = ParsedField(
        "quote", _("Price agreed"), partial(parse_money, "quote"), show=money_text, inline=False,
        placeholder=_("For example 128800 or 12.88万"),
    )  # fmt: skip
    quote.set_value(deal.quote if deal else None, force=True)
    Ask(
        _("The customer ordered"), [on, quote],
        lambda values, then, failed: page.act(
            _("Note an order"), commands.order, owner, on=values["ordered_on"], quote=values["quote"], then=then,
            failed=failed, done=_("Congratulations! The order is noted."),
        ),
        page, yes=_("Ordered"),
    ).open()  # fmt: skip


def ask_delivery(page: ArchivePage, deal: OpportunityRecord | None) -> None:
    """The car was handed over."""
    owner = _owner(page, deal)
    on = past_day("delivered_on", _("Delivered on"))
    Ask(
        _("The car was handed over"), [on],
        lambda values, then, failed: page.act(
            _("Note a delivery"), commands.deliver, owner, on=values["delivered_on"], then=then, failed=failed,
            done=_("The delivery is noted. The selling follow-ups stop."),
        ),
        page, yes=_("Delivered"), hint=_("The customer becomes an owner; the selling follow-ups stop."),
    ).open()  # fmt: skip


def ask_loss(page: ArchivePage, deal: OpportunityRecord | None) -> None:
    """A loss needs a reason of the shop's list."""
    if page.data is None:
        return
    owner, shop = _owner(page, deal), page.data.shop
    reasons = [
        (one.code, _("{family}: {reason}").format(family=shop.label_of("lost_families", one.family), reason=one.label))
        for one in shop.lost_reasons
    ]
    reason = ChoiceField("lost_reason", _("Why was it lost?"), reasons, inline=False, none=_("Choose…"))
    note = TextField("lost_note", _("What happened"), inline=False, lines=3)
    on = past_day("lost_on", _("Lost on"))
    Ask(
        _("The deal is lost"), [reason, note, on],
        lambda values, then, failed: page.act(
            _("Note a loss"), commands.lose, owner, reason=values["lost_reason"], note=values["lost_note"],
            on=values["lost_on"], then=then, failed=failed, done=_("The loss is noted with its reason."),
        ),
        page, yes=_("Lost"),
    ).open()  # fmt: skip
