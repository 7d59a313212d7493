"""Changing what an introducer gets: a new rule holds for whoever is named from today on, the former for the others."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, fields
from datetime import date
from typing import Any

from crm_desktop.features.settings.records import RewardRule, RuleEdit

KIND = "reward_rules"
_OWN = tuple(field.name for field in fields(RewardRule) if field.name not in ("code", "hint", "since", "until"))
_REMOVED = {"hidden": True}


def current(rules: Iterable[RewardRule]) -> tuple[RewardRule, ...]:
    """The rules as they are now, switched off or not; without those that hold only for people named before."""
    return tuple(rule for rule in rules if not rule.until)


def twin(rule: RewardRule, rules: Iterable[RewardRule]) -> RewardRule | None:
    """Another rule for the same step from the same number on: nobody could say which of the two applies."""
    return next(
        (one for one in current(rules) if one.code != rule.code and one.on and rule.on
         and (one.event, one.from_nth) == (rule.event, rule.from_nth)), None,
    )  # fmt: skip


def change(before: RewardRule | None, after: RewardRule, *, today: date) -> list[RuleEdit]:
    """The edits that put `after` in the place of `before` (None: a rule that was not there). Nothing for no change."""
    known = _values(before) if before else {}
    changed = {name: value for name, value in _values(after).items() if before is None or known[name] != value}
    if not changed:
        return []
    if before is not None and changed.keys() == {"label"}:
        return [RuleEdit(KIND, after.code, changed)]
    return [*_former(before, today), RuleEdit(KIND, after.code, {**changed, **_from(today)})]


def removal(rule: RewardRule, *, today: date) -> list[RuleEdit]:
    """The edits after which nobody is promised this any more."""
    return [*_former(rule, today), RuleEdit(KIND, rule.code, _REMOVED)]


def restoring(now: Sequence[RewardRule], shipped: Sequence[RewardRule], *, today: date) -> list[RuleEdit]:
    """The edits after which the shipped rules hold and no others."""
    edits: list[RuleEdit] = []
    known = {rule.code: rule for rule in current(now)}
    for rule in shipped:
        edits += change(known.pop(rule.code, None), rule, today=today)
    for own in known.values():
        edits += removal(own, today=today)
    return edits


def _former(before: RewardRule | None, today: date) -> list[RuleEdit]:
    """What still holds for those named before today. The same entry on every laptop that changes the rule today."""
    if before is None or not before.on or before.since == today.isoformat():
        return []
    values = {**asdict(before), "until": today.isoformat()}
    del values["code"], values["hint"]
    return [RuleEdit(KIND, f"{before.code}@{today.isoformat()}", values)]


def _values(rule: RewardRule) -> Mapping[str, Any]:
    return {name: getattr(rule, name) for name in _OWN}


def _from(today: date) -> dict[str, Any]:
    return {"since": today.isoformat(), "hidden": False}
