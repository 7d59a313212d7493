"""A profile with what a session would have brought."""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests import make
from tests.sync.codes import code_for, serving
from tests.sync.loopback.office import Desk, enrolling
from tests.sync.server.serving import Served

if TYPE_CHECKING:
    from crm_desktop.store.store import Store

AT = datetime(2026, 11, 20, 15, 20)


@pytest.fixture
def person(store: "Store") -> str:
    return make.customer(store, name="王芳")


@pytest.fixture
def conflict(store: "Store", person: str) -> Callable[..., str]:
    """A conflict as the server makes it; about the name of 王芳 unless told otherwise."""

    def made(**changes: Any) -> str:
        about = {"col": "name", "kept": "王芳", "lost": "王方", "lost_author": "赵强", "created": AT}
        return make.conflict(store, person, **(about | changes))

    return made


@pytest.fixture
def parked(store: "Store", person: str) -> Callable[..., str]:
    """A parked change as the server makes it."""

    def made(**changes: Any) -> str:
        return make.parked(store, person, **({"body": '{"name": "王方"}', "created": AT} | changes))

    return made


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    with serving(tmp_path / "shop.db") as running:
        yield running


@pytest.fixture
def desk(tmp_path: Path, served: Served) -> Iterator[Callable[[str], Desk]]:
    yield from enrolling(tmp_path, partial(code_for, served))


@pytest.fixture
def ann(desk: Callable[[str], Desk]) -> Desk:
    return desk("ann")


@pytest.fixture
def bo(desk: Callable[[str], Desk]) -> Desk:
    return desk("bo")


@pytest.fixture
def meg(desk: Callable[[str], Desk]) -> Desk:
    return desk("meg")
