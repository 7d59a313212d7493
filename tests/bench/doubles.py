"""Duplicates: F1 on a generated book whose truth is known."""

from pathlib import Path

from crm_desktop.features.duplicates import rules
from tests.bench import truth
from tests.bench.line import Line

PEOPLE, SEEDS = 2000, (1, 2, 3)


def measure(_profile: Path) -> list[Line]:
    """The worst of three books."""
    worst = 1.0
    for seed in SEEDS:
        book = truth.book(PEOPLE, seed=seed)
        found = {(min(pair.a, pair.b), max(pair.a, pair.b)) for pair in rules.pairs(truth.profiles(book.entries), [])}
        worst = min(worst, truth.quality(found, book.truth).f1)
    return [Line("duplicates, F1", None, worst, ">= 0.95", 0.95, unit="", least=True)]
