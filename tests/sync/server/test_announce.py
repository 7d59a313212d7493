"""A laptop in the local network finds the server that announces itself."""

from sync.client import discovery
from sync.server.announce import announced
from tests.sync.announcing import Heard


def test_a_server_is_found_as_long_as_it_is_there(alone_in_the_network: Heard) -> None:
    loopback, heard = ["127.0.0.1"], alone_in_the_network
    with announced("展厅", "4be1" * 8, ("127.0.0.1", 8765), tls=True, interfaces=loopback):
        found = discovery.find(heard.patience, cancelled=heard.something, interfaces=loopback)

    assert [(one.name, one.url, one.server_id) for one in found] == [("展厅", "https://127.0.0.1:8765", "4be1" * 8)]
    assert discovery.find(1.0, interfaces=loopback) == []
