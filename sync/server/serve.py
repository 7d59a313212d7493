"""Runs the server: own certificate off loopback, address kept for enrolment codes, announced in the local network."""

import contextlib
import ipaddress
import os
import signal
import socket
import sys
from dataclasses import dataclass

import uvicorn
from filelock import FileLock, Timeout

from sync.core.addresses import UNSAFE_URL, is_safe
from sync.server import announce, certificate, epochs, logs, sweeping
from sync.server.app import application
from sync.server.compacting import compacted
from sync.server.connection import Connection
from sync.server.doors import Doors
from sync.server.opening import NotPossible, Opened, opened, rest_seldom
from sync.server.settings import Settings

URL, FINGERPRINT = "url", "fingerprint"
"""Under these names the registry keeps what the last serve announced."""
SETTINGS = ("data", "database", "host", "port", "workers", "open_metrics", "log_level", "min_rev")


KEPT_SECONDS = 60
"""How long a connection is kept for the next request: a slow laptop takes its time over a page."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where laptops reach the server."""

    url: str
    address: str
    port: int
    certificate: certificate.Certificate | None


def serve(settings: Settings) -> None:
    """Serve until told to stop."""
    if settings.workers > 1 and not settings.database:
        raise NotPossible("The data file is served by one process. More workers need PostgreSQL: --database URL")
    stop = _Stop()
    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, stop.ask)
    with logs.written(settings.log_level), _alone(settings), contextlib.closing(opened(settings)) as parts:
        highest = epochs.Highest(settings.data)
        epochs.check(parts, highest)
        with listening(settings) as taken:
            place = _place(settings, taken.getsockname()[1])
            parts.registry.keep(URL, place.url.encode())
            parts.registry.keep(FINGERPRINT, (place.certificate.fingerprint if place.certificate else "").encode())
            watching = epochs.watched(parts, highest), sweeping.swept(parts, settings.blob_hours * sweeping.HOUR)
            compacting = compacted(parts, settings.compact_days)
            with watching[0], watching[1], compacting, _announced(settings, parts, place):
                _say(place, parts)
                _run(settings, parts, place, taken, stop)


@contextlib.contextmanager
def _alone(settings: Settings):  # type: ignore[no-untyped-def]
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with contextlib.nullcontext() if settings.database else FileLock(settings.data / "serving.lock", timeout=0):
            yield
    except Timeout:
        raise NotPossible("Another server is running with this data.") from None


def listening(settings: Settings) -> socket.socket:
    """The place where laptops ask. What is said to them goes at once, also the second part of an answer: a connection
    takes this from here, and asyncio would only do it for a place it has made itself.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        taken = socket.create_server((settings.host, settings.port), family=family, backlog=512)
    except OSError as error:
        why = str(error.strerror).partition(" (")[0]  # Python adds the address, which stands here already
        told = f"Port {settings.port} of {settings.host} cannot be used: {why}. Another one: --port N"
        raise NotPossible(told) from error
    taken.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return taken


def _place(settings: Settings, port: int) -> Place:
    made = None
    if bool(settings.certificate) != bool(settings.key):
        raise NotPossible("A certificate is worth nothing without its key: give both --certificate and --key, or none.")
    if settings.certificate and settings.key:
        made = certificate.given(settings.certificate, settings.key)
    elif settings.with_tls:
        made = certificate.own(settings.data)
    everywhere = settings.host in ("", "0.0.0.0", "::")  # noqa: S104 - asked, not bound
    address = certificate.address() if everywhere else "127.0.0.1" if settings.on_loopback else settings.host
    shown = f"[{address}]" if ":" in address else address
    if settings.url and not is_safe(settings.url):
        raise NotPossible(UNSAFE_URL.format(settings.url))
    url = settings.url or f"{'https' if made else 'http'}://{shown}:{port}"
    return Place(url, address, port, made)


def _say(place: Place, parts: Opened) -> None:
    shops = parts.registry.shops()
    sys.stdout.write(f"listening at {place.url}\n")
    if place.certificate and place.certificate.fingerprint:
        sys.stdout.write(f"certificate {place.certificate.fingerprint}\n")
    if not shops:
        sys.stdout.write("no shop yet: crm-sync-server shop add NAME\n")
    sys.stdout.flush()


def _announced(settings: Settings, parts: Opened, place: Place) -> contextlib.AbstractContextManager[None]:
    if not settings.announce or settings.on_loopback or not _goes_out(place.address):
        return contextlib.nullcontext()
    shops = parts.registry.shops()
    label = shops[0][1] if len(shops) == 1 else ""
    where = (place.address, place.port)
    return announce.announced(label, parts.registry.server_id(), where, tls=place.certificate is not None)


def _goes_out(address: str) -> bool:
    """Whether it can be told in the network: by number, and not this machine's own."""
    try:
        return not ipaddress.IPv4Address(address).is_loopback
    except ValueError:
        return False


class _Stop:
    """Being told to stop is noted, never raised: an exception between two lines would leave the data half closed.

    While uvicorn runs it listens itself, and passes the signal on when it has ended.
    """

    def __init__(self) -> None:
        self.asked = False
        self._server: uvicorn.Server | None = None

    def ask(self, *_: object) -> None:
        """Of a signal."""
        self.asked = True
        if self._server is not None:
            self._server.should_exit = True

    def stops(self, server: uvicorn.Server) -> uvicorn.Server:
        """This one, from now on; at once if that was asked already."""
        self._server = server
        server.should_exit = self.asked
        return server


def _run(settings: Settings, parts: Opened, place: Place, taken: socket.socket, stop: _Stop) -> None:
    common = {
        "log_config": None, "access_log": False, "lifespan": "off", "server_header": False,
        "timeout_keep_alive": KEPT_SECONDS, "http": Connection,
        "ssl_certfile": str(place.certificate.file) if place.certificate else None,
        "ssl_keyfile": str(place.certificate.key) if place.certificate else None,
    }  # fmt: skip
    if settings.workers == 1:
        doors = Doors(parts.service, parts.registry, min_rev=settings.min_rev)
        with contextlib.closing(application(doors, open_metrics=settings.open_metrics)) as app:
            rest_seldom()
            stop.stops(uvicorn.Server(uvicorn.Config(app, **common))).run([taken])  # type: ignore[arg-type]
        return
    from uvicorn.supervisors import Multiprocess

    os.environ.update({f"CRM_SYNC_{name.upper()}": str(getattr(settings, name)) for name in SETTINGS})
    config = uvicorn.Config("sync.server.opening:worker", factory=True, workers=settings.workers, **common)  # type: ignore[arg-type]
    processes = Multiprocess(config, [taken])  # listens to the signals from here on
    if not stop.asked:
        processes.run()
