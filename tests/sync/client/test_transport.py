"""One connection to one server: what counts as its answer, what is asked again, and what is "offline"."""

import contextlib
import os
import socket
import threading
from collections.abc import Iterator

import pytest

from sync import protocol
from sync.client import errors
from sync.client.backoff import Patience
from sync.client.errors import Busy, Cancelled, Offline, OtherServer, ServerProblem, TooOld
from sync.client.receipt import Traffic
from sync.client.transport import Answer, Place, Transport
from sync.core.addresses import is_safe
from sync.core.packing import pack
from tests.sync.client.conftest import Certificate, Reply, Scripted, said


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def transport(place: Place, traffic: Traffic, waits: list[float]) -> Iterator[Transport]:
    made = Transport(place, traffic, patience=Patience(attempts=3), wait=waits.append, read_seconds=2)
    yield made
    made.close()


def ask(transport: Transport, document: object = None, **more: bool) -> Answer:
    return transport.post(protocol.PULL, pack(document or {}), dict, **more)


def test_document_goes_up_and_one_comes_down(server: Scripted, transport: Transport) -> None:
    server.replies = [said(name="王芳")]

    answer = ask(transport, {"cursors": {"shop": 3}})

    assert (answer.status, answer.document["name"]) == (200, "王芳")
    assert server.requests[0].document == {"cursors": {"shop": 3}}
    assert server.requests[0].headers["Content-Type"] == protocol.MEDIA


def test_connection_is_kept(server: Scripted, transport: Transport) -> None:
    ask(transport)
    ask(transport)

    assert transport._pool.num_connections == 1


def test_what_goes_over_the_wire_is_counted(server: Scripted, transport: Transport, traffic: Traffic) -> None:
    server.replies = [said(text="x")]

    ask(transport, {"a": 1})

    assert traffic.requests == 1
    assert traffic.bytes_up > len(pack({"a": 1})) + 100
    assert traffic.bytes_down > len(pack({"text": "x"})) + 50


def _unanswered(transport: Transport) -> None:
    with contextlib.suppress(Offline):
        ask(transport, {"a": 1})


def test_request_goes_out_in_one_piece(traffic: Traffic) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        place = Place(f"http://127.0.0.1:{listening.getsockname()[1]}")
        transport = Transport(place, traffic, patience=Patience(attempts=1), read_seconds=2)
        asking = threading.Thread(target=_unanswered, args=(transport,))
        asking.start()
        line, _ = listening.accept()
        with line:
            first = line.recv(65536)
    asking.join()
    transport.close()

    assert first.endswith(b"\r\n\r\n" + pack({"a": 1}))
    assert traffic.bytes_up == len(first)


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_what_may_pass_is_asked_again(server: Scripted, transport: Transport, status: int) -> None:
    server.replies = [said(status, error="busy"), said(status, error="busy"), said(ok=1)]

    assert ask(transport).document["ok"] == 1


def test_wait_that_the_server_asks_for_is_kept(server: Scripted, transport: Transport, waits: list[float]) -> None:
    busy = said(503, error=protocol.BUSY)
    busy.headers["Retry-After"] = "7"
    server.replies = [busy, said()]

    ask(transport)

    assert 7 <= waits[0] <= 8


def test_server_that_wants_a_long_wait_ends_the_session(
    server: Scripted, transport: Transport, waits: list[float]
) -> None:
    busy = said(429, error=protocol.SLOW_DOWN)
    busy.headers["Retry-After"] = "900"
    server.replies = [busy]

    with pytest.raises(Busy) as caught:
        ask(transport)

    assert (caught.value.retry_after, waits) == (900, [])


def test_server_that_stays_busy_says_so(server: Scripted, transport: Transport, waits: list[float]) -> None:
    server.replies = [said(503, error=protocol.BUSY)]

    with pytest.raises(Busy):
        ask(transport)

    assert (len(server.requests), len(waits)) == (3, 2)


def test_server_that_stays_broken_is_no_network_problem(server: Scripted, transport: Transport) -> None:
    server.replies = [said(500, error="bug")]

    with pytest.raises(ServerProblem):
        ask(transport)


def test_refusal_is_an_answer_and_asked_once(server: Scripted, transport: Transport) -> None:
    server.replies = [said(409, error=protocol.GAP, last=3)]

    assert ask(transport).document["last"] == 3
    assert len(server.requests) == 1


def test_lost_answer_is_asked_again(server: Scripted, transport: Transport) -> None:
    server.replies = [Reply(close=True), said(ok=1)]

    assert ask(transport).document["ok"] == 1


def test_what_must_not_be_asked_twice_is_not(server: Scripted, transport: Transport) -> None:
    server.replies = [Reply(close=True), said(ok=1)]

    with pytest.raises(Offline):
        ask(transport, again=False)

    assert len(server.requests) == 1


def test_cut_answer_is_asked_again(server: Scripted, transport: Transport) -> None:
    whole = {"server_id": "s-1", "text": "long enough to be cut"}
    server.replies = [Reply(whole, cut=9), Reply(body=pack(whole)[:-9]), said(ok=1)]

    assert ask(transport).document["ok"] == 1


@pytest.mark.parametrize("body", [b"", b"garbage", pack([1, 2])[:-2], pack([1, 2])])
def test_answer_that_stays_damaged_is_offline(server: Scripted, transport: Transport, body: bytes) -> None:
    server.replies = [Reply(body=body)]

    with pytest.raises(Offline) as caught:
        ask(transport)

    assert caught.value.reason == errors.DAMAGED


@pytest.mark.parametrize("status", [200, 302, 401, 403, 511])
def test_page_of_a_captive_portal_is_offline(
    server: Scripted, transport: Transport, status: int, waits: list[float]
) -> None:
    server.replies = [Reply(status=status, body=b"<html>Welcome, log in", media="text/html", headers={"Location": "/"})]

    with pytest.raises(Offline) as caught:
        ask(transport)

    assert (caught.value.reason, len(server.requests), waits) == (errors.NOT_THE_SERVER, 1, [])


@pytest.mark.parametrize("media", ["application/vnd.crm-sync+json; v=2", "application/vnd.crm-sync+json;v=12; q=1"])
@pytest.mark.parametrize("body", [b"{}", b"x" * 30_000_000])
def test_server_of_a_later_version_is_no_log_in_page(
    server: Scripted, transport: Transport, media: str, body: bytes, waits: list[float]
) -> None:
    server.replies = [Reply(media=media, body=body)]

    with pytest.raises(TooOld):
        ask(transport)

    assert (len(server.requests), waits) == (1, [])


@pytest.mark.parametrize("media", [
    "application/vnd.crm-sync+json", "application/vnd.crm-sync+json; v=", "application/vnd.crm-sync+json; v=0",
    "application/vnd.crm-sync+json; v=²", "application/json; v=2", "",
])  # fmt: skip
def test_what_names_no_later_version_is_no_server(server: Scripted, transport: Transport, media: str) -> None:
    server.replies = [Reply(media=media, body=b"{}")]

    with pytest.raises(Offline) as caught:
        ask(transport)

    assert caught.value.reason == errors.NOT_THE_SERVER


def test_later_server_that_cannot_answer_now_is_asked_again(server: Scripted, transport: Transport) -> None:
    server.replies = [Reply(status=503, media="application/vnd.crm-sync+json; v=2", body=b"{}"), said(ok=1)]

    assert ask(transport).document["ok"] == 1


def test_gateway_without_its_server_is_asked_again(server: Scripted, transport: Transport) -> None:
    server.replies = [Reply(status=502, body=b"<html>Bad gateway", media="text/html"), said(ok=1)]

    assert ask(transport).document["ok"] == 1


@pytest.mark.parametrize("status", [200, 409, 403])
def test_another_shops_server_is_offline_whatever_it_says(server: Scripted, transport: Transport, status: int) -> None:
    server.replies = [Reply({"server_id": "s-2", "error": protocol.REVOKED}, status)]

    with pytest.raises(OtherServer):
        ask(transport)


def test_server_that_is_not_there_is_offline(traffic: Traffic) -> None:
    with socket.socket() as nobody:  # who has the port and does not listen
        nobody.bind(("127.0.0.1", 0))
        place = Place(f"http://127.0.0.1:{nobody.getsockname()[1]}")
        transport = Transport(place, traffic, patience=Patience(attempts=1))

        with pytest.raises(Offline) as caught:
            ask(transport)

    assert caught.value.reason == errors.UNREACHABLE


def test_server_that_never_answers_is_offline(traffic: Traffic) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        place = Place(f"http://127.0.0.1:{silent.getsockname()[1]}")
        transport = Transport(place, traffic, patience=Patience(attempts=1), read_seconds=0.1)

        with pytest.raises(Offline) as caught:
            ask(transport)
        transport.close()

    assert caught.value.reason == errors.TIMEOUT


@pytest.mark.parametrize("head", ["Content-Length: 100000", "Transfer-Encoding: chunked"])
def test_answer_that_only_drips_is_offline(traffic: Traffic, head: str) -> None:
    said_head = f"HTTP/1.1 200 OK\r\nContent-Type: {protocol.MEDIA}\r\n{head}\r\n\r\n"
    drop = b"1\r\nx\r\n" if "chunked" in head else b"x"

    def drip(listener: socket.socket) -> None:
        with contextlib.suppress(OSError):
            talk, _ = listener.accept()
            with talk:
                talk.recv(65536)
                talk.sendall(said_head.encode())
                while not over.wait(0.02):
                    talk.sendall(drop)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        over = threading.Event()
        threading.Thread(target=drip, args=(listener,), daemon=True).start()
        place = Place(f"http://127.0.0.1:{listener.getsockname()[1]}")
        dripping = Transport(place, traffic, patience=Patience(attempts=1), read_seconds=0.5)

        with pytest.raises(Offline) as caught:
            ask(dripping)
        over.set()
        dripping.close()

    assert caught.value.reason == errors.TIMEOUT


@pytest.mark.parametrize(
    ("path", "reply", "reason"),
    [
        (protocol.PULL, Reply(media="text/html", body=b"x" * 30_000_000), errors.NOT_THE_SERVER),
        (protocol.HELLO, said(text="x" * 30_000_000), errors.DAMAGED),
        (protocol.HELLO, Reply(body=os.urandom(30_000_000)), errors.DAMAGED),
        (protocol.BLOB, Reply(status=206, media=protocol.RAW, body=b"x" * 30_000_000), errors.DAMAGED),
        (protocol.PULL, Reply(status=500, body=os.urandom(30_000_000)), errors.DAMAGED),
    ],
)  # fmt: skip
def test_of_an_answer_that_cannot_be_right_only_the_beginning_is_read(
    server: Scripted, transport: Transport, traffic: Traffic, path: str, reply: Reply, reason: str
) -> None:
    server.replies = [reply, said(ok=1)]

    with pytest.raises(Offline) as caught:
        transport.post(path, pack({}), dict, again=False)

    assert caught.value.reason == reason
    assert traffic.bytes_down < 10_000_000
    assert ask(transport).document["ok"] == 1


def test_a_page_may_be_long(server: Scripted, transport: Transport) -> None:
    server.replies = [said(text="x" * 30_000_000)]

    assert len(ask(transport).document["text"]) == 30_000_000


def test_waiting_can_be_stopped(server: Scripted, place: Place, traffic: Traffic) -> None:
    def stop(_seconds: float) -> None:
        raise Cancelled

    server.replies = [said(503, error=protocol.BUSY)]
    transport = Transport(place, traffic, wait=stop)

    with pytest.raises(Cancelled):
        ask(transport)
    transport.close()


def test_two_threads_share_one_connection(server: Scripted, transport: Transport) -> None:
    server.replies = [said(ok=1)]
    answers: list[Answer] = []
    threads = [threading.Thread(target=lambda: answers.append(ask(transport))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(answers) == 8
    assert transport._pool.num_connections == 1


def test_certificate_with_the_right_fingerprint_is_trusted(
    tls_server: Scripted, certificate: Certificate, traffic: Traffic
) -> None:
    transport = Transport(Place(tls_server.url, certificate.fingerprint), traffic)

    assert ask(transport).status == 200
    transport.close()


@pytest.mark.parametrize("fingerprint", ["00" * 32, ""])
def test_any_other_certificate_is_not(tls_server: Scripted, traffic: Traffic, fingerprint: str) -> None:
    transport = Transport(Place(tls_server.url, fingerprint), traffic)

    with pytest.raises(Offline) as caught:
        ask(transport)

    assert caught.value.reason == errors.CERTIFICATE
    assert tls_server.requests == []
    transport.close()


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://crm.example", True), ("https://192.168.1.5:8443", True), ("http://127.0.0.1:8000", True),
        ("http://[::1]:8000", True), ("http://localhost", True), ("http://192.168.1.5:8443", False),
        ("http://crm.example", False), ("ftp://127.0.0.1", False), ("https://", False), ("", False),
    ],
)  # fmt: skip
def test_without_tls_only_this_machine_is_spoken_to(url: str, safe: bool) -> None:
    assert is_safe(url) is safe
