"""The server over HTTP: raw bodies in and out, every request in a thread, every refusal a small document."""

import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from sync import protocol
from sync.core.packing import Malformed
from sync.server import logs
from sync.server.doors import Asked, Doors
from sync.server.metrics import Metrics

Answering = Callable[[Request], Awaitable[Response]]


def application(doors: Doors, *, open_metrics: bool = False) -> FastAPI:
    """The application of one server."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    metrics = Metrics()

    def route(path: str, method: str, answer: Callable[[Asked], Response]) -> None:
        app.router.add_route(path, _endpoint(path, answer, doors, metrics), methods=[method])

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

    @app.get(protocol.HEALTH)
    def health() -> dict[str, str]:
        doors.health()
        return {"state": "ok"}

    @app.get(protocol.METRICS)
    def figures(request: Request) -> Response:
        near = request.client is not None and request.client.host in ("127.0.0.1", "::1")
        return Response(metrics.text() if open_metrics or near else b"", 200 if open_metrics or near else 404)

    return app


def _endpoint(path: str, answer: Callable[[Asked], Response], doors: Doors, metrics: Metrics) -> Answering:
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
            response = await run_in_threadpool(doors.answered, path, asked, answer)
        except Malformed as why:
            response = doors.told(413, {"error": protocol.TOO_LARGE, "reason": str(why)})
        finally:
            metrics.inside.dec()
        seconds = time.perf_counter() - began
        metrics.answered(path, response.status_code, seconds, (size, len(response.body)))
        number = request.headers.get(protocol.REQUEST_HEADER, "")[:64]
        logs.event(
            "request", path=path, status=response.status_code, ms=round(seconds * 1000, 1), bytes_in=size,
            bytes_out=len(response.body), request=number if number.isalnum() else "",
        )  # fmt: skip
        return response

    return endpoint


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
