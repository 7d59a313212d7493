"""Statements of rewards for referrals: of a month for all introducers, and the whole account of one.

The month goes to the shop: private referrals are not on it. The account of one introducer is for him, and holds all.
"""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from crm_desktop.base.i18n import _, format_date, format_money, format_month
from crm_desktop.features.forms.queries.designs import design
from crm_desktop.features.forms.queries.lines import form, line
from crm_desktop.features.forms.queries.persons import short_day
from crm_desktop.features.forms.records import (
    REFERRAL_ACCOUNT,
    REFERRAL_STATEMENT,
    Cell,
    Column,
    Design,
    FactGrid,
    Form,
    Group,
    Line,
    Table,
)
from crm_desktop.features.referrals import queries
from crm_desktop.features.referrals.records import RewardLine, RewardState, Statement
from crm_desktop.features.settings.queries import shop_rules
from crm_desktop.features.settings.records import ShopRules
from crm_desktop.features.visits.queries.facts import letterhead
from crm_desktop.features.visits.records import Fact, Letterhead

_TONES = {RewardState.DUE: "urgent", RewardState.PAID: "strong", RewardState.VOID: "muted",
          RewardState.PROMISED: "muted"}  # fmt: skip


def referral_statement(session: Session, day: date) -> Form:
    """What became due and was paid in the month of this day, introducer by introducer."""
    plan, shop = design(session, REFERRAL_STATEMENT), shop_rules(session)
    whole, parts = queries.shop_statement(session, day)
    groups = tuple(
        Group(_group_title(part), tuple(_line(plan.shown, one, shop, day) for one in part.lines)) for part in parts
    )
    bands = (
        (FactGrid(_("Account of the month"), _sums(whole), columns=4),),
        (Table(plan.shown, groups, lines=plan.lines, fills=True, still_open=True),),
    )
    return form(plan, letterhead(session), day=day, said=(format_month(day),), bands=bands)


def referral_accounts(session: Session, contact_ids: Sequence[str], today: date) -> list[Form]:
    """The account of each of these introducers from the beginning, in this order."""
    plan, shop, head = design(session, REFERRAL_ACCOUNT), shop_rules(session), letterhead(session)
    accounts = queries.accounts(session, contact_ids)
    return [_account(one, plan, head, shop, today) for one in accounts]


def _account(account: Statement, plan: Design, head: Letterhead, shop: ShopRules, today: date) -> Form:
    lines = tuple(_line(plan.shown, reward, shop, today) for reward in account.lines)
    bands = (
        (FactGrid(_("Account"), _sums(account)[1:], columns=4),),
        (Table(plan.shown, (Group("", lines),), lines=plan.lines, fills=True, still_open=True),),
    )
    said = (account.name, format_date(today))
    return form(plan, head, day=today, said=said, bands=bands, tail=account.introducer, name=account.name)


def _group_title(part: Statement) -> str:
    return _("{name}: opening {opening}, earned {earned}, paid {paid}, still owed {closing}").format(
        name=part.name, opening=_money(part.opening), earned=_money(part.earned), paid=_money(part.paid),
        closing=_money(part.closing),
    )


def _sums(account: Statement) -> tuple[Fact, ...]:
    return (
        Fact(_("Owed before"), _money(account.opening)), Fact(_("Earned"), _money(account.earned)),
        Fact(_("Paid"), _money(account.paid)), Fact(_("Still owed"), _money(account.closing)),
    )  # fmt: skip


def _line(columns: Sequence[Column], one: RewardLine, shop: ShopRules, today: date) -> Line:
    kind = one.gift_name or shop.label_of("reward_kinds", one.kind)
    if one.quantity > 1:
        kind = f"{kind} × {one.quantity}"
    return line(columns, {
        "introducer": Cell(one.introducer_name, "strong"), "name": one.name,
        "event": shop.label_of("referral_steps", one.event), "named": short_day(one.promised_on, today),
        "due": short_day(one.due_on, today), "kind": kind, "amount": Cell(_money(one.amount), "strong"),
        "state": Cell(shop.label_of("reward_states", one.state), _TONES.get(one.state, "")),
        "paid": short_day(one.paid_on, today), "evidence": one.evidence or one.note,
    })


def _money(fen: int) -> str:
    return format_money(fen)
