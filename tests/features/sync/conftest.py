"""A profile with what a session would have brought."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from tests import make

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
