"""Addresses of servers."""

import ipaddress
from urllib.parse import urlsplit

UNSAFE_URL = "{} is no address for laptops: it begins with https://, or, for this very machine only, with http://"


def is_safe(url: str) -> bool:
    """Whether an address may be spoken to: without TLS only on this very machine."""
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError:  # a port beyond 65535, half a pair of brackets
        return False
    if parts.scheme == "https":
        return bool(host)
    if parts.scheme != "http" or not host:
        return False
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
