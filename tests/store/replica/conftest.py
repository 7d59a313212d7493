"""A shop and a laptop of one of its consultants."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.store.replica.shop import Laptop, Server, opened


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def ann(tmp_path: Path, server: Server) -> Iterator[Laptop]:
    store = opened(tmp_path / "ann")
    yield Laptop(store, server)
    store.close()


@pytest.fixture
def bo(tmp_path: Path, server: Server) -> Iterator[Laptop]:
    store = opened(tmp_path / "bo")
    yield Laptop(store, server, "bo")
    store.close()
