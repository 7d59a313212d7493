"""What the pill says: on its own, online or offline, how much waits, when it was in step last, what is to decide."""

from dataclasses import dataclass
from datetime import datetime

from crm_desktop.base.i18n import _, format_day, format_moment, format_time, ngettext
from crm_desktop.ui.theme.tokens import Tone
from crm_desktop.ui.window.sync_pill import Standing


@dataclass(frozen=True)
class Link:
    """What is known of the shop at this moment; `reached` is None before the first session of this run."""

    waiting: int = 0
    to_decide: int = 0
    last: datetime | None = None
    reached: bool | None = None
    running: bool = False
    stopped: str = ""
    """Why nothing is sent at all, in two or three words."""
    days_left: int | None = None
    """Days of use until this laptop locks itself, once there are few."""


def alone() -> Standing:
    """Not connected to a shop."""
    tooltip = _("Not connected to a shop. Press to see how.")
    return Standing("cloud-off-outline", Tone.MUTED, _("Only on this laptop"), tooltip=tooltip)


def standing(link: Link, now: datetime) -> Standing:
    """The pill of a connected laptop; the tooltip says everything there is to say."""
    waiting = _("{n} to send").format(n=f"{link.waiting:,}") if link.waiting else ""
    decide = _("{n} to decide").format(n=f"{link.to_decide:,}") if link.to_decide else ""
    whole = _tooltip(link, now)
    if link.stopped:
        return Standing("cloud-lock-outline", Tone.BAD, link.stopped, tooltip=whole)
    if link.running:
        return Standing("sync", Tone.ACCENT, _("Syncing…"), tooltip=whole)
    if link.days_left is not None:
        said = within(link.days_left)
        return Standing("clock-alert-outline", Tone.WARN, _joined(said, waiting, decide), said, whole)
    if link.reached is False:
        said = _joined(_("Offline"), waiting, decide)
        return Standing("cloud-off-outline", Tone.WARN, said, decide or waiting or _("Offline"), whole)
    if link.to_decide:
        return Standing("call-split", Tone.WARN, _joined(waiting, decide), decide, whole)
    if link.waiting or link.last is None:
        said = _joined(_("Online") if link.reached else _("Connected"), waiting)
        return Standing("cloud-upload-outline", Tone.ACCENT, said, waiting, whole)
    at = format_time(link.last) if link.last.date() == now.date() else format_day(link.last.date(), now.date())
    return Standing("cloud-check-outline", Tone.OK, _("In step {time}").format(time=at), tooltip=whole)


def within(days: int) -> str:
    """Until when the shop wants to be met, in two or three words."""
    if not days:
        return _("Sync today")
    return ngettext("Sync within {n} day", "Sync within {n} days", days).format(n=days)


def _tooltip(link: Link, now: datetime) -> str:
    from crm_desktop.features.sync.rules import before_lock  # not needed for the first paint

    waiting = ngettext("{n} change waits to go up.", "{n} changes wait to go up.", link.waiting)
    decide = ngettext("{n} thing is to be decided.", "{n} things are to be decided.", link.to_decide)
    reached = {True: _("The shop was reached."), False: _("The shop cannot be reached; you can go on working.")}
    return "\n".join(
        (
            *([before_lock(link.days_left)] if link.days_left is not None else []),
            *([reached[link.reached]] if link.reached is not None else []),
            *([waiting.format(n=f"{link.waiting:,}")] if link.waiting else [_("Everything here is in the shop.")]),
            *([decide.format(n=f"{link.to_decide:,}")] if link.to_decide else []),
            _("Last sync: {moment}.").format(moment=format_moment(link.last, now.date()) if link.last else _("never")),
        )
    )


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
