"""What sessions brought."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtWidgets import QApplication

from crm_desktop.features.sync.commands import keep_session
from crm_desktop.features.sync.records import SyncSession
from sync.client import discovery
from tests import make
from tests.ui.seats import Seat, sitting

if TYPE_CHECKING:
    from crm_desktop.store.store import Store

AT = datetime(2026, 11, 21, 15, 20)


@pytest.fixture
def session_of(store: "Store") -> Callable[..., None]:
    """`session_of(at, sent=3)`: a session that was."""

    def made(at: datetime, **figures: Any) -> None:
        keep_session(store, SyncSession(at=at, **figures))

    return made


@pytest.fixture
def person(store: "Store") -> str:
    return make.customer(store, name="王芳")


@pytest.fixture
def conflict(store: "Store", person: str) -> Callable[..., str]:
    """A conflict as the server makes it; about the job of 王芳 unless told otherwise."""

    def made(**changes: Any) -> str:
        about = {"col": "job", "kept": "", "lost": "会计", "lost_author": "刘伟", "created": AT}
        return make.conflict(store, person, **(about | changes))

    return made


@pytest.fixture
def parked(store: "Store", person: str) -> Callable[..., str]:
    """A change the server could not take."""

    def made(**changes: Any) -> str:
        return make.parked(store, person, **({"body": '{"job": "会计"}', "created": AT} | changes))

    return made


@pytest.fixture
def sit(
    tmp_path: Path, qapp: QApplication, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[str], Seat]]:
    """`sit("ann")`: a laptop on its own, with the window open."""
    monkeypatch.setattr(discovery, "find", list)
    with sitting(tmp_path, qapp, qtbot) as sit:
        yield sit
