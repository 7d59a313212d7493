"""What of the shop's rules decides who is due, put together once for very many people."""

from collections.abc import Mapping
from dataclasses import dataclass

from crm_desktop.features.calendar.rules.work_days import WorkCalendar
from crm_desktop.features.settings.records import EventRule, ShopRules
from crm_desktop.features.touches import rules as touches
from crm_desktop.features.touches.records import Cadence


@dataclass(frozen=True)
class DueRules:
    """Rhythms by situation, event rules by event, and the days worked."""

    rhythm: Mapping[str, Cadence]
    events: Mapping[str, tuple[EventRule, ...]]
    days: WorkCalendar

    @classmethod
    def of(cls, shop: ShopRules) -> "DueRules":
        """The rules of this shop; the last ones asked for are remembered."""
        if _last and _last[0][0] is shop:
            return _last[0][1]
        events: dict[str, tuple[EventRule, ...]] = {}
        # The steps of a chain stand in the order of their days.
        for rule in sorted(shop.event_rules, key=lambda one: (one.event, one.offset_days)):
            if rule.on:
                events[rule.event] = (*events.get(rule.event, ()), rule)
        made = cls(touches.cadences(shop), events, WorkCalendar(shop.work_days))
        _last[:] = [(shop, made)]
        return made

    def of_event(self, event: str) -> tuple[EventRule, ...]:
        """The rules that are on for an event, by their days."""
        return self.events.get(event, ())


_last: list[tuple[ShopRules, DueRules]] = []
