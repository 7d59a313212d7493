"""A line of the speed table says honestly whether its limit is kept."""

import sys
from pathlib import Path

from tests.bench.line import Line, p95


def test_a_figure_above_its_limit_is_over() -> None:
    line = Line("start", 100, 250, "<= 2 x", 200)

    assert line.over
    assert line.cells() == ("start", "100.0 ms", "250.0 ms", "2.50 x", "<= 2 x", "OVER")


def test_a_figure_at_its_limit_is_ok() -> None:
    assert str(Line("start", 100, 200, "<= 2 x", 200)).endswith("ok")


def test_a_quality_must_not_be_smaller() -> None:
    assert Line("F1", None, 0.94, ">= 0.95", 0.95, unit="", least=True).over
    assert not Line("F1", None, 0.96, ">= 0.95", 0.95, unit="", least=True).over


def test_one_slow_of_twenty_is_let_pass() -> None:
    assert p95([1.0] * 19 + [99.0]) == 1.0
    assert p95([1.0] * 18 + [99.0] * 2) == 99.0


def test_no_bench_hides_a_module_of_python_from_the_program_it_starts():
    names = {file.stem for file in Path(__file__).parent.glob("*.py")}

    assert not names & sys.stdlib_module_names
