"""A connection ends when whoever is at its other end neither asks nor listens: it would be held for ever."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.types import Message, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

LOOK_SECONDS = 30
"""Found slow twice running it ends: so much a laptop may be without its network in the middle of a request."""
LEAST_BYTES = LOOK_SECONDS * 500
"""Of a request from look to look. A laptop puts up with a server as slow as that (`LEAST_RATE` of its transport)."""
PIECE = 16 * 1024
MOST_WAITING = 64 * 1024
"""So much of an answer waits here for a slow laptop. The rest is not yet said: an answer that is, is not watched."""


class Connection(H11Protocol):
    """One connection, looked at now and then."""

    _moved, _is_slow = 0, False
    _next: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """It begins with waiting for a request."""
        super().connection_made(transport)
        transport.set_write_buffer_limits(high=MOST_WAITING)
        self._next = self.loop.call_later(LOOK_SECONDS, self.look)

    def connection_lost(self, exc: Exception | None) -> None:
        """Nobody is there to be looked at."""
        if self._next is not None:
            self._next.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """A part of a request."""
        self._moved += len(data)
        super().data_received(data)

    def resume_writing(self) -> None:
        """A part of an answer went away."""
        self._moved += LEAST_BYTES
        super().resume_writing()

    def look(self) -> None:
        """Whether something moved since the last look, or nothing had to."""
        is_slow = not self._rests() and self._moved < LEAST_BYTES
        if is_slow and self._is_slow:
            self.transport.abort()
            return
        self._moved, self._is_slow = 0, is_slow
        self._next = self.loop.call_later(LOOK_SECONDS, self.look)

    def _rests(self) -> bool:
        """Whether it is kept for the next request, or the server has still to answer."""
        if self.flow.write_paused or self.transport.is_closing():
            return False
        answers = self.cycle is not None and not self.cycle.more_body and not self.cycle.response_complete
        return answers or self.timeout_keep_alive_task is not None


def in_pieces(send: Send) -> Callable[[Message], Awaitable[None]]:
    """A long answer is handed over as it goes out: where it stands still shows that nobody listens."""

    async def sending(message: Message) -> None:
        body: Any = message.get("body", b"")
        for start in range(0, len(body) - PIECE, PIECE):
            await send({**message, "body": body[start : start + PIECE], "more_body": True})
        rest = max(0, (len(body) - 1) // PIECE * PIECE)
        await send({**message, "body": body[rest:]} if rest else message)

    return sending
