"""An enrolment that comes to nothing leaves nothing that was not there before."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from crm_desktop.base import paths
from sync.client import enrolment, errors
from sync.client.backoff import Patience
from sync.client.errors import Offline, TooOld
from tests.sync.codes import code_for, serving
from tests.sync.server.serving import Served

Run = Callable[..., Any]


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crm_desktop.features.sync.commands.enrolling.Patience", lambda: Patience(1, 0.01))


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    with serving(tmp_path / "shop.db") as running:
        yield running


@pytest.fixture
def codes(served: Served) -> dict[str, str]:
    """Codes that connect nobody."""
    used, old = code_for(served, "ann"), code_for(served, "bo")
    return {
        "no code": "hello", "cut": old[: len(old) // 2], "unknown": code_for(served, "ann", secret="x" * 40),
        "used": used, "expired": old, "away": code_for(served, "meg", url="http://127.0.0.1:9"),
    }  # fmt: skip


def keys() -> list[str]:
    """The files of laptops' keys."""
    return [one.name for one in (paths.data_dir() / "devices").glob("*")]


@pytest.mark.parametrize("which", ["no code", "cut", "unknown", "used", "expired", "away"])
def test_refused_code_leaves_no_new_profile(
    run: Run, served: Served, codes: dict[str, str], which: str, tmp_path: Path
) -> None:
    assert run("enrol", codes["used"], "--profile", tmp_path / "first").code == 0
    served.clock.now += 3600
    before = keys()

    told = run("enrol", codes[which], "--profile", tmp_path / "in" / "new", "--lang", "en")

    assert (told.code, "went wrong" in told.err) == (1, False)
    assert not (tmp_path / "in").exists()
    assert keys() == before


def test_folder_that_was_there_keeps_what_is_in_it(run: Run, codes: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "letter.txt").write_text("mine", encoding="utf-8")

    assert run("enrol", codes["away"], "--profile", tmp_path / "new").code == 1

    assert [one.name for one in (tmp_path / "new").iterdir()] == ["letter.txt"]


def test_profile_that_was_there_stays(run: Run, codes: dict[str, str], folder: Path) -> None:
    people = run("search", "王", "--profile", folder).out

    assert run("enrol", codes["unknown"], "--demo", "--profile", folder).code == 1

    assert run("search", "王", "--profile", folder).out == people
    assert keys()  # with which the next code is tried


@pytest.mark.parametrize("reason", [errors.TIMEOUT, errors.DAMAGED])
def test_lost_answer_is_asked_for_again_by_the_same_laptop(
    run: Run, served: Served, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, reason: str
) -> None:
    code, ask = code_for(served, "ann"), enrolment.enrol

    def lost(*given: Any) -> Any:
        ask(*given)
        raise Offline(reason)

    with monkeypatch.context() as broken:
        broken.setattr(enrolment, "enrol", lost)
        assert run("enrol", code, "--profile", tmp_path / "new").code == 1

    assert run("enrol", code, "--profile", tmp_path / "new").code == 0


def test_program_that_is_too_old_says_so_and_leaves_no_new_profile(
    run: Run, served: Served, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def later(*_given: Any) -> Any:
        raise TooOld

    monkeypatch.setattr(enrolment, "enrol", later)

    told = run("enrol", code_for(served, "ann"), "--profile", tmp_path / "new", "--lang", "en")

    assert (told.code, "has to be updated" in told.err) == (1, True)
    assert not (tmp_path / "new").exists()
