"""Says in the local network that a shop's server is here, for laptops that look for one."""

import contextlib
import socket
from collections.abc import Iterator

from sync import protocol
from sync.server import logs


@contextlib.contextmanager
def announced(
    shop: str, server_id: str, place: tuple[str, int], *, tls: bool, interfaces: list[str] | None = None
) -> Iterator[None]:
    """As long as the block lasts, at an (address, port). A network that does not allow it is no reason to fail."""
    from zeroconf import InterfaceChoice, IPVersion, ServiceInfo, Zeroconf

    said = {"shop": shop, "id": server_id, "tls": "1" if tls else "0"}
    info = ServiceInfo(
        protocol.LAN_SERVICE, f"{server_id[:12]}.{protocol.LAN_SERVICE}", port=place[1], properties=said,
        addresses=[socket.inet_aton(place[0])],
    )  # fmt: skip
    try:
        network = Zeroconf(interfaces or InterfaceChoice.All, ip_version=IPVersion.V4Only)
    except OSError:
        logs.event("not announced")
        yield
        return
    try:
        network.register_service(info, allow_name_change=True)
        yield
    finally:
        with contextlib.suppress(Exception):  # the network may be gone
            network.unregister_all_services()
        network.close()
