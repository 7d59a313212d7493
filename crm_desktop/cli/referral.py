"""ask and referrals: recording an ask for names, and what came of all of them."""

from argparse import Namespace
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from crm_desktop.base.i18n import _, format_date, format_money, ngettext
from crm_desktop.cli import profiles
from crm_desktop.cli.output import Answer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

    from crm_desktop.features.referrals.queries import Overview
    from crm_desktop.features.referrals.records import Asked, Coaching, Line, NewAsk, RewardLine, TreeNode, Yield


def ask(options: Namespace) -> Answer:
    """Record an ask, with whom it named; without a result only say how to ask and what forbids it."""
    if not (options.result or options.name or options.phone):
        with profiles.reading(options) as store:
            return _coached(store.read(_coach, options.id, options.channel))
    from crm_desktop.features.referrals.records import Named, NewAsk

    names: tuple[Named, ...] = ()
    if options.name or options.phone:
        names = (Named(options.name or "", options.phone or "", options.relation or ""),)
    new = NewAsk(
        options.result or "", options.situation or "", options.channel, note=options.note or "", names=names,
        script=options.script or "",
    )
    with profiles.writing(options) as store:
        asked: Asked = store.write(_("Ask for a referral"), _record, options.id, new)
    line = ngettext("The ask was noted, with {n} name.", "The ask was noted, with {n} names.", len(asked.people))
    return Answer(asdict(asked), (line.format(n=len(asked.people)),))


def _record(session: "Session", text: str, new: "NewAsk") -> "Asked":
    from crm_desktop.cli import ids
    from crm_desktop.features.referrals.commands import record_ask

    return record_ask(session, ids.person(session, text), new)


def _coach(session: "Session", text: str, channel: str) -> "Coaching":
    from crm_desktop.cli import ids
    from crm_desktop.features.referrals.queries import coaching

    return coaching(session, ids.person(session, text), channel=channel)


def _coached(found: "Coaching") -> Answer:
    document = asdict(found) | {"blocked": bool(found.blocks)}
    document["brought"] = [_line(line) for line in found.brought]
    lines = [f"{found.name}  {found.reason}"]
    lines += [f"! {block.sentence}" for block in found.blocks]
    if found.script and not found.blocks:
        lines += [f"{label}: {text}" for label, text in found.script.beats]
    return Answer(document, tuple(lines))


def referrals(options: Namespace) -> Answer:
    """Asks, pipeline, rewards, tree and yields."""
    from crm_desktop.features.referrals.queries import candidates, overview

    with profiles.reading(options) as store:
        whole: Overview = store.read(overview, by=options.by)
        now = store.read(candidates, limit=options.limit)
    document = {
        "ask_now": [
            {"id": one.contact_id, "name": one.name, "situation": one.situation, "reason": one.reason} for one in now
        ],
        "asks": whole.asks, "pipeline": [_line(line) for line in whole.book.lines],
        "rewards": [_reward(one) for one in whole.book.rewards],
        "totals": whole.totals._asdict() | {"owed": whole.totals.owed, "earned": whole.totals.earned},
        "tree": [_node(node) for node in whole.tree],
        "gifts": [asdict(gift) for gift in whole.gifts],
        "yields": [_yield(row) for row in whole.yields],
    }  # fmt: skip
    return Answer(document, tuple(_said(whole)))


def _said(whole: "Overview") -> "Iterable[str]":
    shop = whole.shop
    if not whole.book.lines:
        yield _("Nobody has been named yet. See “ask” for how to ask.")
    for line in whole.book.lines:
        step = shop.label_of("referral_steps", line.step)
        yield f"{line.introducer_name} → {line.name}  {step} {format_date(line.since)}"
    if whole.book.rewards:
        yield _("Promised {promised}, due {due}, approved {approved}, paid {paid}.").format(
            **{name: format_money(sum_) for name, sum_ in whole.totals._asdict().items()})  # fmt: skip


def _line(line: "Line") -> dict[str, Any]:
    from crm_desktop.features.referrals.records import STEPS

    return {
        "id": line.id, "introducer": line.introducer, "introducer_name": line.introducer_name, "id_of": line.contact,
        "name": line.name, "step": line.step, "pays": line.pays, "lost_on": line.lost_on, "note": line.note,
        "private": line.private, "ask": line.ask, "steps": dict(zip(STEPS, line.dates, strict=True)),
    }  # fmt: skip


def _reward(one: "RewardLine") -> dict[str, Any]:
    return {key: value for key, value in asdict(one).items() if key != "row_seq"} | {"key": one.key}


def _node(node: "TreeNode") -> dict[str, Any]:
    return {
        "id": node.contact, "name": node.name, "step": node.step, "brought": node.people, "earned": node.own.earned,
        "paid": node.own.paid, "children": [_node(child) for child in node.children],
    }  # fmt: skip


def _yield(row: "Yield") -> dict[str, Any]:
    figures = {name: getattr(row, name) for name in ("asked", "named", "came", "ordered")}
    return {"code": row.code, "label": row.label} | {
        name: {"count": figure.count, "people": list(figure.people)} for name, figure in figures.items()
    }
