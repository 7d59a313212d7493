"""Whole sessions over real sockets: laptops of the simulator, the transport, and a small server before the core."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from sync import protocol
from sync.client.backoff import Patience
from sync.client.blobs import Item
from sync.client.errors import DeviceRevoked, NotEnrolled, Offline, ServerProblem, UpdateNeeded
from sync.client.http import HttpServer
from sync.client.keys import new_key, public_key
from sync.client.receipt import Receipt, Traffic
from sync.client.transport import Place, Transport
from sync.client.watch import watched_sync
from sync.core.packing import pack
from sync.core.push import EpochChanged
from sync.core.shop import Shop
from sync.core.values import Key
from tests.sync.client.conftest import SERVER_ID, Reply, Request, Scripted, said
from tests.sync.client.small_server import SmallServer
from tests.sync.simulator.replica import Laptop
from tests.sync.simulator.setting import SCHEMA, USERS

C: Key = ("contact", "c")


@dataclass
class Desk:
    """A laptop with its line to the server."""

    laptop: Laptop
    server: HttpServer
    traffic: Traffic

    def sync(self) -> Receipt:
        return watched_sync(self.laptop, self.server, self.traffic)

    def write(self, column: str, value: object) -> None:
        self.laptop.file.step += 1
        self.laptop.write(C, column, value, at="")  # type: ignore[arg-type]


@pytest.fixture
def shop() -> Shop:
    return Shop(SCHEMA, dict(USERS), {f"{user}-pc": user for user in USERS})


@pytest.fixture
def small(server: Scripted, shop: Shop) -> SmallServer:
    made = SmallServer(shop, {})
    server.replies = [made]
    return made


@pytest.fixture
def desk(server: Scripted, small: SmallServer) -> Iterator[Callable[[str], Desk]]:
    opened: list[HttpServer] = []

    def open_(user: str) -> Desk:
        private, traffic = new_key(), Traffic()
        small.keys[f"{user}-pc"] = public_key(private)
        place = Place(server.url, server_id=SERVER_ID)
        transport = Transport(place, traffic, patience=Patience(attempts=3), wait=lambda _seconds: None, read_seconds=5)
        opened.append(HttpServer(transport, f"{user}-pc", private))
        return Desk(Laptop(SCHEMA, user, f"{user}-pc", random.Random(user)), opened[-1], traffic)

    yield open_
    for one in opened:
        one.close()


@pytest.fixture
def ann(desk: Callable[[str], Desk]) -> Desk:
    """Ann's laptop, with one contact she has sent."""
    made = desk("ann")
    made.laptop.insert(*C, {"owner": "ann", "name": "n0", "phone": "p0"}, at="")
    made.sync()
    return made


def test_edit_travels_from_laptop_to_laptop(ann: Desk, desk: Callable[[str], Desk]) -> None:
    meg = desk("meg")
    ann.write("name", "王芳 \ud800 𠮷")
    ann.sync()

    receipt = meg.sync()

    assert meg.laptop.file.rows[C].values["name"] == "王芳 \ud800 𠮷"
    assert (receipt.received, receipt.requests >= 2, receipt.bytes_down > 200) == (1, True, True)


def test_conflict_comes_back_with_its_row(ann: Desk, desk: Callable[[str], Desk]) -> None:
    meg = desk("meg")
    meg.sync()
    ann.write("name", "n1")
    meg.write("name", "n2")
    ann.sync()

    assert meg.sync().conflicts == 1
    assert meg.laptop.file.rows[C].values["name"] == "n1"


@pytest.mark.parametrize("path", [protocol.HELLO, protocol.PUSH, protocol.PULL])
def test_lost_answer_changes_nothing(ann: Desk, server: Scripted, small: SmallServer, path: str) -> None:
    lost: list[str] = []

    def lossy(request: Request) -> Reply:
        reply = small(request)
        if request.path == path and not lost:
            lost.append(path)
            return Reply(close=True)
        return reply

    server.replies = [lossy]
    ann.write("name", "n1")

    receipt = ann.sync()

    assert lost == [path]
    assert (receipt.sent, receipt.quiet, receipt.conflicts) == (1, True, 0)


def test_token_that_ran_out_is_renewed(ann: Desk, small: SmallServer, server: Scripted) -> None:
    ann.write("name", "n1")
    expired: list[str] = []

    def forgetful(request: Request) -> Reply:
        if request.path == protocol.PUSH and not expired:
            expired.append(request.path)
            small.tokens.clear()
        return small(request)

    server.replies = [forgetful]

    small.paths.clear()

    assert ann.sync().sent == 1
    assert small.paths[:4] == [protocol.HELLO, protocol.PUSH, protocol.HELLO, protocol.PUSH]


def test_restore_between_two_tokens_is_noticed(ann: Desk, small: SmallServer, shop: Shop) -> None:
    ann.write("name", "n1")
    ann.server.hello(ann.laptop.hello())
    shop.begin_epoch()
    small.tokens.clear()

    with pytest.raises(EpochChanged):
        ann.server.pull(*ann.laptop.place())


def test_server_restored_from_a_backup_gets_everything_back(ann: Desk, shop: Shop) -> None:
    ann.write("name", "n1")
    ann.sync()
    del shop.records[C]
    shop.aggregates.clear(), shop.history.clear(), shop.by_uid.clear(), shop.by_lsn.clear(), shop.incarnations.clear()
    shop.begin_epoch()

    ann.sync()

    assert shop.records[C].values["name"] == "n1"


def test_revoked_laptop_is_told_why(ann: Desk, shop: Shop) -> None:
    shop.revoked.add("ann-pc")

    with pytest.raises(DeviceRevoked) as caught:
        ann.sync()

    assert caught.value.wipe == "stolen"


def test_laptop_the_server_does_not_know_is_not_enrolled(ann: Desk, small: SmallServer) -> None:
    small.keys.clear()

    with pytest.raises(NotEnrolled):
        ann.sync()


def test_request_before_a_hello_is_not_enrolled(ann: Desk, small: SmallServer) -> None:
    small.tokens.clear()
    fresh = HttpServer(ann.server._transport, "ann-pc", new_key())

    with pytest.raises(NotEnrolled):
        fresh.pull(*ann.laptop.place())


@pytest.mark.parametrize(
    ("reply", "problem"),
    [
        (said(426, error=protocol.UPDATE_APP), UpdateNeeded),
        (said(413, error=protocol.TOO_LARGE), ServerProblem),
        (said(404, error=protocol.NOT_FOUND), ServerProblem),
        (said(409, error=protocol.FORK, at="x"), Offline),
        (said(409, error=protocol.GAP, last=None), Offline),
        (said(412, error=protocol.EPOCH, epoch=[]), Offline),
        (said(200), Offline),
        (said(200, known=[], scopes=1, heads={}), Offline),
    ],
)
def test_what_cannot_be_worked_with_is_said(
    ann: Desk, server: Scripted, reply: Reply, problem: type[Exception]
) -> None:
    server.replies = [reply]

    with pytest.raises(problem):
        ann.sync()


@pytest.mark.parametrize(
    ("reply", "ask"),
    [
        (said(kept=None), lambda server: server.keep({"a": b"1"})),
        (said(have=None, ready=True), lambda server: server.send_part(Item("a", 1), 0, pack({}))),
        (said(409, error=protocol.OFFSET, have="x"), lambda server: server.send_part(Item("a", 1), 0, pack({}))),
        (said(have=1, parts={}), lambda server: server.have(["a"])),
    ],
)
def test_nonsense_about_attachments_is_no_answer(
    ann: Desk, server: Scripted, reply: Reply, ask: Callable[[HttpServer], object]
) -> None:
    server.replies = [reply]

    with pytest.raises(Offline, match="damaged"):
        ask(ann.server)


def test_nothing_to_do_is_one_request(ann: Desk, desk: Callable[[str], Desk]) -> None:
    ann.sync()

    receipt = ann.sync()

    assert (receipt.requests, receipt.sent, receipt.received, receipt.quiet) == (1, 0, 0, True)


def test_news_is_fetched_though_nothing_is_sent(ann: Desk, desk: Callable[[str], Desk]) -> None:
    meg = desk("meg")
    meg.sync()
    meg.write("name", "n9")
    meg.sync()

    assert ann.sync().received == 1
    assert ann.laptop.file.rows[C].values["name"] == "n9"
