"""One shop for the tests of a file, with its laptops enrolled."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from crm_desktop.base import i18n, paths
from tests import make
from tests.sync.loopback.office import Desk, Office
from tests.sync.loopback.proxy import Proxy


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
    made.close()


@pytest.fixture(scope="module")
def proxy(office: Office) -> Iterator[Proxy]:
    made = Proxy(office.port)
    made.start()
    yield made
    made.stop()


@pytest.fixture(scope="module")
def far_and_near(
    tmp_path_factory: pytest.TempPathFactory, office: Office, proxy: Proxy
) -> Iterator[dict[str, Desk]]:
    """Ann is behind the bad network, her manager beside the server; both know three people."""
    folder = tmp_path_factory.mktemp("laptops")
    made = {user: Desk(folder / user) for user in ("ann", "meg")}
    made["ann"].enrol(office.code("ann", proxy.port))
    made["meg"].enrol(office.code("meg"))
    for _ in range(3):
        make.customer(made["ann"].store, name="王芳")
    for desk in (made["ann"], made["meg"], made["ann"]):
        desk.sync()
    yield made
    proxy.calm()
    for desk in made.values():
        desk.close()


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory, office: Office) -> Iterator[dict[str, Desk]]:
    folder = tmp_path_factory.mktemp("laptops")
    made = {user: Desk(folder / user) for user in ("ann", "meg")}
    for user, desk in made.items():
        desk.enrol(office.code(user))
    yield made
    for desk in made.values():
        desk.close()
