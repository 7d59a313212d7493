"""A table that is recorded takes the place of its own predecessor; what else was measured stays."""

import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.bench import processes, run


@pytest.fixture
def results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(run, "RESULTS", tmp_path / "RESULTS.md")
    return run.RESULTS


def test_the_first_table_makes_the_file(results: Path) -> None:
    run._record("## Sync", "figures")

    assert results.read_text("utf-8") == "## Sync\n\nfigures\n"


def test_a_table_takes_the_place_of_the_one_before(results: Path) -> None:
    results.write_text("# Results of the benches\n\nusual\n\n## Sync\n\nold\n", "utf-8")

    run._record("## Sync", "new")

    assert results.read_text("utf-8") == "# Results of the benches\n\nusual\n\n## Sync\n\nnew\n"


def test_the_usual_table_leaves_the_sections_alone(results: Path) -> None:
    results.write_text("# Results of the benches\n\nold\n\n## Pages\n\nkept\n\n## Sync\n\nkept too\n", "utf-8")

    run._record("", "usual")

    assert results.read_text("utf-8") == (
        "# Results of the benches\n\nusual\n\n## Pages\n\nkept\n\n## Sync\n\nkept too\n"
    )  # fmt: skip


def test_recorded_twice_it_stands_there_once(results: Path) -> None:
    for _ in range(2):
        run._record("", "usual")
        run._record("## Sync", "figures")

    assert results.read_text("utf-8") == "# Results of the benches\n\nusual\n\n## Sync\n\nfigures\n"


def test_a_bench_that_does_not_end_is_told_and_the_others_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = ModuleType("tests.bench.slow")
    (tmp_path / "sleeps.py").write_text("import time; time.sleep(60)")
    slow.measure = lambda _: processes.answer_of(str(tmp_path / "sleeps.py"), timeout=0.2)  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "tests.bench.slow", slow)

    (line,) = run._measured("slow", Path())

    assert line.over
    assert line.cells()[:3] == ("slow did not end", "-", "200.0 ms")
