"""What every test stands on: its own home folder, a frozen clock, Chinese, and a real encrypted profile.

Factories are plain functions in `tests/make.py`; fixtures of the window are in `tests/ui/conftest.py`.
"""

import os
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

# Before anything imports Qt: tests draw without a display.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from hypothesis import HealthCheck, settings

from crm_desktop.base import clock as base_clock
from tests import collecting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crm_desktop.store.derived import Deriver
    from crm_desktop.store.store import Store

# A loaded machine is no reason to fail: nothing in the tests is timed.
SLOW_IS_FINE = [HealthCheck.too_slow]
settings.register_profile("project", deadline=None, database=None, suppress_health_check=SLOW_IS_FINE)
settings.load_profile("project")

PASSPHRASE = "correct horse 电瓶"
LONG = os.environ.get("CRM_LONG") == "1"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out what takes longer than CI allows, unless asked for."""
    if LONG:
        return
    skip = pytest.mark.skip(reason="takes long: run by `sh installer/test.sh --long`")
    for item in items:
        if item.get_closest_marker("long"):  # not `keywords`: they hold the names of the folders, too
            item.add_marker(skip)


def pytest_collection_finish() -> None:
    """All tests are known."""
    collecting.keep_what_is_loaded()


def pytest_runtest_logfinish() -> None:
    """A test is over, also what its fixtures did last."""
    collecting.let_go()


class FrozenClock:
    """The one clock of the program, standing still until a test moves it."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment

    def set(self, *moment: int | datetime) -> None:
        """`clock.set(2026, 11, 23, 9, 30)` or `clock.set(datetime(…))`."""
        first = moment[0]
        self.moment = first if isinstance(first, datetime) else datetime(*moment)  # type: ignore[arg-type]

    def forward(self, **by: float) -> None:
        """`clock.forward(days=3)`."""
        self.moment += timedelta(**by)


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder of its own: no test sees or leaves anything in the real one."""
    folder = tmp_path_factory.mktemp("home")
    for name, place in {
        "HOME": "", "USERPROFILE": "", "APPDATA": "roaming", "LOCALAPPDATA": "local",
        "XDG_CONFIG_HOME": ".config", "XDG_DATA_HOME": ".local/share", "XDG_STATE_HOME": ".local/state",
        "XDG_CACHE_HOME": ".cache",
    }.items():
        monkeypatch.setenv(name, str(folder / place))
    # A keyring would be the developer's own.
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    monkeypatch.delenv("CRM_PASSPHRASE", raising=False)
    monkeypatch.delenv("CRM_HOME", raising=False)
    return folder


@pytest.fixture(autouse=True)
def language() -> Iterator[None]:
    """Every test starts and ends in Simplified Chinese."""
    from crm_desktop.base import i18n

    i18n.set_language("zh_CN")
    yield
    i18n.set_language("zh_CN")


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> FrozenClock:
    """Sunday, 22 November 2026, ten in the morning."""
    frozen = FrozenClock(datetime(2026, 11, 22, 10, 0))
    monkeypatch.setattr(base_clock, "now", frozen.now)
    return frozen


def derivers() -> "Sequence[Deriver]":
    """What the program gives the store to keep derived rows and the search index up to date."""
    from crm_desktop.features.search.derived import DERIVERS

    return DERIVERS


@pytest.fixture(scope="session")
def empty_profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An encrypted profile made once; tests get copies, for making one is slow on purpose (argon2id)."""
    from crm_desktop.store.store import Store

    folder = tmp_path_factory.mktemp("template") / "profile"
    Store.create(folder, passphrase=PASSPHRASE, derivers=derivers()).close()
    return folder


@pytest.fixture
def profile(empty_profile: Path, tmp_path: Path) -> Path:
    """The folder of a fresh profile that `PASSPHRASE` opens."""
    folder = tmp_path / "profile"
    shutil.copytree(empty_profile, folder)
    return folder


@pytest.fixture
def store(profile: Path, clock: FrozenClock) -> Iterator["Store"]:
    """A fresh, encrypted, open profile with the real schema and everything derived kept up to date."""
    from crm_desktop.store.store import Store

    opened = Store.open(profile, passphrase=PASSPHRASE, derivers=derivers())
    yield opened
    opened.close()
