"""The server forgets what every laptop in use has read, in short steps, while it is served; the others are told."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from sync.core.compaction import compact as forget
from sync.core.mutations import Op, body_of
from sync.core.seqs import seq_of
from sync.core.shop import Author, Shop
from sync.core.wire import push_document
from sync.server import cli, compacting
from sync.server.compacting import Compacted
from sync.server.opening import LAYOUT, opened
from sync.server.service import Service
from sync.server.settings import Settings
from sync.server.storage import readers
from sync.server.storage.engine import Busy, Engine, Link
from tests.sync.core.make import SCHEMA, Pen, shop
from tests.sync.server.mirror import NAME, content, stored_content, write
from tests.sync.server.shell import Laptop, run, serving

HEAD = seq_of(1, 13)


class Today:
    """What the server's clock says."""

    def __init__(self) -> None:
        self.day = 1

    def __call__(self) -> str:
        return f"2026-11-{self.day:02}T18:00:00Z"


def lived() -> Shop:
    """Ann's customers: each with a name of Meg's, and given to Bo; one was erased then."""
    known = shop()
    ann, meg = Pen(known, "ann"), Pen(known, "meg")
    for row in ("c1", "c2", "c3", "c4"):
        ann.contact(row)
        meg.write(Op.UPDATE, "contact", row, {"name": "m"}, base=known.head)
        meg.write(Op.MOVE, "contact", row, {"owner": "bo"}, base=known.head)
    meg.write(Op.PURGE, "contact", "c4")
    known.devices["bo-pc"] = "bo"
    return known


@pytest.fixture
def known(engine: Engine) -> Shop:
    made = lived()
    write(engine, made)
    return made


@pytest.fixture
def today() -> Today:
    return Today()


@pytest.fixture
def service(engine: Engine, known: Shop, today: Today) -> Service:
    return Service(engine, SCHEMA, today)


def hello(service: Service, user: str, read: int) -> dict[str, Any]:
    return service.hello(NAME, f"{user}-pc", {"inc": f"{user}-1", "epoch": 1, "acked": {}, "read": read})


def round_(service: Service, first_day: str = "2026-11-01") -> Compacted:
    return compacting.compact(service.engine, SCHEMA, NAME, first_day)


# Who counts ----------------------------------------------------------------------------------------------------------


def test_hello_is_told_how_far_the_shop_is_compacted(service: Service) -> None:
    before = hello(service, "ann", HEAD).get("floor", 0)

    done = round_(service)

    assert (before, done.floor, hello(service, "ann", HEAD)["floor"]) == (0, HEAD, HEAD)


def test_slowest_laptop_in_use_holds_the_floor(service: Service) -> None:
    hello(service, "ann", HEAD)
    hello(service, "bo", seq_of(1, 4))

    assert round_(service).floor == seq_of(1, 4)


def test_laptop_that_was_away_for_longer_holds_nothing(service: Service, today: Today) -> None:
    hello(service, "bo", seq_of(1, 4))
    today.day = 2
    hello(service, "ann", HEAD)

    assert round_(service, first_day="2026-11-02").floor == HEAD


def test_laptop_that_was_shut_out_holds_nothing(service: Service) -> None:
    hello(service, "ann", HEAD)
    hello(service, "bo", seq_of(1, 4))
    with service.engine.writing() as link:
        link.run("UPDATE device SET state = 'revoked' WHERE shop = ? AND id = 'bo-pc'", NAME)

    assert round_(service).floor == HEAD


def test_shop_to_which_nobody_came_keeps_its_floor(service: Service) -> None:
    hello(service, "ann", seq_of(1, 4))
    round_(service)

    assert round_(service, first_day="2027-06-01") == Compacted(seq_of(1, 4))


def test_laptop_that_comes_back_does_not_take_the_floor_down(service: Service, today: Today) -> None:
    hello(service, "ann", HEAD)
    round_(service)
    today.day = 2

    told = hello(service, "bo", seq_of(1, 4))["floor"]

    assert (told, round_(service).floor) == (HEAD, HEAD)


def test_days_are_counted_back_from_today() -> None:
    assert compacting.since(1_800_000_000.0, 180) == "2026-07-19"  # from 15 January 2027


# What it costs -------------------------------------------------------------------------------------------------------


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """The transactions that write."""
    told: list[str] = []
    writing = engine.writing

    @contextmanager
    def noted() -> Iterator[Link]:
        told.append("writing")
        with writing() as link:
            yield link

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "writing", noted)
        yield told


def test_hello_writes_how_far_a_laptop_has_read_once_a_day(service: Service, today: Today) -> None:
    hello(service, "ann", seq_of(1, 4))
    with counted(service.engine) as same_day:
        hello(service, "ann", seq_of(1, 5))
    today.day = 2
    with counted(service.engine) as next_day:
        hello(service, "ann", seq_of(1, 5))

    assert (len(same_day), len(next_day)) == (0, 1)
    assert stored_content(service.engine)["reached"]["ann-pc"] == seq_of(1, 5)


def test_laptop_that_came_back_from_a_copy_is_noted_at_once(service: Service) -> None:
    hello(service, "ann", HEAD)

    hello(service, "ann", seq_of(1, 4))

    assert stored_content(service.engine)["reached"]["ann-pc"] == seq_of(1, 4)


def test_round_that_finds_nothing_new_reads_no_row(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    hello(service, "ann", HEAD)
    round_(service)
    monkeypatch.setattr(compacting, "_scopes", lambda *_: pytest.fail("it looked"))

    assert round_(service) == Compacted(HEAD)


# What is forgotten ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("at_once", [1, 2, 200])
@pytest.mark.parametrize("floor", [0, 1, 4, 9, 13])
def test_database_forgets_what_the_core_says(
    service: Service, known: Shop, monkeypatch: pytest.MonkeyPatch, at_once: int, floor: int
) -> None:
    monkeypatch.setattr(compacting, "AT_ONCE", at_once)
    hello(service, "ann", seq_of(1, floor))
    known.reached["ann-pc"] = seq_of(1, floor)

    done, meant = round_(service), forget(known, [seq_of(1, floor)])

    assert (done.rows, done.exits) == (meant.rows, meant.exits)
    assert {**stored_content(service.engine), "reached": {}} == {**content(known), "reached": {}}
    if floor == 13:
        assert (done.rows, done.exits) == (3, 3)


def test_what_was_forgotten_in_steps_is_what_is_forgotten_at_once(
    service: Service, known: Shop, today: Today, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compacting, "AT_ONCE", 1)
    for day, floor in enumerate((3, 5, 9, 13), 1):
        today.day = day
        hello(service, "ann", seq_of(1, floor))
        round_(service)
    forget(known, [HEAD])

    assert {**stored_content(service.engine), "reached": {}} == {**content(known), "reached": {}}


def test_round_that_was_cut_off_is_finished_by_the_next(
    service: Service, known: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    hello(service, "ann", HEAD)
    with monkeypatch.context() as patch:
        patch.setattr(compacting, "_collapse", lambda *_: (_ for _ in ()).throw(Busy))
        with pytest.raises(Busy):
            round_(service)
    told = hello(service, "meg", seq_of(1, 4))["floor"]

    done = round_(service)

    forget(known, [HEAD])
    assert (told, done.rows) == (HEAD, 3)
    assert {**stored_content(service.engine), "reached": {}} == {**content(known), "reached": {}}


def test_push_in_the_middle_of_a_round_is_not_lost(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the look at a row and its turn somebody writes to it."""
    hello(service, "ann", HEAD)
    hello(service, "bo", HEAD)
    bo, collapse = Pen(shop(), "bo"), compacting._collapse

    def after_a_push(*of: Any) -> int:
        mutation = bo.frozen(Op.UPDATE, "contact", "c1", {"note": "b"}, base=HEAD)
        document = push_document(Author("bo", "bo-pc", "bo-1"), 1, [mutation], [body_of(mutation)])
        assert service.push(NAME, "bo-pc", document)["res"][0]["o"] == "applied"
        return collapse(*of)

    monkeypatch.setattr(compacting, "_collapse", after_a_push)
    monkeypatch.setattr(compacting, "AT_ONCE", 200)

    round_(service)

    row = stored_content(service.engine)["records"]["contact", "c1"]
    assert row[2]["note"] == "'b'"
    assert {column: one.inc for column, one in row[3].items()} == {"": "", "note": "bo-1"}


def test_round_goes_by_itself_while_the_server_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parts, came = opened(Settings(data=tmp_path)), threading.Event()
    asked: list[str] = []
    shop_id = parts.registry.add_shop("展厅")

    def noted(_engine: Engine, _schema: object, where: str, first_day: str, recent: str) -> Compacted:
        asked.extend([where, first_day, recent])
        came.set()
        return Compacted(0)

    monkeypatch.setattr(compacting, "HOUR", 0.01)
    monkeypatch.setattr(compacting, "compact", noted)
    monkeypatch.setattr(compacting.time, "time", lambda: 1_800_000_000.0)
    with compacting.compacted(parts, 180):
        assert came.wait(30)
    parts.close()

    assert asked[:3] == [shop_id, "2026-07-19", "2027-01-13"]


# The administrator ---------------------------------------------------------------------------------------------------


def test_administrator_compacts_and_the_audit_says_so(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with serving(data):
        meg = Laptop(run(capsys, "enrol", "展厅/陈静", "--data", data))
        ann = Laptop(run(capsys, "enrol", "王芳", "--data", data))
        with meg.asking() as his, ann.asking() as hers:
            meg.hello(his), ann.hello(hers)
            ann.contact(hers, "c1")

    said = run(capsys, "compact", "--data", data)

    told = [json.loads(line) for line in run(capsys, "audit", "--data", data).splitlines()]
    floor = seq_of(1, 0)  # when they came there was nothing to read
    assert said == f"floor {floor}\t0 rows\t0 exits\n"
    assert [(one["user"], one["op"], one["reason"]) for one in told] == [
        ("server", "compact", f"floor {floor}: 0 rows, 0 exits"), ("王芳", "I", "")
    ]  # fmt: skip
    assert run(capsys, "rescued", "--data", data) == ""


def test_nobody_is_given_up_by_mistake(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["compact", "--compact-days", "0", "--data", str(data)]) == 1
    assert "--compact-days" in capsys.readouterr().err


def test_days_come_from_the_environment_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRM_SYNC_COMPACT_DAYS", "400")

    assert Settings().compact_days == 400


def test_data_of_the_layout_before_is_opened_and_names_of_attachments_open_nothing_new(tmp_path: Path) -> None:
    parts = opened(Settings(data=tmp_path))
    row = ("s", "attachment", "f", "c", "own:ann", 1, b'{"root":"c","sha256":"a"}', b'{"":[1,"i",1,"ann"]}', None, 0)
    with parts.engine.writing() as link:
        link.run("DROP TABLE reader")
        link.upsert("shop", [("s", "展厅", 1, 1, "")])
        link.upsert("record", [row])
        link.upsert("blob", [("s", "a", 7, "ready")])
    parts.registry.keep("layout", b"3")
    parts.close()

    again = opened(Settings(data=tmp_path))

    with again.engine.reading() as link:
        assert (link.rows("SELECT * FROM reader"), link.rows("SELECT * FROM blob_had")) == ([], [])
        assert readers.floor(link, "s") == 0
    assert again.registry.setting("layout") == str(LAYOUT).encode()
    again.close()
