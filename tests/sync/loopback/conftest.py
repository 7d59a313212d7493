"""One shop for the tests of a file, with its laptops enrolled."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from crm_desktop.base import i18n, paths
from tests.sync.loopback.office import Desk, Office


@pytest.fixture(scope="module", autouse=True)
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The keys of all laptops of a file outlive its tests."""
    folder = tmp_path_factory.mktemp("machine")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(paths, "data_dir", lambda: folder)
        patch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
        i18n.set_language("zh_CN")
        yield folder


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    made = Office(tmp_path_factory.mktemp("server") / "data")
    made.start()
    yield made
    made.kill()


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory, office: Office) -> Iterator[dict[str, Desk]]:
    folder = tmp_path_factory.mktemp("laptops")
    made = {user: Desk(folder / user) for user in ("ann", "meg")}
    for user, desk in made.items():
        desk.enrol(office.code(user))
    yield made
    for desk in made.values():
        desk.close()
