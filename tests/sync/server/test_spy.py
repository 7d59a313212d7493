"""I5: no byte of a foreign row leaves the server. Bo asks at every door for what is Ann's; a spy reads every answer."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator

import pytest
from starlette.routing import Route

from sync import protocol
from sync.core import wire
from sync.core.mutations import Op, body_of
from sync.core.shop import Author
from sync.server.app import application
from sync.server.storage.engine import Engine
from tests.sync.core.make import SCHEMA
from tests.sync.server.serving import Pc, Served, Told

FILE = b"secret photo " * 40
NAME = hashlib.sha256(FILE).hexdigest()


@pytest.fixture
def served(engine: Engine) -> Iterator[Served]:
    with Served(engine, SCHEMA).running() as served:
        yield served


class Spy(Pc):
    """A laptop whose every request and answer is written down."""

    def __init__(self, served: Served, secret: str) -> None:
        self.doors: set[tuple[str, str]] = set()
        super().__init__(served, secret)

    def post(self, path: str, document: object, headers: object, method: str = "POST") -> Told:
        self.doors.add((method, path))
        return super().post(path, document, headers, method)  # type: ignore[arg-type]


def doors_of(served: Served) -> dict[tuple[str, str], Route]:
    """Every door the application has, also one that was built yesterday."""
    return {
        (method, route.path): route
        for route in application(served.doors).routes
        if isinstance(route, Route)
        for method in route.methods or ()
        if method != "HEAD"
    }


def anns_secrets(served: Served) -> tuple[Pc, int]:
    """What nobody but Ann may read: a customer with touches and a file, and one who was Bo's before."""
    ann, meg = served.laptop("ann"), served.laptop("meg")
    ann.hello()
    meg.hello()
    ann.contact("c-ann", name="secret0")
    ann.push(
        ann.frozen(Op.INSERT, "touch", "t-ann", {"root": "c-ann", "note": "secret1"}),
        ann.frozen(Op.INSERT, "touch", "x-ann", {"root": "c-ann"}),  # Bo knows the other ids, this one he never names
        ann.frozen(Op.INSERT, "attachment", "a-ann", {"root": "c-ann", "sha256": NAME, "name": "secret2"}),
        ann.frozen(Op.UPDATE, "contact", "c-ann", {"name": "secret, but far too long for a name"}),
    )
    part = {"X_Offset": "0", "X_Size": str(len(FILE))}
    assert ann.ask(protocol.BLOB.format(sha256=NAME), FILE, "PATCH", **part).document["ready"]
    seq = next(row.row_seq for row in wire.page_from(meg.pull().document).rows if row.id == "c-bo")
    meg.push(meg.frozen(Op.MOVE, "contact", "c-bo", {"owner": "ann"}, seq))
    ann.push(ann.frozen(Op.UPDATE, "contact", "c-bo", {"name": "secret3"}, seq))
    return ann, seq


def ask_everywhere(bo: Spy, seq: int) -> None:
    bo.push(
        bo.frozen(Op.UPDATE, "contact", "c-bo", {"name": "typed before"}, seq),
        bo.frozen(Op.UPDATE, "contact", "c-ann", {"name": "guessed"}, seq),
        bo.frozen(Op.INSERT, "contact", "c-ann", {"root": "c-ann", "owner": "bo"}),
        bo.frozen(Op.INSERT, "touch", "t-bo", {"root": "c-ann"}),
        bo.frozen(Op.INSERT, "touch", "t-ann", {"root": "b-bo", "note": "mine now"}),
        bo.frozen(Op.MOVE, "touch", "t-ann", {"root": "b-bo"}, seq),
        bo.frozen(Op.INSERT, "attachment", "a-bo", {"root": "c-ann", "sha256": NAME}),
        bo.frozen(Op.MOVE, "contact", "c-ann", {"owner": "bo"}, seq),
        bo.frozen(Op.DELETE, "contact", "c-ann"),
        bo.frozen(Op.PURGE, "contact", "c-ann"),
    )
    bo.hello()
    bo.pull()
    bo.pull({"own:ann": 0, "own:bo": 0})
    ask_reading(bo)
    ask_for_the_file(bo)
    bo.enroll("a guess")
    bo.enroll(bo.served.registry.code(bo.served.shop, "bo"))


def ask_reading(bo: Spy) -> None:
    every = [["contact", "", ""], ["touch", "", ""], ["attachment", "", ""]]
    bo.ask(protocol.SCAN, {"epoch": 1})
    bo.ask(protocol.SCAN, {"epoch": 1, "after": ["own:ann", "contact", "a"]})
    bo.ask(protocol.DIGEST, {"epoch": 1})
    for kind in ("seq", "content", "states"):
        bo.ask(protocol.DIGEST, {"epoch": 1, "kind": kind, "ranges": every})
    bo.ask(protocol.FETCH, {"epoch": 1, "keys": [["contact", "c-ann"], ["touch", "t-ann"], ["contact", "c-bo"]]})
    for root in ("c-ann", "c-bo", "t-ann", "a-ann"):
        bo.ask(protocol.HISTORY, {"epoch": 1, "root": root})


def ask_for_the_file(bo: Spy) -> None:
    path = protocol.BLOB.format(sha256=NAME)
    bo.ask(protocol.BLOBS_HAVE, {"sha256": [NAME]})
    bo.ask(protocol.BLOBS_SOME, {"sha256": [NAME]})
    bo.ask(protocol.BLOBS_KEEP, {"blobs": {NAME: base64.b64encode(FILE).decode()}})
    bo.ask(path, b"", "PATCH", X_Offset="0", X_Size=str(len(FILE)))
    bo.ask(path, b"", "GET")
    bo.ask(path, b"", "GET", Range="bytes=0-9")


def ask_when_shut_out(bo: Spy) -> None:
    bo.served.registry.revoke(bo.device, "leaver")
    rest = [
        bo.frozen(Op.UPDATE, "contact", "c-ann", {"name": "the rest"}),
        bo.frozen(Op.INSERT, "touch", "t-ann", {"root": "c-ann"}),
    ]
    author = Author(bo.user, bo.device, bo.inc)
    bo.signed(protocol.RESCUE, wire.push_document(author, 1, rest, [body_of(one) for one in rest]))
    bo.hello()
    bo.pull()
    ask_reading(bo)
    ask_for_the_file(bo)


def ask_about_the_server(bo: Spy) -> None:
    bo.post(protocol.HEALTH, b"", {}, "GET")
    bo.post(protocol.METRICS, b"", {}, "GET")


def test_no_byte_of_a_foreign_row_is_in_any_answer_of_any_door(served: Served) -> None:
    bo = Spy(served, served.registry.code(served.shop, "bo"))
    bo.hello()
    bo.contact("c-bo", name="given")
    bo.contact("b-bo", name="kept")
    ann, seq = anns_secrets(served)
    bo.answers.clear()

    ask_everywhere(bo, seq)
    ask_about_the_server(bo)
    answered = [told.status for told in bo.answers]
    ask_when_shut_out(bo)

    said = [f"{told.document} {told.raw!r}" for told in bo.answers]
    assert not [one for one in said if "secret" in one or "x-ann" in one]
    assert answered.count(200) >= len(answered) - 6  # a guessed code, and the file that is not there for him
    known = doors_of(served)
    unspied = [
        door
        for door, route in known.items()
        if not any(method == door[0] and route.path_regex.match(path) for method, path in bo.doors)
    ]
    assert not unspied, "a door nobody asks here"
    hers = {row.id: row.values for row in wire.page_from(ann.pull().document).rows}
    assert (hers["t-ann"]["root"], hers["t-ann"]["note"], hers["c-ann"]["name"]) == ("c-ann", "secret1", "secret0")
    assert "c-bo" in hers


def test_the_spy_would_hear_a_secret(served: Served) -> None:
    """The manager reads all of it: so the words above are those the server has."""
    bo = Spy(served, served.registry.code(served.shop, "bo"))
    bo.hello()
    bo.contact("c-bo", name="given")
    anns_secrets(served)
    meg = Spy(served, served.registry.code(served.shop, "meg"))
    meg.hello()
    meg.pull()
    meg.ask(protocol.BLOB.format(sha256=NAME), b"", "GET")

    said = "".join(f"{told.document} {told.raw!r}" for told in meg.answers)
    assert all(word in said for word in ("secret0", "secret1", "secret2", "secret3", "secret photo", "x-ann"))
