"""Attachments on the server: in parts that go on, for those who may read a row that names them, and for no one else."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from sync import protocol
from sync.core.mutations import Op
from sync.core.packing import spell
from sync.server.opening import LAYOUT, opened
from sync.server.settings import Settings
from sync.server.storage import references
from sync.server.storage.engine import Engine
from sync.server.storage.sqlite import SqliteEngine
from sync.server.sweeping import sweep
from tests.sync.core.make import SCHEMA
from tests.sync.server.serving import Pc, Served, Told

BODY = bytes(range(256)) * 40
GRACE = 100
FVER = b'{"": [1, "i", 1, "ann"]}'
TOO_LARGE = base64.b64encode(b"x" * (protocol.MOST_SMALL_BYTES + 1)).decode()


@pytest.fixture
def served(engine: Engine) -> Iterator[Served]:
    with Served(engine, SCHEMA).running() as served:
        yield served


def name_of(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def laptop(served: Served, user: str, shop: str = "") -> Pc:
    pc = served.laptop(user, shop)
    pc.hello()
    return pc


def keeper(served: Served, user: str, *bodies: bytes, contact: str = "c") -> Pc:
    """A laptop whose user keeps some files with a customer."""
    pc = laptop(served, user)
    pc.contact(contact)
    for n, body in enumerate(bodies):
        attach(pc, f"{contact}-{n}", name_of(body), contact)
    return pc


def attach(pc: Pc, row: str, name: str, contact: str = "c") -> None:
    pc.push(pc.frozen(Op.INSERT, "attachment", row, {"root": contact, "sha256": name, "thumbnail": ""}))


def last_seq(pc: Pc) -> int:
    return int(pc.pull().document["head"])


def add(pc: Pc, body: bytes, offset: int = 0, part: bytes | None = None, name: str = "") -> Told:
    path = protocol.BLOB.format(sha256=name or name_of(body))
    sent = body if part is None else part
    return pc.ask(path, sent, "PATCH", X_Offset=str(offset), X_Size=str(len(body)))


def got(pc: Pc, body: bytes, **headers: str) -> Told:
    return pc.ask(protocol.BLOB.format(sha256=name_of(body)), b"", "GET", **headers)


def have(pc: Pc, *bodies: bytes) -> Mapping[str, Any]:
    return pc.ask(protocol.BLOBS_HAVE, {"sha256": [name_of(body) for body in bodies]}).document


def keep(pc: Pc, *bodies: bytes) -> Mapping[str, Any]:
    bundle = {name_of(body): base64.b64encode(body).decode() for body in bodies}
    return pc.ask(protocol.BLOBS_KEEP, {"blobs": bundle}).document


def test_an_attachment_goes_on_where_it_broke_off(served: Served) -> None:
    ann = keeper(served, "ann", BODY)

    first = add(ann, BODY, 0, BODY[:6000])
    told = have(ann, BODY, b"another")
    wrong = add(ann, BODY, 0, BODY[:10])
    last = add(ann, BODY, 6000, BODY[6000:])

    assert (first.status, first.document["have"], first.document["ready"]) == (200, 6000, False)
    assert (told["have"], told["parts"]) == ([], {name_of(BODY): 6000})
    assert (wrong.status, wrong.document["error"], wrong.document["have"]) == (409, protocol.OFFSET, 6000)
    assert last.document["ready"]
    assert have(ann, BODY)["have"] == [name_of(BODY)]
    assert (got(ann, BODY).status, got(ann, BODY).raw) == (200, BODY)


def test_a_laptop_that_missed_the_last_answer_ends_the_upload_without_a_byte(served: Served, engine: Engine) -> None:
    ann = keeper(served, "ann", BODY)
    add(ann, BODY, 0, BODY[:9000])
    with engine.writing() as link:  # the last part is there; the server went off before it was looked at
        link.upsert("blob_part", [(served.shop, name_of(BODY), 9000, BODY[9000:])])
        link.upsert("blob_had", [(served.shop, name_of(BODY), "ann", len(BODY))])

    early = add(ann, BODY, 9000, b"")
    ended = add(ann, BODY, len(BODY), b"")

    assert (early.status, early.document["have"]) == (409, len(BODY))
    assert ended.document["ready"]
    assert got(ann, BODY).raw == BODY


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [("0-", 0, None), ("6000-", 6000, None), ("10-19", 10, 19), ("5990-6010", 5990, 6010), ("10239-", 10239, None)],
)
def test_any_part_of_an_attachment_is_given(served: Served, asked: str, first: int, last: int | None) -> None:
    ann = keeper(served, "ann", BODY)
    add(ann, BODY, 0, BODY[:6000])
    add(ann, BODY, 6000, BODY[6000:])

    told = got(ann, BODY, Range=f"bytes={asked}")

    wanted = BODY[first : len(BODY) if last is None else last + 1]
    assert (told.status, told.raw) == (206, wanted)
    assert told.headers["Content-Range"] == f"bytes {first}-{first + len(wanted) - 1}/{len(BODY)}"


def test_a_part_behind_the_end_is_refused_with_the_size(served: Served) -> None:
    ann = keeper(served, "ann", BODY)
    add(ann, BODY)

    told = got(ann, BODY, Range=f"bytes={len(BODY)}-")

    assert (told.status, told.headers["Content-Range"]) == (416, f"bytes */{len(BODY)}")


def test_an_attachment_that_is_not_what_its_name_says_is_forgotten(served: Served) -> None:
    ann = keeper(served, "ann", b"good")

    bad = add(ann, b"evil", name=name_of(b"good"))
    missing = got(ann, b"good")
    good = add(ann, b"good")

    assert (bad.status, bad.document["error"]) == (422, protocol.DAMAGED)
    assert missing.status == 404
    assert good.document["ready"]


def test_who_may_not_read_a_row_that_names_it_learns_nothing_of_an_attachment(served: Served) -> None:
    ann, bo = keeper(served, "ann", BODY), keeper(served, "bo", contact="other")
    add(ann, BODY, 0, BODY[:6000])
    half = have(bo, BODY)
    add(ann, BODY, 6000, BODY[6000:])

    assert (half["have"], half["parts"]) == ([], {})
    assert (have(bo, BODY)["have"], have(bo, BODY)["parts"]) == ([], {})
    assert got(bo, BODY).status == 404
    assert got(bo, BODY, Range="bytes=0-9").status == 404
    assert add(bo, BODY, 6000, BODY[6000:]).status == 404
    assert bo.ask(protocol.BLOBS_SOME, {"sha256": [name_of(BODY)]}).document["blobs"] == {}
    assert keep(bo, BODY)["kept"] == []
    assert got(laptop(served, "meg"), BODY).raw == BODY


def test_an_attachment_goes_with_its_customer(served: Served) -> None:
    ann, bo, meg = keeper(served, "ann", BODY), laptop(served, "bo"), laptop(served, "meg")
    add(ann, BODY)
    before = got(bo, BODY).status
    meg.push(meg.frozen(Op.MOVE, "contact", "c", {"owner": "bo"}, base=last_seq(meg)))

    assert before == 404
    assert got(bo, BODY).raw == BODY
    assert got(ann, BODY).status == 404


def test_an_attachment_nobody_names_is_not_taken(served: Served) -> None:
    ann = keeper(served, "ann")

    assert add(ann, BODY).status == 404


def test_one_file_at_two_customers_is_kept_once_and_stays_while_one_names_it(served: Served, engine: Engine) -> None:
    ann, bo = keeper(served, "ann", BODY), keeper(served, "bo", BODY, contact="other")
    add(ann, BODY)

    add(bo, BODY)
    assert parts_of(engine, served) == 1
    ann.push(ann.frozen(Op.PURGE, "contact", "c"))
    assert swept(served, engine) == 0
    assert got(bo, BODY).raw == BODY
    assert got(ann, BODY).status == 404


def test_no_shop_is_told_about_anothers_attachments(served: Served) -> None:
    other = served.registry.add_shop("隔壁")
    served.registry.add_user(other, "ann", "manager")
    ann, stranger = keeper(served, "ann", BODY), laptop(served, "ann", other)
    add(ann, BODY)

    assert have(stranger, BODY)["have"] == []
    assert got(stranger, BODY).status == 404


# Small ones -------------------------------------------------------------------------------------------------------


def test_small_attachments_travel_together(served: Served) -> None:
    pictures = [bytes([n]) * 1000 for n in range(5)]
    ann = keeper(served, "ann", *pictures)

    kept = keep(ann, *pictures)
    told = ann.ask(protocol.BLOBS_SOME, {"sha256": [name_of(one) for one in pictures]}).document

    assert kept == {**kept, "kept": sorted(map(name_of, pictures)), "damaged": []}
    assert {base64.b64decode(one) for one in told["blobs"].values()} == set(pictures)


def test_what_does_not_go_into_one_answer_is_asked_for_again(served: Served) -> None:
    pictures = [bytes([n]) * protocol.MOST_SMALL_BYTES for n in range(10)]
    ann = keeper(served, "ann", *pictures)
    keep(ann, *pictures[:5])
    keep(ann, *pictures[5:])

    first = ann.ask(protocol.BLOBS_SOME, {"sha256": [name_of(one) for one in pictures]}).document
    second = ann.ask(protocol.BLOBS_SOME, {"sha256": first["more"]}).document

    assert (len(first["blobs"]), len(second["blobs"]), second["more"]) == (8, 2, [])


def test_a_damaged_one_stops_none_of_the_others(served: Served) -> None:
    ann = keeper(served, "ann", b"one", b"two")
    bundle = {name_of(b"one"): base64.b64encode(b"evil").decode(), name_of(b"two"): base64.b64encode(b"two").decode()}

    told = ann.ask(protocol.BLOBS_KEEP, {"blobs": bundle}).document

    assert (told["kept"], told["damaged"]) == ([name_of(b"two")], [name_of(b"one")])
    assert got(ann, b"one").status == 404


@pytest.mark.parametrize(
    "body", ["", "no base64!", 7, base64.b64encode(b"x" * (protocol.MOST_SMALL_BYTES + 1)).decode()]
)
def test_what_is_no_small_attachment_is_refused(served: Served, body: object) -> None:
    ann = keeper(served, "ann", b"one")

    assert ann.ask(protocol.BLOBS_KEEP, {"blobs": {name_of(b"one"): body}}).status == 400


def test_hello_counts_what_came_whole(served: Served) -> None:
    ann = keeper(served, "ann", BODY, b"one", b"two")
    before = ann.hello().document["blobs"]
    add(ann, BODY, 0, BODY[:6000])
    half = ann.hello().document["blobs"]
    add(ann, BODY, 6000, BODY[6000:])
    add(ann, BODY, len(BODY), b"")
    keep(ann, b"one", b"two")
    keep(ann, b"one")

    assert (before, half, ann.hello().document["blobs"]) == (0, 0, 3)


# Letting go -------------------------------------------------------------------------------------------------------


def swept(served: Served, engine: Engine, after: int = GRACE) -> int:
    """Looked at twice: when nobody named it any more, and some time later."""
    return sweep(engine, served.shop, 1000, GRACE) + sweep(engine, served.shop, 1000 + after, GRACE)


def parts_of(engine: Engine, served: Served) -> int:
    with engine.reading() as link:
        return int(link.rows("SELECT count(*) FROM blob_part WHERE shop = ?", served.shop)[0][0])


def test_the_bytes_of_an_erased_customer_are_let_go_after_the_grace_period(served: Served, engine: Engine) -> None:
    ann = keeper(served, "ann", BODY)
    add(ann, BODY)
    ann.push(ann.frozen(Op.PURGE, "contact", "c"))

    early = swept(served, engine, GRACE - 1)
    there = parts_of(engine, served)
    late = sweep(engine, served.shop, 1000 + GRACE, GRACE)

    assert (early, there, late, parts_of(engine, served)) == (0, 1, 1, 0)
    assert got(ann, BODY).status == 404


def test_an_upload_under_way_is_not_let_go(served: Served, engine: Engine) -> None:
    ann = keeper(served, "ann", BODY)
    add(ann, BODY, 0, BODY[:6000])

    assert swept(served, engine) == 0
    assert add(ann, BODY, 6000, BODY[6000:]).document["ready"]


def test_an_upload_whose_customer_is_erased_meanwhile_ends_and_leaves_nothing(served: Served, engine: Engine) -> None:
    ann = keeper(served, "ann", BODY)
    add(ann, BODY, 0, BODY[:6000])
    ann.push(ann.frozen(Op.PURGE, "contact", "c"))

    assert add(ann, BODY, 6000, BODY[6000:]).status == 404
    assert swept(served, engine) == 1
    assert parts_of(engine, served) == 0


def test_what_is_named_again_in_time_stays_and_its_time_begins_anew(served: Served, engine: Engine) -> None:
    ann = keeper(served, "ann", BODY)
    add(ann, BODY)
    ann.push(ann.frozen(Op.PURGE, "contact", "c"))
    sweep(engine, served.shop, 1000, GRACE)
    ann.contact("d")
    attach(ann, "d-0", name_of(BODY), "d")

    assert sweep(engine, served.shop, 1000 + GRACE, GRACE) == 0
    ann.push(ann.frozen(Op.PURGE, "contact", "d"))
    assert sweep(engine, served.shop, 2000, GRACE) == 0
    assert sweep(engine, served.shop, 2000 + GRACE, GRACE) == 1


def test_a_row_that_names_another_file_lets_the_first_one_go(served: Served, engine: Engine) -> None:
    ann = keeper(served, "ann", BODY)
    add(ann, BODY)
    ann.push(ann.frozen(Op.UPDATE, "attachment", "c-0", {"sha256": name_of(b"other")}, base=last_seq(ann)))

    assert got(ann, BODY).status == 404
    assert swept(served, engine) == 1


def test_a_deleted_customer_keeps_his_files_for_he_may_come_back(served: Served, engine: Engine) -> None:
    ann = keeper(served, "ann", BODY)
    add(ann, BODY)
    ann.push(ann.frozen(Op.DELETE, "contact", "c"))

    assert swept(served, engine) == 0
    assert got(ann, BODY).raw == BODY


def test_rows_from_before_are_noted_when_the_data_is_opened(served: Served, engine: Engine) -> None:
    ann = keeper(served, "ann", BODY)
    add(ann, BODY)
    with engine.writing() as link:
        link.run("DELETE FROM blob_ref WHERE shop = ?", served.shop)
    before = got(ann, BODY).status

    references.complete(engine, SCHEMA)

    assert (before, got(ann, BODY).raw) == (404, BODY)


def test_a_full_disk_is_said_and_nothing_is_half_written(sqlite: SqliteEngine) -> None:
    with Served(sqlite, SCHEMA).running() as served:
        body = b"x" * 2**20
        ann = keeper(served, "ann", body)
        pages = sqlite._writer.execute("PRAGMA page_count").fetchone()[0]
        sqlite._writer.execute(f"PRAGMA max_page_count = {pages + 20}")

        told = add(ann, body)

        assert (told.status, told.document["error"]) == (507, protocol.FULL)
        assert have(ann, body)["parts"] == {}


def test_data_of_the_layout_before_is_brought_along_once(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    parts = opened(settings)
    row = ("s", "attachment", "f", "c", "own:ann", 1, spell({"root": "c", "sha256": "a" * 64}), FVER, None, 0)
    with parts.engine.writing() as link:
        link.upsert("shop", [("s", "展厅", 1, 1, "")])
        link.upsert("record", [row])
        link.upsert("blob", [("s", "a" * 64, 7, "ready")])
    parts.registry.keep("layout", b"1")
    parts.close()

    again = opened(settings)

    with again.engine.reading() as link:
        assert link.rows("SELECT shop, sha256, tbl, id FROM blob_ref") == [("s", "a" * 64, "attachment", "f")]
        assert link.rows("SELECT sha256, usr, shown FROM blob_had") == [("a" * 64, "ann", 7)]
    assert again.registry.setting("layout") == str(LAYOUT).encode()
    again.close()
