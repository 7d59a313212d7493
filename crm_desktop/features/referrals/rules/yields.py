"""What asking brought: asked → named → came → ordered, by what the asked people have in common."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from crm_desktop.features.referrals.records import AskedFact, Figure, Line, Step, Yield

GROUPS: Mapping[str, Callable[[AskedFact], str]] = {
    "situation": lambda ask: ask.situation, "script": lambda ask: ask.script, "ring": lambda ask: ask.ring,
    "opener": lambda ask: ask.opener, "occasion": lambda ask: ask.occasion, "source": lambda ask: ask.source,
    "introducer": lambda ask: ask.contact,
}
"""What the asks can be grouped by."""


def yields(
    asks: Iterable[AskedFact], lines: Sequence[Line], *, by: str, label: Callable[[str], str]
) -> tuple[Yield, ...]:
    """One row a group, those who were asked most first. Who was named unasked counts nowhere."""
    group = GROUPS[by]
    asked: dict[str, list[str]] = defaultdict(list)
    code_of: dict[str, str] = {}
    for ask in asks:
        code_of[ask.id] = group(ask)
        asked[group(ask)].append(ask.contact)
    gained: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        if line.ask in code_of:
            gained[code_of[line.ask]].append(line)
    rows = [
        Yield(code, label(code), _figure(people), _figure(line.contact for line in gained[code]),
              _reached(gained[code], Step.VISITED), _reached(gained[code], Step.ORDERED))
        for code, people in asked.items()
    ]  # fmt: skip
    return tuple(sorted(rows, key=lambda row: (-row.asked.count, -row.named.count, row.label, row.code)))


def _reached(lines: Iterable[Line], step: Step) -> Figure:
    return _figure(line.contact for line in lines if line.on(step) is not None)


def _figure(people: Iterable[str]) -> Figure:
    found = list(people)
    return Figure(len(found), tuple(dict.fromkeys(found)))
