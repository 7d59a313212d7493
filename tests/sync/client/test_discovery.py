"""Servers that announce themselves in the local network."""

import socket

import pytest

from sync import protocol
from sync.client.discovery import Found, find, read
from tests.sync.announcing import Heard

NAME = f"desk.{protocol.LAN_SERVICE}"


def test_announcement_names_the_shop_and_the_address() -> None:
    said: dict[str, str | None] = {"shop": "东城店", "id": "s-1", "tls": "1"}

    assert read(NAME, ["192.168.1.5"], 8443, said) == Found("东城店", "https://192.168.1.5:8443", "s-1")


def test_announcement_that_says_little_shows_its_own_name() -> None:
    assert read(NAME, ["127.0.0.1"], 80, {"tls": "0"}) == Found("desk", "http://127.0.0.1:80")


@pytest.mark.parametrize(("addresses", "port"), [([], 80), (["192.168.1.5"], 0)])
def test_announcement_without_an_address_is_none(addresses: list[str], port: int) -> None:
    assert read(NAME, addresses, port, {}) is None


def test_server_in_the_network_is_found(alone_in_the_network: Heard) -> None:
    from zeroconf import IPVersion, ServiceInfo, Zeroconf

    try:
        network = Zeroconf(["127.0.0.1"], ip_version=IPVersion.V4Only)
    except OSError:
        pytest.skip("this machine has no multicast")
    info = ServiceInfo(
        protocol.LAN_SERVICE, f"desk.{protocol.LAN_SERVICE}", port=8443, addresses=[socket.inet_aton("127.0.0.1")],
        properties={"shop": "东城店", "id": "s-1", "tls": "1"},
    )  # fmt: skip
    network.register_service(info)
    try:
        found = find(alone_in_the_network.patience, cancelled=alone_in_the_network.something, interfaces=["127.0.0.1"])
    finally:
        network.close()

    assert found == [Found("东城店", "https://127.0.0.1:8443", "s-1")]


def test_search_can_be_stopped() -> None:
    assert find(60.0, cancelled=lambda: True, interfaces=["127.0.0.1"]) == []
