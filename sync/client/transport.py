"""One kept connection to one server: packed documents go up, documents come down, whatever else comes is `Offline`.

Thread-safe: a pool of one connection, and nothing else that changes but the counts.
"""

import http.client
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, LocationParseError, ReadTimeoutError, SSLError
from urllib3.response import BaseHTTPResponse
from urllib3.util import SKIP_HEADER

from sync import protocol
from sync.client import backoff, errors
from sync.client.backoff import Patience
from sync.client.errors import Busy, Offline, OtherServer, ServerProblem, TooOld
from sync.client.receipt import Traffic
from sync.core.addresses import is_safe
from sync.core.packing import Malformed, unpack

CONNECT_SECONDS = 6.0
READ_SECONDS = 60.0
LEAST_RATE = 500
"""Bytes in a second, over the whole of an answer that takes longer than one wait: below it nobody means to end it."""
MOST_WITH_ROWS = 4 * protocol.MOST_ANSWER_BYTES
"""Packed and unpacked: rows of which one is no Unicode take twice as much, what left with them comes besides."""
MOST_STATES = 256 * 1024 * 1024
"""Of a comparison: ids and numbers of all rows of a shop."""
MOST_OTHER_BYTES = 8 * 1024 * 1024
"""Of all else: no part of an attachment is half as long. What comes of another type is no server's, and only begun."""
LONG = {
    protocol.PUSH: MOST_WITH_ROWS, protocol.PULL: MOST_WITH_ROWS, protocol.FETCH: MOST_WITH_ROWS,
    protocol.HISTORY: MOST_WITH_ROWS, protocol.DIGEST: MOST_STATES,
}  # fmt: skip
PIECE = 256 * 1024
PARTS = frozenset({206, 416})
PASSING = frozenset({429, 500, 502, 503, 504})
"""What a server says that may be over in a moment."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a server is, and how it is known again."""

    url: str
    fingerprint: str = ""
    """SHA-256 of its certificate; empty for a certificate the system's authorities vouch for."""
    server_id: str = ""
    """Empty before the enrolment, when it is not known yet."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said."""

    status: int
    document: dict[str, Any]
    retry_after: float = 0.0
    date: str = ""
    """By its clock; only to be shown."""
    body: bytes = b""
    """Of an attachment, raw."""
    whole: int = 0
    """The size of the attachment this is a part of."""

    @property
    def server_time(self) -> float:
        """By its clock, in seconds since 1970; 0 when it said nothing."""
        try:
            return parsedate_to_datetime(self.date).timestamp() if self.date else 0.0
        except (ValueError, TypeError, OverflowError):
            return 0.0


Headers = Callable[[], Mapping[str, str]]
"""Made anew for each attempt: a number of a request is used once."""


class Transport:
    """Asks one server."""

    def __init__(
        self,
        place: Place,
        traffic: Traffic,
        *,
        patience: Patience = Patience(),  # noqa: B008 - a frozen value
        wait: Callable[[float], None] = time.sleep,
        read_seconds: float = READ_SECONDS,
    ) -> None:
        self.place, self.traffic = place, traffic
        self._patience, self._wait = patience, wait
        self._pool = _pool(place, traffic, read_seconds)
        self._read_seconds = read_seconds
        self._path = urlsplit(place.url).path.rstrip("/")

    def close(self) -> None:
        """Let the connection go."""
        self._pool.close()

    def post(
        self, path: str, body: bytes, headers: Headers, *, again: bool = True, method: str = "POST"
    ) -> Answer:  # fmt: skip
        """Ask, and ask again while that may help; `again` False for what must not be asked twice.

        Raises Offline (Busy, OtherServer among them), TooOld and ServerProblem; every other refusal is an answer.
        """
        attempt = 0
        while True:
            attempt += 1
            try:
                answer = self._once(path, body, headers(), method)
                if answer.status not in PASSING:
                    return answer
                asked, problem = answer.retry_after, _problem_of(answer)
            except Offline as offline:
                if offline.reason in (errors.CERTIFICATE, errors.NOT_THE_SERVER, errors.OTHER_SERVER):
                    raise
                asked, problem = 0.0, offline
            pause = backoff.wait_before(attempt, self._patience, chance=random.random(), asked=asked)  # noqa: S311
            if pause is None or not again:
                raise problem
            self._wait(pause)

    def _once(self, path: str, body: bytes, headers: Mapping[str, str], method: str) -> Answer:
        media = {"Content-Type": protocol.MEDIA, "Content-Encoding": "zstd"} if method == "POST" else {}
        said = {**media, "Accept-Encoding": SKIP_HEADER, "User-Agent": SKIP_HEADER, **headers}
        self.traffic.requests += 1
        try:
            response = self._pool.urlopen(
                method, self._path + path, body=body, headers=said, retries=False, redirect=False,
                preload_content=False, decode_content=False, assert_same_host=False,
            )  # fmt: skip
            try:
                if _is_later(response) and response.status not in PASSING:
                    response.close()  # nothing of it can be read
                    raise TooOld
                most = _most(path, response)
                packed = self._body(response, most)
            finally:
                response.release_conn()
        except SSLError as problem:
            raise Offline(errors.CERTIFICATE) from problem
        except (TimeoutError, ReadTimeoutError) as problem:
            raise Offline(errors.TIMEOUT) from problem
        except (HTTPError, OSError, http.client.HTTPException) as problem:
            raise Offline(errors.UNREACHABLE, type(problem).__name__) from problem
        self.traffic.bytes_down += _head_bytes(response)
        return self._read(response, packed, most)

    def _body(self, response: BaseHTTPResponse, most: int) -> bytes:
        """All of an answer. One that only drips would keep a session for ever: each drop is in time."""
        parts, size, began = list[bytes](), 0, time.monotonic()
        while part := response.read1(PIECE, decode_content=False):
            parts.append(part)
            size += len(part)
            self.traffic.bytes_down += len(part)
            if size > most:
                response.close()  # what was not read is not the beginning of the next answer
                raise Offline(errors.DAMAGED if _kind(response) else errors.NOT_THE_SERVER, "too long")
            took = time.monotonic() - began
            if took > self._read_seconds and size < took * LEAST_RATE:
                raise TimeoutError
        return b"".join(parts)

    def _read(self, response: BaseHTTPResponse, packed: bytes, most: int) -> Answer:
        """The document, if it comes from a shop's server and from the right one."""
        length = response.headers.get("Content-Length")
        is_cut = length is not None and length.isdigit() and int(length) != len(packed)
        if _kind(response) == protocol.RAW and response.status in PARTS and not is_cut:
            return _part(response, packed)
        if _kind(response) != protocol.MEDIA:
            if response.status in PASSING:  # whoever stands in front of a server that is not there now
                raise Offline(errors.UNREACHABLE, f"status {response.status}")
            raise Offline(errors.DAMAGED if is_cut else errors.NOT_THE_SERVER, f"status {response.status}")
        if is_cut:
            raise Offline(errors.DAMAGED, "cut")
        try:
            document = unpack(packed, most)
        except Malformed as problem:
            raise Offline(errors.DAMAGED) from problem
        if not isinstance(document, dict):
            raise Offline(errors.DAMAGED)
        if self.place.server_id and document.get("server_id") != self.place.server_id:
            raise OtherServer
        asked = backoff.seconds_asked(response.headers.get("Retry-After"))
        return Answer(response.status, document, asked, response.headers.get("Date", ""))


def _kind(response: BaseHTTPResponse) -> str:
    """What a shop's server answers with; empty for anything else."""
    told = response.headers.get("Content-Type", "").replace(" ", "")
    return next((one for one in (protocol.MEDIA, protocol.RAW) if told == one.replace(" ", "")), "")


def _is_later(response: BaseHTTPResponse) -> bool:
    """Whether it is a shop's server that answers, in words of a later version than this program's."""
    media, _, version = protocol.MEDIA.partition("; v=")
    told, _, rest = response.headers.get("Content-Type", "").replace(" ", "").lower().partition(";v=")
    number = rest.partition(";")[0]
    return told == media and number.isdecimal() and int(number) > int(version)


def _most(path: str, response: BaseHTTPResponse) -> int:
    """How long an answer may be."""
    is_one = response.status == 200 and _kind(response) == protocol.MEDIA
    return LONG.get(path, MOST_OTHER_BYTES) if is_one else MOST_OTHER_BYTES


def _part(response: BaseHTTPResponse, body: bytes) -> Answer:
    """A part of an attachment: whether it is the right one its hash tells, once all of it is here."""
    span, _, whole = response.headers.get("Content-Range", "").partition("/")
    if not whole.isdigit() or not span:
        raise Offline(errors.DAMAGED)
    return Answer(response.status, {}, body=body, whole=int(whole))


def _problem_of(answer: Answer) -> errors.SyncProblem:
    if answer.status in (429, 503):
        return Busy(answer.retry_after)
    return ServerProblem(answer.status, str(answer.document.get("error", "")))


def _pool(place: Place, traffic: Traffic, read_seconds: float) -> urllib3.HTTPConnectionPool:
    if not is_safe(place.url):
        raise Offline(errors.UNREACHABLE, "no address")
    try:
        return _made(place, traffic, read_seconds)
    except LocationParseError as problem:  # a space in a name
        raise Offline(errors.UNREACHABLE, "no address") from problem


def _made(place: Place, traffic: Traffic, read_seconds: float) -> urllib3.HTTPConnectionPool:
    parts = urlsplit(place.url)
    common: dict[str, Any] = {
        "maxsize": 1, "block": True, "timeout": urllib3.Timeout(connect=CONNECT_SECONDS, read=read_seconds),
        "traffic": traffic,
    }  # fmt: skip
    host, port = parts.hostname or "", parts.port
    if parts.scheme == "http":
        return _Plain(host, port or 80, **common)
    if place.fingerprint:  # the server's own certificate, known since the enrolment
        common |= {"cert_reqs": "CERT_NONE", "assert_fingerprint": place.fingerprint, "assert_hostname": False}
    return _Encrypted(host, port or 443, **common)


class _Counted(HTTPConnection):
    """Counts what it really sends, heads included. A head goes out in one piece with its body: a server that got the
    one alone would wake for it in vain.
    """

    def __init__(self, *where: Any, traffic: Traffic, **how: Any) -> None:
        super().__init__(*where, **how)
        self._traffic = traffic
        self._pieces: list[bytes] | None = None

    def request(self, *what: Any, **how: Any) -> None:
        """Ask."""
        self._pieces = []
        try:
            super().request(*what, **how)
            said = b"".join(self._pieces)
        finally:
            self._pieces = None
        self.send(said)

    def send(self, data: Any) -> None:
        """Bytes, as soon as all of a request are there."""
        if self._pieces is not None:
            self._pieces.append(data)
            return
        self._traffic.bytes_up += len(data)
        super().send(data)


class _CountedAndEncrypted(_Counted, HTTPSConnection):
    """The same under TLS."""


class _Plain(urllib3.HTTPConnectionPool):
    ConnectionCls = _Counted


class _Encrypted(urllib3.HTTPSConnectionPool):
    ConnectionCls = _CountedAndEncrypted


def _head_bytes(response: BaseHTTPResponse) -> int:
    """The status line and the headers, as they came."""
    return len(f"HTTP/1.1 {response.status} {response.reason}\r\n\r\n") + sum(
        len(f"{name}: {value}\r\n") for name, value in response.headers.items()
    )
