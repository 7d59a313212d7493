"""What the system says of its network is asked once, late; where it says nothing, nothing costs."""

import sys
from typing import Any

import pytest
from PySide6.QtCore import QObject, Signal

from crm_desktop.ui.metered import Metered


class System(QObject):
    """What Qt gives of the system's own word."""

    isMeteredChanged = Signal(bool)  # noqa: N815 - Qt's name

    def supports(self, _feature: object) -> bool:
        return True

    def isMetered(self) -> bool:
        return True


@pytest.fixture
def system(monkeypatch: pytest.MonkeyPatch, qapp: Any) -> System:
    from PySide6.QtNetwork import QNetworkInformation

    made = System()
    monkeypatch.setattr(QNetworkInformation, "loadBackendByFeatures", lambda _feature: True)
    monkeypatch.setattr(QNetworkInformation, "instance", lambda: made)
    return made


def test_system_is_asked_when_it_is_needed_and_tells_changes(system: System) -> None:
    told, changes = Metered(system), list[bool]()
    told.changed.connect(lambda: changes.append(told.on))
    assert not told.on

    assert told.ask()
    system.isMeteredChanged.emit(False)

    assert (told.on, changes) == (False, [False])


def test_system_without_qt_s_network_costs_nothing(qapp: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "PySide6.QtNetwork", None)

    assert not Metered(qapp).ask()


def test_system_that_says_nothing_costs_nothing(system: System, monkeypatch: pytest.MonkeyPatch) -> None:
    from PySide6.QtNetwork import QNetworkInformation

    monkeypatch.setattr(QNetworkInformation, "loadBackendByFeatures", lambda _feature: False)

    assert not Metered(system).ask()
