"""What tests of both sides share."""

import pytest

from tests.sync.announcing import Heard, alone


@pytest.fixture
def alone_in_the_network(monkeypatch: pytest.MonkeyPatch) -> Heard:
    """No other server of this machine is heard, and ours by nobody else."""
    return alone(monkeypatch)
