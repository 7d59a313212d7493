"""Proposals in words: why, and what accepting does."""

from crm_desktop.base.i18n import _, format_date, ngettext
from crm_desktop.features.milestones.records import TALK, Code, Event, Proposed
from crm_desktop.features.settings.records import ShopRules

OPENS: dict[str, str] = {Code.LATE_DELIVERY: Event.DELIVER.value}
"""Proposals of which accepting needs more than a key: the dialog asks for it."""


def reason_code(code: str) -> str:
    """What a change by a proposal leaves as its reason in the history."""
    return f"proposed_{code}"


def reason_text(one: Proposed) -> str:
    """Why it is proposed, as one sentence."""
    day = format_date(one.base_on)
    match one.code:
        case Code.LEVEL_STALE:
            return ngettext(
                "Level {level} since {day}: that is longer than its {n} day.",
                "Level {level} since {day}: that is longer than its {n} days.", one.number,
            ).format(level=one.before if one.scale == "level" else "C", day=day, n=one.number)  # fmt: skip
        case Code.LEVEL_FALLING:
            return _("The level fell twice in a row, last on {day}, and nobody has talked since.").format(day=day)
        case Code.SILENT if one.scale == "level":
            return ngettext(
                "No real contact since {day}: twice the interval ({n} day) is over.",
                "No real contact since {day}: twice the interval ({n} days) is over.", one.number,
            ).format(day=day, n=one.number)  # fmt: skip
        case Code.SILENT:
            return ngettext(
                "No real contact since {day}, and {n} attempt was in vain.",
                "No real contact since {day}, and {n} attempts were in vain.", one.number,
            ).format(day=day, n=one.number)  # fmt: skip
        case Code.UNANSWERED:
            return _("Out of contact; asked again on {day}, without an answer.").format(day=day)
        case Code.LATE_DELIVERY:
            return _("The delivery was planned for {day}.").format(day=day)
        case Code.REVIVAL:
            return _("Lost on {day}: now is the time to ask again.").format(day=day)
        case Code.THAW:
            return _("The rest ended on {day}: now is the time to ask again.").format(day=day)
    return _("Talked on {day}, but nobody has noted how soon the purchase comes.").format(day=day)


def deed_text(one: Proposed, shop: ShopRules) -> str:
    """What Accept does."""
    if one.code == Code.LATE_DELIVERY:
        return _("Note the delivery…")
    if one.scale == TALK:
        return _("Plan a talk for today")
    if one.scale == "level":
        return _("Set level {level}").format(level=one.after) if one.after else _("Set the level")
    if one.after == "P":
        return _("Back in progress at level C")
    return _("Set the status: {status}").format(status=shop.label_of("statuses", one.after))
