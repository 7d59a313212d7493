"""The server over loopback: enrol, hello, push, pull and what it refuses."""

from __future__ import annotations

import asyncio
import base64
import hashlib
from collections.abc import Iterator
from typing import Any

import pytest

from sync import protocol
from sync.core import packing, sealing, wire
from sync.core.handshake import MOST_AHEAD
from sync.core.mutations import Op
from sync.server import limits
from sync.server.app import application
from sync.server.storage.engine import Busy
from sync.server.storage.sqlite import SqliteEngine
from tests.sync.core.make import SCHEMA
from tests.sync.server.serving import Pc, Served


@pytest.fixture
def served(sqlite: SqliteEngine) -> Iterator[Served]:
    with Served(sqlite, SCHEMA).running() as served:
        yield served


def test_what_one_pushes_the_manager_pulls(served: Served, ann: Pc) -> None:
    meg = served.laptop("meg")
    meg.hello()

    pushed = ann.contact("c1", name="王伟")
    page = wire.page_from(meg.pull().document)

    assert pushed.document["res"] == [{"lsn": 1, "o": "applied", "seq": pushed.document["res"][0]["seq"], "n": 1}]
    assert [(row.id, row.values["name"]) for row in page.rows] == [("c1", "王伟")]
    assert not page.more


def test_every_answer_says_which_server_it_is(served: Served, ann: Pc) -> None:
    ann.contact("c1")
    ann.pull()
    ann.ask(protocol.PULL, {"epoch": 9, "cursors": {}})
    ann.ask(protocol.PULL, b"junk")

    assert {told.document["server_id"] for told in ann.answers} == {served.doors.server_id}
    assert {told.headers["Content-Type"] for told in ann.answers} == {protocol.MEDIA}


def test_a_hello_with_nothing_to_do_is_small_and_writes_nothing(served: Served, ann: Pc) -> None:
    ann.contact("c1")
    head = ann.pull().document["head"]
    before = served.registry.devices(served.shop)

    told = ann.hello()

    assert told.document["heads"] == {"shop": 0, "own:ann": head}
    assert told.size <= 1000
    assert served.registry.devices(served.shop) == before


def test_a_code_enrols_one_laptop_once(served: Served) -> None:
    secret = served.registry.code(served.shop, "ann")
    first = Pc(served, secret)
    lost_answer = first.enroll(secret)
    second = Pc(served, secret)

    assert first.told.document == lost_answer.document
    assert first.told.document["shop_name"] == "展厅"
    assert (second.told.status, second.told.document["error"]) == (410, protocol.USED_CODE)


def test_a_code_is_good_for_a_quarter_of_an_hour(served: Served) -> None:
    secret = served.registry.code(served.shop, "ann")
    served.clock.now += protocol.CODE_SECONDS + 1

    assert Pc(served, secret).told.document["error"] == protocol.EXPIRED_CODE
    assert Pc(served, f"{served.shop}.guess").told.status == 404


def test_laptops_of_one_moment_are_listed_by_name_and_so_are_shops(served: Served) -> None:
    for name in ("c", "a", "e", "b", "d"):
        served.registry.enroll(served.registry.code(served.shop, "ann"), f"key of {name}", name)
        served.registry.add_shop(name)

    assert [one.name for one in served.registry.devices(served.shop)] == ["a", "b", "c", "d", "e"]
    assert [name for _, name in served.registry.shops()] == ["a", "b", "c", "d", "e", "展厅"]


def test_a_token_runs_out_and_a_hello_brings_another(served: Served, ann: Pc) -> None:
    served.clock.now += protocol.TOKEN_SECONDS + 1

    assert ann.pull().status == 401
    ann.hello()
    assert ann.pull().status == 200


@pytest.mark.parametrize("token", ["", "x", "a.b", "e30.e30", "W10.AAAA", "é.é"])
def test_a_made_up_token_opens_nothing(ann: Pc, token: str) -> None:
    ann.token = token.encode("utf-8").decode("latin-1")

    assert ann.pull().document["error"] == protocol.TOKEN


def test_a_signature_is_of_one_device_and_good_once(served: Served, ann: Pc) -> None:
    other = served.laptop("bo")

    assert ann.hello(number="once").status == 200
    assert ann.hello(number="once").status == 401
    assert ann.hello(device=other.device).status == 401
    assert ann.hello(device=f"{served.shop}.nobody").status == 401
    assert ann.post(protocol.HELLO, ann.said(), {protocol.DEVICE_HEADER: ann.device}).status == 401


def test_a_device_the_data_does_not_know_is_not_told_to_wipe_itself(served: Served, ann: Pc) -> None:
    """A backup may be older than the enrolment."""
    with served.service.engine.writing() as link:
        link.run("DELETE FROM device WHERE shop = ?", served.shop)

    assert ann.hello().status == ann.pull().status == 401


def test_a_revoked_laptop_delivers_its_rest_and_no_more(served: Served, ann: Pc) -> None:
    meg = served.laptop("meg")
    meg.hello()
    ann.contact("c1", name="old")
    served.registry.revoke(ann.device, "stolen")
    rest = ann.frozen(Op.UPDATE, "contact", "c1", {"name": "new"})
    batch = wire.push_document(ann.served.registry and _author(ann), 1, [rest], [_body(rest)])

    refused = [ann.hello(), ann.pull(), ann.push(rest), ann.ask(protocol.BLOBS_HAVE, {"sha256": []})]
    key = base64.b64decode(refused[0].document["seal"])
    kept = ann.signed(protocol.RESCUE, letter(key, packing.pack(batch), ann.device))
    rows = wire.page_from(meg.pull().document).rows

    assert [(one.status, one.document["wipe"]) for one in refused] == [(403, "stolen")] * 4
    assert kept.document["kept"] == 1
    assert [row.values["name"] for row in rows if row.table == "contact"] == ["old"]
    assert [row.values["reason"] for row in wire.page_from(meg.pull({}).document).rows if row.table == "parked"]


def test_a_laptop_that_is_too_old_hands_in_what_it_has_and_is_told_to_update(served: Served, ann: Pc) -> None:
    served.doors.min_rev = 3

    for said, status in ((None, 426), (2, 426), (3, 200), (4, 200)):
        told = ann.signed(protocol.HELLO, {**ann.said(), **({"rev": said} if said is not None else {})})
        ann.token = str(told.document["token"])
        reads = [ann.pull(), ann.ask(protocol.SCAN, {"epoch": 1}), ann.ask(protocol.DIGEST, {"epoch": 1}),
                 ann.ask(protocol.FETCH, {"epoch": 1, "keys": []}),
                 ann.ask(protocol.HISTORY, {"epoch": 1, "root": "c"})]  # fmt: skip
        assert [one.status for one in reads] == [status] * 5
        assert (reads[0].document.get("error") == protocol.UPDATE_APP) == (status == 426)
        assert ann.contact(f"c{said}").status == 200


def test_a_laptop_that_is_too_old_gets_no_attachments_and_still_brings_its_own(served: Served, ann: Pc) -> None:
    served.doors.min_rev = 3
    name, missing = hashlib.sha256(b"x").hexdigest(), "0" * 64

    for said, statuses in ((2, [426, 426, 200, 404]), (3, [200, 404, 200, 404])):
        ann.token = str(ann.signed(protocol.HELLO, {**ann.said(), "rev": said}).document["token"])
        asked = [
            ann.ask(protocol.BLOBS_SOME, {"sha256": [missing]}),
            ann.ask(protocol.BLOB.format(sha256=missing), b"", "GET"),
            ann.ask(protocol.BLOBS_HAVE, {"sha256": [name]}),
            ann.ask(protocol.BLOB.format(sha256=name), b"x", "PATCH", X_Offset="0", X_Size="1"),
        ]
        assert [one.status for one in asked] == statuses


def letter(key: bytes, body: bytes, device: str) -> dict[str, str]:
    return {"sealed": base64.b64encode(sealing.seal(key, body, device)).decode()}


def test_rest_that_is_not_sealed_for_this_shop_by_this_laptop_is_not_read(served: Served, ann: Pc) -> None:
    served.registry.revoke(ann.device, "stolen")
    key = base64.b64decode(ann.hello().document["seal"])
    batch = packing.pack(wire.push_document(_author(ann), 1, [], []))
    whole = letter(key, batch, ann.device)
    another = letter(sealing.public_of(sealing.new_key()), batch, ann.device)
    cut = {"sealed": whole["sealed"][:-8]}
    wrong = [
        wire.push_document(_author(ann), 1, [], []), another, letter(key, batch, "another"), cut,
        letter(key, b"no zstd", ann.device), letter(key, packing.pack([1]), ann.device), {"sealed": 1}, {"sealed": "?"},
    ]

    assert ann.signed(protocol.RESCUE, whole).status == 200
    assert [ann.signed(protocol.RESCUE, one).status for one in wrong] == [400] * len(wrong)


def _author(pc: Pc) -> wire.Author:
    return wire.Author(pc.user, pc.device, pc.inc)


def _body(mutation: wire.Mutation) -> bytes:
    from sync.core.mutations import body_of

    return body_of(mutation)


def test_a_number_used_for_something_else_is_a_fork_and_a_missing_one_a_gap(ann: Pc) -> None:
    ann.contact("c1")
    ann.lsn = 0
    fork = ann.contact("c2")
    ann.lsn = 5
    gap = ann.contact("c3")
    epoch = ann.ask(protocol.PULL, {"epoch": 2, "cursors": {}})

    assert (fork.status, fork.document["error"], fork.document["at"]) == (409, protocol.FORK, 1)
    assert (gap.status, gap.document["error"], gap.document["last"]) == (409, protocol.GAP, 1)
    assert (epoch.status, epoch.document["error"], epoch.document["epoch"]) == (412, protocol.EPOCH, 1)


def test_no_laptop_uses_up_the_epochs_of_a_shop(ann: Pc) -> None:
    far = ann.signed(protocol.HELLO, {**ann.said(), "epoch": protocol.MOST_EPOCH})
    many = ann.signed(protocol.HELLO, {**ann.said(), "acked": {f"i{n}": [0, ""] for n in range(6000)}})
    near = ann.signed(protocol.HELLO, {**ann.said(), "epoch": 4})

    assert (far.status, far.document["error"], many.status) == (409, protocol.AHEAD, 400)
    assert 4 < near.document["epoch"] < 4 + MOST_AHEAD


PATHS = [
    protocol.PUSH, protocol.PULL, protocol.SCAN, protocol.DIGEST, protocol.FETCH, protocol.HISTORY,
    protocol.BLOBS_HAVE,
]  # fmt: skip
JUNK = [
    b"",
    b"junk",
    {},
    [],
    {"epoch": "1"},
    {"epoch": 1, "cursors": [], "keys": 1, "root": 1, "ranges": 1, "after": 1},
]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("junk", JUNK)
def test_junk_is_refused_with_a_word(ann: Pc, path: str, junk: object) -> None:
    told = ann.ask(path, junk)

    assert (told.status, told.document["error"]) == (400, protocol.MALFORMED)


@pytest.mark.parametrize(
    ("op", "patch"),
    [("M", {"owner": "\ud800"}), ("M", {"owner": "a\0b"}), ("M", {"owner": 5}), ("M", {"owner": "x" * 201}),
     ("I", {"root": "n", "owner": "\ud800", "name": "王"}), ("U", {"name": "\ud800", "root": "there is none"})],
)  # fmt: skip
def test_text_that_is_none_waits_in_the_inbox_and_blocks_nothing(ann: Pc, op: str, patch: dict[str, object]) -> None:
    ann.contact("c")
    asked = ann.frozen(Op(op), "contact", "n" if op == "I" else "c", patch, base=1)

    told = ann.push(asked)

    assert told.status == 200
    assert [one["o"] for one in told.document["res"]] == ["parked"]
    assert ann.contact("d").status == 200
    assert ann.pull().status == 200


def test_an_attachment_in_letters_that_spell_none_is_refused_with_a_word(ann: Pc) -> None:
    told = ann.ask(protocol.BLOBS_KEEP, {"blobs": {"0" * 64: "王芳"}})

    assert (told.status, told.document["error"]) == (400, protocol.MALFORMED)


def test_what_is_too_large_is_said_to_be(ann: Pc) -> None:
    swollen = ann.ask(protocol.PUSH, {"inc": "i", "epoch": 1, "muts": [" " * (protocol.MOST_BODY_BYTES + 1)]})
    long = ann.ask(protocol.PUSH, b"x" * (protocol.MOST_BODY_BYTES + 1))
    large = [ann.frozen(Op.INSERT, "contact", f"c{n}", {"root": f"c{n}", "note": "x" * 300_000}) for n in range(2)]

    assert [one.document["error"] for one in (swollen, long, ann.push(*large))] == [protocol.TOO_LARGE] * 3


def test_one_who_asks_too_often_is_told_when_to_return(ann: Pc, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ann.served.doors, "_devices", limits.Rates(0.5, 3, lambda: 0.0))

    told = [ann.pull() for _ in range(5)]

    assert [one.status for one in told] == [200, 200, 200, 429, 429]
    assert told[-1].headers["Retry-After"] == "2"


def test_a_crowd_and_a_locked_shop_are_busy(served: Served, ann: Pc, monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(*_: object) -> None:
        raise Busy

    monkeypatch.setattr(served.service.engine, "lock", locked)
    push = ann.contact("c1")
    monkeypatch.setattr(limits, "ALL_AT_ONCE", 0)
    pull = ann.pull()

    assert [(one.status, one.document["error"]) for one in (push, pull)] == [(503, protocol.BUSY)] * 2
    assert [one.headers["Retry-After"] for one in (push, pull)] == ["2", "1"]


def test_an_accident_is_told_as_one_and_the_next_request_goes_on(
    served: Served, ann: Pc, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(served.service.engine, "reading", lambda: 1 / 0)
        told = ann.pull()

    assert (told.status, told.document["error"]) == (500, protocol.INTERNAL)
    assert ann.pull().status == 200


def test_health_and_figures(ann: Pc) -> None:
    ann.contact("c1", name="王伟")
    health = ann.http.request("GET", ann.served.url + protocol.HEALTH)
    figures = ann.http.request("GET", ann.served.url + protocol.METRICS).data.decode()

    assert health.json() == {"state": "ok"}
    assert 'sync_requests_total{path="/v1/push",status="200"} 1.0' in figures
    assert not any(word in figures for word in ("王伟", "ann", ann.device, ann.served.shop))


@pytest.mark.parametrize("path", [protocol.PUSH, f"/v1/blobs/{'0' * 64}"])
def test_a_line_that_breaks_in_the_middle_of_a_request_is_no_accident(served: Served, path: str) -> None:
    said = [{"type": "http.request", "body": b"half", "more_body": True}, {"type": "http.disconnect"}]

    async def hear() -> dict[str, Any]:
        return said.pop(0)

    async def tell(_: object) -> None:
        """Nobody listens any more."""

    method = "POST" if path == protocol.PUSH else "PATCH"
    scope = {"type": "http", "method": method, "path": path, "headers": [], "query_string": b"", "client": None}
    asyncio.run(application(served.doors)(scope, hear, tell))  # type: ignore[arg-type]

    assert said == []
