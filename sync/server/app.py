"""The server over HTTP: raw bodies in and out, every request in a thread, every refusal a small document."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI
from starlette.background import BackgroundTask
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from sync import protocol
from sync.core.packing import Malformed
from sync.server import logs
from sync.server.connection import in_pieces
from sync.server.doors import Asked, Doors
from sync.server.metrics import Metrics

Answering = Callable[[Request], Awaitable[Response]]
WENT_AWAY = 499
"""In the log: whoever asked broke off in the middle. Nobody hears it."""
THREADS = 40
"""Requests that are answered at once; the others wait in their order."""


class Application(FastAPI):
    """What laptops post goes straight to its door. The layers between would take longer than most of the answers."""

    def __init__(self) -> None:
        super().__init__(openapi_url=None, docs_url=None, redoc_url=None)
        self.posts: dict[str, Answering] = {}
        self.pool = ThreadPoolExecutor(THREADS, "request")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        posted = scope["type"] == "http" and scope["method"] == "POST"
        answering = self.posts.get(scope["path"]) if posted else None
        send = in_pieces(send)
        if answering is None:
            await super().__call__(scope, receive, send)
        else:
            response = await answering(Request(scope, receive))
            await response(scope, receive, send)

    def close(self) -> None:
        """End the threads, after what they are at. Nobody asks any more."""
        self.pool.shutdown()


def application(doors: Doors, *, open_metrics: bool = False) -> Application:
    """The application of one server."""
    app, metrics = Application(), Metrics()

    def route(path: str, method: str, answer: Callable[[Asked], Response]) -> None:
        endpoint = _endpoint(path, lambda asked: doors.answered(path, asked, answer), doors, metrics, app.pool)
        app.router.add_route(path, endpoint, methods=[method])
        if method == "POST":
            app.posts[path] = endpoint

    def documents(path: str, answer: Callable[[Asked], Mapping[str, Any]]) -> None:
        route(path, "POST", lambda asked: doors.told(200, answer(asked)))

    documents(protocol.ENROLL, doors.enroll)
    documents(protocol.HELLO, doors.hello)
    documents(protocol.RESCUE, doors.rescue)
    documents(protocol.PUSH, doors.push)
    for path, ask in doors.reading().items():
        documents(path, ask)
    documents(protocol.BLOBS_HAVE, doors.blobs_have)
    documents(protocol.BLOBS_SOME, doors.blobs_some)
    documents(protocol.BLOBS_KEEP, doors.blobs_keep)
    route(protocol.BLOB, "PATCH", lambda asked: doors.told(200, doors.blob_add(asked)))
    route(protocol.BLOB, "GET", doors.blob)

    def health(_: Request) -> Response:
        doors.health()
        return JSONResponse({"state": "ok"})

    def figures(request: Request) -> Response:
        near = request.client is not None and request.client.host in ("127.0.0.1", "::1")
        return Response(metrics.text() if open_metrics or near else b"", 200 if open_metrics or near else 404)

    # Not FastAPI's own way: it keeps each function it was given, and with it this server, for as long as Python runs.
    app.router.add_route(protocol.HEALTH, health, methods=["GET"])
    app.router.add_route(protocol.METRICS, figures, methods=["GET"])
    return app


def _endpoint(
    path: str, answer: Callable[[Asked], Response], doors: Doors, metrics: Metrics, pool: ThreadPoolExecutor
) -> Answering:  # fmt: skip
    async def endpoint(request: Request) -> Response:
        began = time.perf_counter()
        metrics.inside.inc()
        size = 0
        try:
            body = await _body(request)
            size = len(body)
            asked = Asked(
                path, request.headers, body, request.client.host if request.client else "",
                request.path_params.get("sha256", ""),
            )  # fmt: skip
            response = await asyncio.get_running_loop().run_in_executor(pool, answer, asked)
        except ClientDisconnect:
            response = Response(status_code=WENT_AWAY)
        except Malformed as why:
            response = doors.told(413, {"error": protocol.TOO_LARGE, "reason": str(why)})
            response.headers["Connection"] = "close"  # the rest is not read: it might never end
        finally:
            metrics.inside.dec()
        asks = request.headers.get(protocol.REQUEST_HEADER, "")[:64]
        told = _Told(path, response, time.perf_counter() - began, size, asks if asks.isalnum() else "")
        response.background = BackgroundTask(told.note, metrics)  # nobody waits for it: the answer is on its way then
        return response

    return endpoint


@dataclass(frozen=True, slots=True)
class _Told:
    """What is noted of a request that was answered."""

    path: str
    response: Response
    seconds: float
    size: int
    number: str

    async def note(self, metrics: Metrics) -> None:
        """In the figures and in the log."""
        status, out = self.response.status_code, len(self.response.body)
        metrics.answered(self.path, status, self.seconds, (self.size, out))
        logs.event(
            "request", path=self.path, status=status, ms=round(self.seconds * 1000, 1), bytes_in=self.size,
            bytes_out=out, request=self.number,
        )  # fmt: skip


async def _body(request: Request) -> bytes:
    """The body, as long as it is not too long."""
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > protocol.MOST_BODY_BYTES:
            raise Malformed(protocol.TOO_LARGE)
        parts.append(part)
    return b"".join(parts)
