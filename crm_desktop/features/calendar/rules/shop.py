"""What of the shop's rules decides who is due, put together once for very many people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from crm_desktop.base.dates import PartialDate
from crm_desktop.features.calendar.rules.work_days import WorkCalendar
from crm_desktop.features.settings.records import EventRule, ShopRules
from crm_desktop.features.touches import rules as touches
from crm_desktop.features.touches.records import Cadence


class Step(NamedTuple):
    """One contact an event asks for; see `EventRule`."""

    code: str
    after: timedelta  # negative: before the day of the event
    follows: bool  # asked for after the event
    shift: str
    chain: str
    kind: str
    any_contact: bool

    @classmethod
    def of(cls, rule: EventRule) -> "Step":
        """The rule, as it is reckoned with."""
        after = timedelta(days=rule.offset_days)
        return cls(rule.code, after, rule.offset_days > 0, rule.shift, rule.chain, rule.kind, rule.any_contact)


class Laid(NamedTuple):
    """A step laid on its day, for an event on a certain day: the same for everybody to whom it happened then."""

    step: Step
    base: date
    on: date  # days off left out


class Festival(NamedTuple):
    """A day of the year on which customers of some tiers are greeted."""

    step: Step
    day: PartialDate


class _Festivals(dict[int, tuple[tuple[date, Step], ...]]):
    """The festivals of a year by their days, reckoned when first asked for."""

    def __init__(self, known: Sequence[Festival]) -> None:
        super().__init__()
        self._known = known

    def __missing__(self, year: int) -> tuple[tuple[date, Step], ...]:
        days = [(day, one.step) for one in self._known if (day := one.day.in_year(year))]
        self[year] = found = tuple(sorted(days))
        return found


class _LaidSteps(dict[tuple[str, date], tuple[Laid, ...]]):
    """The steps by event and day, laid when first asked for: many people share a day."""

    def __init__(self, events: Mapping[str, tuple[Step, ...]], days: WorkCalendar) -> None:
        super().__init__()
        self._events, self._days = events, days

    def __missing__(self, event: tuple[str, date]) -> tuple[Laid, ...]:
        name, day = event
        laid = []
        for step in self._events.get(name, ()):
            base = day + step.after
            earliest = day + _DAY if step.follows else None
            laid.append(Laid(step, base, self._days.moved(base, step.shift, earliest=earliest)))
        self[event] = found = tuple(laid)
        return found


@dataclass(frozen=True)
class DueRules:
    """Rhythms by situation, steps by event, and the days worked."""

    rhythm: Mapping[str, Cadence]
    events: Mapping[str, tuple[Step, ...]]
    days: WorkCalendar
    laid: Mapping[tuple[str, date], tuple[Laid, ...]]
    greeted: frozenset[int]
    """The tiers greeted at festivals."""
    festivals: Mapping[int, tuple[tuple[date, Step], ...]]
    _cadences: dict[tuple[str, str, int | None], Cadence | None] = field(default_factory=dict)

    @classmethod
    def of(cls, shop: ShopRules) -> "DueRules":
        """The rules of this shop; the last ones asked for are remembered."""
        if _last and _last[0][0] is shop:
            return _last[0][1]
        events: dict[str, tuple[Step, ...]] = {}
        # The steps of a chain stand in the order of their days.
        for rule in sorted(shop.event_rules, key=lambda one: (one.event, one.offset_days)):
            if rule.on:
                events[rule.event] = (*events.get(rule.event, ()), Step.of(rule))
        days = WorkCalendar(shop.work_days)
        made = cls(
            touches.cadences(shop), events, days, _LaidSteps(events, days),
            frozenset(int(tier.code) for tier in shop.tiers if tier.festivals and tier.code.isdecimal()),
            _Festivals(_festivals(shop)))
        _last[:] = [(shop, made)]
        return made

    def of_event(self, event: str) -> tuple[Step, ...]:
        """The steps that are asked for after an event, by their days."""
        return self.events.get(event, ())

    def cadence(self, status: str, level: str, tier: int | None) -> Cadence | None:
        """The rhythm of that situation."""
        situation = (status, level, tier)
        if situation not in self._cadences:
            self._cadences[situation] = touches.cadence_of(status, level, self.rhythm, tier=tier)
        return self._cadences[situation]


def _festivals(shop: ShopRules) -> list[Festival]:
    kept = [rule for rule in shop.event_rules if rule.event == touches.FESTIVAL and rule.on]
    known = [(rule, PartialDate.stored(rule.day)) for rule in kept]
    return [Festival(Step.of(rule), day) for rule, day in known if day]


_DAY = timedelta(days=1)
_last: list[tuple[ShopRules, DueRules]] = []
