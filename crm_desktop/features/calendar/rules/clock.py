"""Whether the laptop's clock can be right."""

from datetime import datetime, timedelta

from crm_desktop.base.i18n import _, format_date, format_time

BACK = timedelta(minutes=5)
"""A clock is put right by a little now and then; more than that is told."""

FORWARD = timedelta(days=60)
"""Nobody is on leave so long: the clock may be wrong, or the profile was not used."""


def clock_text(last: datetime | None, now: datetime) -> str:
    """What is to be said when the clock was put back behind the last entry, or stands far after it; else ""."""
    if last is None:
        return ""
    words = {"now": _moment(now), "last": _moment(last)}
    if now < last - BACK:
        return _(
            "The laptop's clock says {now}, but the last entry was made {last}. Set date and time right. Nothing is "
            "lost: entries dated later count again from their day."
        ).format(**words)
    if now > last + FORWARD:
        return _(
            "The laptop's clock says {now}; the last entry was made {last}. If that is wrong, set date and time right: "
            "who is due is reckoned by the clock."
        ).format(**words)
    return ""


def _moment(moment: datetime) -> str:
    return f"{format_date(moment.date())} {format_time(moment)}"
