"""A server on loopback that answers what a test wants: the real wire, and whatever can stand in its way."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from sync import protocol
from sync.client.receipt import Traffic
from sync.client.transport import Place
from sync.core.packing import pack, unpack

SERVER_ID = "s-1"
SERVER_CLOCK = 1_790_000_000
"""Where it stands still."""


@dataclass
class Request:
    path: str
    headers: dict[str, str]
    document: Any
    body: bytes


@dataclass
class Reply:
    """What goes back: a document, or anything else."""

    document: Any = field(default_factory=dict)
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None
    media: str = protocol.MEDIA
    cut: int = 0
    """How many bytes of the body are never sent."""
    close: bool = False
    """The connection ends without an answer."""


def said(status: int = 200, **document: Any) -> Reply:
    """An answer of the shop's server."""
    return Reply({"server_id": SERVER_ID, "epoch": 1, **document}, status)


class Scripted:
    """Answers one reply after the other, the last one for ever; notes what was asked."""

    def __init__(self) -> None:
        self.replies: list[Reply | Callable[[Request], Reply]] = [said()]
        self.requests: list[Request] = []
        self.url = ""

    def next(self, request: Request) -> Reply:
        self.requests.append(request)
        reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        return reply if isinstance(reply, Reply) else reply(request)


def _handler(script: Scripted) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def date_time_string(self, timestamp: float | None = None) -> str:
            return super().date_time_string(SERVER_CLOCK)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            reply = script.next(Request(self.path, dict(self.headers.items()), unpack(body), body))
            if reply.close:
                self.close_connection = True
                return
            answer = reply.body if reply.body is not None else pack(reply.document)
            self.send_response(reply.status)
            for name, value in {"Content-Type": reply.media, **reply.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer[: len(answer) - reply.cut])
            self.close_connection = bool(reply.cut)

        def do_PATCH(self) -> None:
            self.do_POST()

        def log_message(self, *_args: object) -> None:
            pass

    return Handler


class QuietServer(ThreadingHTTPServer):
    """A client that hangs up is no news."""

    daemon_threads = True

    def handle_error(self, *_args: object) -> None:
        pass


def _serving(script: Scripted, context: ssl.SSLContext | None = None) -> Iterator[Scripted]:
    server = QuietServer(("127.0.0.1", 0), _handler(script))
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    script.url = f"{'https' if context else 'http'}://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield script
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def server() -> Iterator[Scripted]:
    yield from _serving(Scripted())


@dataclass
class Certificate:
    fingerprint: str
    file: Path


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    """A certificate nobody vouches for, long expired: only its fingerprint counts."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "shop")])
    start = datetime(2020, 1, 1)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(start).not_valid_after(start + timedelta(days=30)).sign(key, hashes.SHA256())
    )  # fmt: skip
    file = tmp_path_factory.mktemp("tls") / "server.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return Certificate(made.fingerprint(hashes.SHA256()).hex(), file)


@pytest.fixture
def tls_server(certificate: Certificate) -> Iterator[Scripted]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate.file)
    yield from _serving(Scripted(), context)


@pytest.fixture
def traffic() -> Traffic:
    return Traffic()


@pytest.fixture
def place(server: Scripted) -> Place:
    return Place(server.url, server_id=SERVER_ID)
