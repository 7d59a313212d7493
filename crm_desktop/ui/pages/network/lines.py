"""Groups, members, partners and tips as lines of lists."""

from datetime import date

from crm_desktop.base.i18n import _, format_day, ngettext
from crm_desktop.features.network.records import GIVEN, GroupRow, Member, Partner, TipRecord
from crm_desktop.ui.people.rows import owner_pill, private_pill
from crm_desktop.ui.theme.tokens import Tone
from crm_desktop.ui.widgets.chip import Pill
from crm_desktop.ui.widgets.rows import Row

OUTCOME_TONES = {"ordered": Tone.OK, "visited": Tone.ACCENT, "contacted": Tone.MUTED, "nothing": Tone.MUTED}


def group_line(group: GroupRow) -> Row:
    """Name and kind; how many people, how many of them customers."""
    people = ngettext("{n} person", "{n} people", group.people).format(n=f"{group.people:,}")
    customers = ngettext("{n} customer", "{n} customers", group.customers).format(n=f"{group.customers:,}")
    pills = [Pill(_("Offered"), Tone.WARN)] if group.offered else private_pill(group.private)
    return Row(
        group.key, group.name, " · ".join((group.kind_label, people, customers)), pills=tuple(pills),
        sign=group.icon.removeprefix("mdi6."),
    )  # fmt: skip


def member_line(member: Member, today: date) -> Row:
    """Who it is and what he is in the group."""
    pills = [Pill(member.role, Tone.ACCENT)] if member.role else []
    if member.is_customer:
        pills.append(Pill(_("Customer"), Tone.OK))
    pills += (*owner_pill(member.owner), *private_pill(member.private))
    since = _("since {day}").format(day=format_day(member.since, today)) if member.since else ""
    return Row(member.contact, member.name, member.subtitle, right=since, pills=tuple(pills))


def balance(partner: Partner) -> Pill | None:
    """Who owes whom a tip."""
    if partner.owed > 0:
        return Pill(ngettext("I owe {n}", "I owe {n}", partner.owed).format(n=partner.owed), Tone.WARN)
    if partner.owed < 0:
        return Pill(ngettext("Owes me {n}", "Owes me {n}", -partner.owed).format(n=-partner.owed), Tone.ACCENT)
    return Pill(_("Even"), Tone.OK) if partner.given else None


def partner_line(partner: Partner, today: date) -> Row:
    """A colleague or peer with the balance of tips."""
    told = _("received {received}, given {given}").format(received=partner.received, given=partner.given)
    last = format_day(partner.last_on, today) if partner.last_on else ""
    words = (partner.how_known, partner.subtitle, told if partner.last_on else "", last)
    return Row(
        partner.id, partner.name, " · ".join(filter(None, words)), right_pill=balance(partner),
        pills=(*owner_pill(partner.owner), *private_pill(partner.private)),
    )  # fmt: skip


def tip_line(tip: TipRecord, today: date, *, with_partner: bool) -> Row:
    """Which way it went, about whom, and what came of it."""
    given = tip.direction == GIVEN
    way = Pill(_("given") if given else _("received"), Tone.MUTED if given else Tone.ACCENT)
    outcome = Pill(tip.outcome_label, OUTCOME_TONES.get(tip.outcome, Tone.MUTED)) if tip.outcome else None
    sign = "arrow-top-right" if given else "arrow-bottom-left"
    words = (format_day(tip.day, today), tip.partner_name if with_partner else "", tip.note)
    return Row(
        tip.id, tip.about_name, " · ".join(filter(None, words)), pills=(way, *private_pill(tip.private)),
        right_pill=outcome or Pill(_("no result yet"), Tone.WARN), sign=sign,
    )  # fmt: skip
