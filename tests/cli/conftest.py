"""A profile that opens without a passphrase, and a way to call the command line as a user does."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from crm_desktop.base import clock
from crm_desktop.cli import main


@dataclass(frozen=True)
class Outcome:
    """What one call of the command line gave back."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The one JSON document on stdout."""
        return json.loads(self.out)


Run = Callable[..., Outcome]
MORNING = datetime(2026, 11, 22, 10, 0)
"""The day the `clock` fixture shows, too."""


@pytest.fixture(autouse=True)
def _the_same_day(clock: object) -> None:
    """What is due depends on the day."""


@pytest.fixture(scope="session")
def demo_profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A profile of sixty made-up people, made once; tests get copies."""
    folder = tmp_path_factory.mktemp("cli") / "profile"
    with pytest.MonkeyPatch.context() as patch:  # or their names and birthdays would change from day to day
        patch.setattr(clock, "now", lambda: MORNING)
        assert main(["demo", "--people", "60", "--seed", "5", "--profile", str(folder), "--lang", "zh_CN"]) == 0
    return folder


@pytest.fixture
def folder(demo_profile: Path, tmp_path: Path) -> Path:
    """The folder of a filled profile of the test's own."""
    import shutil

    target = tmp_path / "profile"
    shutil.copytree(demo_profile, target)
    return target


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Call `crm-desktop` with these arguments."""

    def call(*arguments: object) -> Outcome:
        capsys.readouterr()
        code = main([str(argument) for argument in arguments])
        told = capsys.readouterr()
        return Outcome(code, told.out, told.err)

    return call


@pytest.fixture
def crm(run: Run, folder: Path) -> Run:
    """The same on the filled profile, answering in JSON."""
    return lambda *arguments: run(*arguments, "--profile", folder, "--json")
