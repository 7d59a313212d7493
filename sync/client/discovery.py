"""Finds the servers that announce themselves in the local network. Slow by nature: never on the window's thread."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from sync import protocol

SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Found:
    """A server that answered in the local network. Nothing it says is believed before the enrolment."""

    name: str
    url: str
    server_id: str = ""


def find(
    seconds: float = SECONDS, *, cancelled: Callable[[], bool] = lambda: False, interfaces: list[str] | None = None
) -> list[Found]:
    """Listen for a while. A network that does not allow it has no servers to show."""
    from zeroconf import InterfaceChoice, IPVersion, ServiceBrowser, ServiceInfo, ServiceStateChange, Zeroconf

    found: dict[str, Found] = {}

    def heard(zeroconf: Zeroconf, service_type: str, name: str, state_change: ServiceStateChange) -> None:
        if state_change is ServiceStateChange.Removed:
            found.pop(name, None)
            return
        info = ServiceInfo(service_type, name)
        if info.load_from_cache(zeroconf) or info.request(zeroconf, 1000):
            server = read(name, info.parsed_addresses(IPVersion.V4Only), info.port or 0, info.decoded_properties)
            if server is not None:
                found[name] = server

    try:
        network = Zeroconf(interfaces or InterfaceChoice.All, ip_version=IPVersion.V4Only)
    except OSError:
        return []
    try:
        browser = ServiceBrowser(network, protocol.LAN_SERVICE, handlers=[heard])
        end = time.monotonic() + seconds
        while time.monotonic() < end and not cancelled():
            time.sleep(0.05)
        browser.cancel()
    finally:
        network.close()
    return sorted(found.values(), key=lambda one: one.name)


def read(name: str, addresses: list[str], port: int, said: dict[str, str | None]) -> Found | None:
    """What an announcement says; None when it names no address."""
    if not addresses or not port:
        return None
    label = said.get("shop") or name.removesuffix(f".{protocol.LAN_SERVICE}")
    scheme = "http" if said.get("tls") == "0" else "https"
    return Found(label, f"{scheme}://{addresses[0]}:{port}", said.get("id") or "")
