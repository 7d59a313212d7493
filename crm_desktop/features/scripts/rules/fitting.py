"""Which script fits a person and the moment, and which others may be said instead."""

from collections.abc import Iterable, Sequence

from crm_desktop.features.scripts.records import (
    FIRST_CONTACT,
    FOLLOW_UP,
    MISSED_CALL,
    PERSONAL,
    REFERRAL,
    SHIPPED,
    SHOP,
    Script,
)

STAGES: dict[str, tuple[str, ...]] = {
    "network": ("",), "prospect": ("N", "P"), "ordered": ("O",), "owner": ("D",), "resting": ("F2", "L"),
    "lost": ("F1", "T"),
}  # fmt: skip
"""The stages a script is sorted by, and the statuses of each; the network is whoever is no customer."""

_NEARER = {SHIPPED: 0, SHOP: 1, PERSONAL: 2}
_MOST = 12


def stage_of(statuses: Sequence[str]) -> str:
    """The stage all these statuses belong to; "" when they are none or of several."""
    fitting = (stage for stage, members in STAGES.items() if statuses and set(statuses) <= set(members))
    return next(fitting, "")


def choose(
    scripts: Iterable[Script], *, status: str, level: str, situation: str, channel: str = ""
) -> Script | None:
    """The script that fits best: of this situation, not for another status, level or channel, the most exact first."""
    every = tuple(scripts)
    wanted = _resolved(situation, status, level)
    fitting = [
        script for script in every
        if script.situation == wanted and _fits(script, status, level) and script.channel in ("", channel)
    ]
    best = max(fitting, key=_exactness, default=None)
    if best is None and situation == FIRST_CONTACT:
        return choose(every, status=status, level=level, situation=FOLLOW_UP, channel=channel)
    return best


def offered(
    scripts: Iterable[Script], *, status: str, level: str, situation: str, channel: str = ""
) -> tuple[Script, ...]:
    """What may be said now: the best first, then its other wordings, then what else fits this person."""
    every = tuple(scripts)
    first = choose(every, status=status, level=level, situation=situation, channel=channel)
    first = first or choose(every, status=status, level=level, situation=FOLLOW_UP, channel=channel)
    if first is None:
        return ()
    near = (first.situation, FOLLOW_UP, _resolved(REFERRAL, status, level), MISSED_CALL)

    def nearness(script: Script) -> int:
        if script.situation in near:
            return near.index(script.situation)
        return len(near) if status in script.statuses else len(near) + 1

    others = [
        script for script in every
        if script.key != first.key and _fits(script, status, level) and _in_reach(script, near, status, channel)
    ]
    others.sort(key=nearness)  # stable: the library's order within
    return (first, *others)[:_MOST]


def best_for(scripts: Sequence[Script], channel: str) -> int:
    """Which of the offered is worded for this channel: one of the first's situation, else the first for any channel."""
    same = [n for n, script in enumerate(scripts) if script.situation == scripts[0].situation]
    exact = next((n for n in same if channel and scripts[n].channel == channel), None)
    return exact if exact is not None else next((n for n in same if not scripts[n].channel), 0)


def referral_situation(status: str, level: str) -> str:
    """Which of the four referral situations a person is in."""
    if status == "D":
        return "referral_owner"
    if status == "O":
        return "referral_closed"
    return "referral_strong" if status in ("N", "P") and level in ("H", "A") else "referral_weak"


def _resolved(situation: str, status: str, level: str) -> str:
    return referral_situation(status, level) if situation == REFERRAL else situation


def _exactness(script: Script) -> tuple[bool, bool, bool, int]:
    return bool(script.channel), bool(script.levels), bool(script.statuses), _NEARER[script.scope]


def _fits(script: Script, status: str, level: str) -> bool:
    return (not script.statuses or status in script.statuses) and (not script.levels or level in script.levels)


def _in_reach(script: Script, near: Sequence[str], status: str, channel: str) -> bool:
    """Other wordings of what is near; of the rest only what is meant for such a person and this channel."""
    if script.situation in near:
        return True
    meant = status in script.statuses if script.statuses else (script.stage == "network" and not status)
    return meant and script.channel in ("", channel)
