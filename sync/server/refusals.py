"""Why a request is not answered, as status and document."""

from collections.abc import Callable
from typing import Any

from sync import protocol
from sync.core import handshake, push, seqs
from sync.core.packing import Malformed
from sync.core.wire import Document
from sync.server.blobs import Damaged, NotFound, WrongOffset
from sync.server.identity import Stranger
from sync.server.limits import TurnedAway
from sync.server.registry import BadCode, Unknown
from sync.server.service import NotKnown
from sync.server.storage.engine import Busy, Full, NoShop

BUSY_SECONDS = 2.0

Told = tuple[int, Document, float]


class TooOld(Exception):
    """The program on the laptop is older than the shop wants."""


def _malformed(why: Any) -> Told:
    if str(why) == protocol.TOO_LARGE:
        return 413, {"error": protocol.TOO_LARGE}, 0
    return 400, {"error": protocol.MALFORMED}, 0


def _bad_code(why: Any) -> Told:
    return 404 if why.code == protocol.UNKNOWN_CODE else 410, {"error": why.code}, 0


def _stranger(_: Any) -> Told:
    return 401, {"error": protocol.TOKEN}, 0


_TOLD: dict[type[Exception], Callable[[Any], Told]] = {
    TurnedAway: lambda why: (why.status, {"error": why.error}, why.seconds),
    Busy: lambda _: (503, {"error": protocol.BUSY}, BUSY_SECONDS),
    Full: lambda _: (507, {"error": protocol.FULL}, 0),
    TooOld: lambda _: (426, {"error": protocol.UPDATE_APP}, 0),
    Malformed: _malformed,
    Stranger: _stranger,
    NotKnown: _stranger,
    Unknown: _stranger,
    NoShop: _stranger,
    BadCode: _bad_code,
    NotFound: lambda _: (404, {"error": protocol.NOT_FOUND}, 0),
    WrongOffset: lambda why: (409, {"error": protocol.OFFSET, "have": why.have}, 0),
    Damaged: lambda _: (422, {"error": protocol.DAMAGED}, 0),
    push.EpochChanged: lambda why: (412, {"error": protocol.EPOCH, "epoch": why.epoch}, 0),
    push.Fork: lambda why: (409, {"error": protocol.FORK, "at": why.at}, 0),
    handshake.Ahead: lambda _: (409, {"error": protocol.AHEAD}, 0),
    seqs.UsedUp: lambda _: (507, {"error": protocol.USED_UP}, 0),
    push.Gap: lambda why: (409, {"error": protocol.GAP, "last": why.last}, 0),
}


def refusal(error: Exception) -> Told:
    """Status, document and after how many seconds to ask again."""
    for kind, told in _TOLD.items():
        if isinstance(error, kind):
            return told(error)
    return 500, {"error": protocol.INTERNAL}, 0
