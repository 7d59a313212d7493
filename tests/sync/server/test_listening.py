"""The place where laptops ask."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from sync.server.serve import listening
from sync.server.settings import Settings


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_an_answer_is_not_held_back_until_the_laptop_has_told_that_the_last_part_came(
    host: str, tmp_path: Path
) -> None:
    """It is written in two parts: each request would take 40 ms longer, and of some systems 200."""
    if host == "::1" and not socket.has_ipv6:
        pytest.skip("no IPv6 here")
    with (
        listening(Settings(data=tmp_path, host=host, port=0)) as server,
        socket.create_connection(server.getsockname()[:2]),
    ):
        answering, _ = server.accept()
        with answering:
            assert answering.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
