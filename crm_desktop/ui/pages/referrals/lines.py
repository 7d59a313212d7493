"""Who to ask, who was named, rewards, gifts and groups as lines of lists."""

from datetime import date

from crm_desktop.base.i18n import _, format_day, format_money, ngettext
from crm_desktop.features.referrals.records import (
    Candidate,
    GiftLine,
    Line,
    PastAsk,
    RewardLine,
    RewardState,
    Situation,
    Step,
    Yield,
)
from crm_desktop.features.settings.records import ShopRules
from crm_desktop.ui.people.rows import owner_pill, private_pill, scale_pills
from crm_desktop.ui.theme.tokens import Tone
from crm_desktop.ui.widgets.chip import Pill
from crm_desktop.ui.widgets.rows import Row

SITUATION_TONES = {
    Situation.JUST_CLOSED: Tone.OK, Situation.OWNER: Tone.ACCENT, Situation.STRONG: Tone.WARN,
    Situation.WEAK: Tone.MUTED,
}  # fmt: skip
STEP_TONES = {
    Step.NAMED: Tone.MUTED, Step.CONTACTED: Tone.MUTED, Step.VISITED: Tone.ACCENT, Step.TEST_DRIVE: Tone.ACCENT,
    Step.ORDERED: Tone.OK, Step.DELIVERED: Tone.OK,
}  # fmt: skip
STATE_TONES = {
    RewardState.PROMISED: Tone.MUTED, RewardState.DUE: Tone.WARN, RewardState.APPROVED: Tone.ACCENT,
    RewardState.PAID: Tone.OK, RewardState.VOID: Tone.MUTED,
}  # fmt: skip


def situation_pill(situation: str, shop: ShopRules) -> Pill:
    """Which of the four situations it is."""
    return Pill(shop.label_of("ask_situations", situation), SITUATION_TONES.get(Situation(situation), Tone.MUTED))


def candidate_line(one: Candidate, shop: ShopRules) -> Row:
    """Somebody to ask now, and why."""
    words = " · ".join(filter(None, (one.reason, one.subtitle)))
    return Row(
        one.contact_id, one.name, words, pills=owner_pill(one.owner), right_pill=situation_pill(one.situation, shop))


def past_ask(one: PastAsk, shop: ShopRules, today: date) -> str:
    """One earlier ask in a line."""
    names = ngettext("{n} name", "{n} names", one.named).format(n=one.named) if one.named else ""
    result = shop.label_of("ask_results", one.result)
    return " · ".join(filter(None, (format_day(one.at.date(), today), result, names, one.note)))


def step_pill(line: Line, shop: ShopRules) -> Pill:
    """How far somebody who was named has come."""
    if line.lost_on is not None and line.step not in (Step.ORDERED, Step.DELIVERED):
        return Pill(_("Lost"), Tone.BAD)
    return Pill(shop.label_of("referral_steps", line.step), STEP_TONES[line.step])


def referral_line(line: Line, shop: ShopRules, today: date, owner: str = "") -> Row:
    """Who was named, by whom, and how far it went."""
    words = _("named by {name}").format(name=line.introducer_name)
    since = format_day(line.since, today)
    pills = (*scale_pills(line.level, line.status), *owner_pill(owner), *private_pill(line.private))
    return Row(
        line.id, line.name or _("In the trash"), words, right=since, pills=pills, right_pill=step_pill(line, shop),
    )  # fmt: skip


def reward_text(one: RewardLine, shop: ShopRules) -> str:
    """What is given: 现金 ¥500, 保温杯 × 2 (¥160), 500 积分."""
    kind = one.gift_name or shop.label_of("reward_kinds", one.kind)
    if one.kind == "points":
        return f"{one.quantity:,} {kind}"
    if one.kind == "gift":
        several = f"{kind} × {one.quantity}" if one.quantity > 1 else kind
        return f"{several} ({format_money(one.amount)})" if one.amount else several
    return f"{kind} {format_money(one.amount)}"


def state_pill(one: RewardLine, shop: ShopRules) -> Pill:
    """Where a reward stands; said loudly when what it was for fell away."""
    if one.fallen:
        return Pill(_("No ground any more"), Tone.BAD)
    return Pill(shop.label_of("reward_states", one.state), STATE_TONES[one.state])


def reward_line(one: RewardLine, shop: ShopRules, owner: str = "") -> Row:
    """Who gets what, for whom, since when."""
    event = shop.label_of("referral_steps", one.event)
    words = " · ".join(filter(None, (one.name or _("In the trash"), event, reward_text(one, shop))))
    return Row(one.key, one.introducer_name, words, pills=owner_pill(owner), right_pill=state_pill(one, shop))


def gift_line(one: GiftLine) -> Row:
    """A gift, what it costs, and how many are left."""
    left = ngettext("{n} left", "{n} left", one.left).format(n=f"{one.left:,}")
    tone = Tone.BAD if one.left <= 0 else Tone.WARN if one.left <= 3 else Tone.OK
    return Row(one.id, one.name, format_money(one.cost), right_pill=Pill(left, tone), sign="gift-outline")


def yield_line(one: Yield) -> Row:
    """A group, and asked → named → came → ordered."""
    figures = " → ".join(f"{figure.count:,}" for figure in (one.asked, one.named, one.came, one.ordered))
    share = f"{one.named.count / one.asked.count:.0%}" if one.asked.count else ""
    return Row(one.code, one.label, figures, right=share, sign="chart-bar")
