"""Who writes a file's name into a row must have had the file: a name alone opens nothing."""

from __future__ import annotations

import base64
from collections.abc import Iterator

import pytest

from sync import protocol
from sync.core import packing, sealing
from sync.core.mutations import Op
from sync.server.blobs import forget
from sync.server.storage.engine import Engine
from tests.sync.core.make import SCHEMA
from tests.sync.server.serving import Pc, Served, Told
from tests.sync.server.test_blobs import BODY, add, attach, got, have, keep, keeper, laptop, last_seq, name_of

SMALL = b"a thumbnail"


@pytest.fixture
def served(engine: Engine) -> Iterator[Served]:
    with Served(engine, SCHEMA).running() as served:
        yield served


def knows_the_names(served: Served) -> Pc:
    """Bo has seen what ann's files are called, and writes that into rows of his own."""
    return keeper(served, "bo", BODY, SMALL, contact="other")


def test_who_knows_a_name_and_no_more_gets_nothing(served: Served) -> None:
    ann, bo = keeper(served, "ann", BODY, SMALL), knows_the_names(served)
    add(ann, BODY), keep(ann, SMALL)

    assert (have(bo, BODY, SMALL)["have"], have(bo, BODY, SMALL)["parts"]) == ([], {})
    assert (got(bo, BODY).status, got(bo, BODY, Range="bytes=0-9").status) == (404, 404)
    assert bo.ask(protocol.BLOBS_SOME, {"sha256": [name_of(SMALL)]}).document["blobs"] == {}


def test_who_says_that_he_lacks_what_is_not_his_to_have_gets_nothing(served: Served) -> None:
    ann, bo = keeper(served, "ann", BODY), knows_the_names(served)
    add(ann, BODY)

    told = bo.ask(protocol.BLOBS_HAVE, {"sha256": [name_of(BODY)], "lacks": [name_of(BODY)]}).document

    assert (told["have"], got(bo, BODY).status) == ([], 404)


def test_who_brings_the_same_bytes_has_them_and_they_are_kept_once(served: Served, engine: Engine) -> None:
    ann, bo = keeper(served, "ann", BODY, SMALL), knows_the_names(served)
    add(ann, BODY), keep(ann, SMALL)

    first = add(bo, BODY, 0, BODY[:6000])
    half, before = have(bo, BODY)["parts"], got(bo, BODY).status
    last = add(bo, BODY, 6000, BODY[6000:])
    keep(bo, SMALL)

    assert (first.document["ready"], half, before, last.document["ready"]) == (False, {name_of(BODY): 6000}, 404, True)
    assert (got(bo, BODY).raw, got(bo, SMALL).raw) == (BODY, SMALL)
    with engine.reading() as link:
        assert link.rows("SELECT count(*) FROM blob_part WHERE shop = ?", served.shop) == [(2,)]


def test_who_brings_other_bytes_is_no_wiser_and_harms_nobody(served: Served) -> None:
    ann, bo = keeper(served, "ann", BODY), knows_the_names(served)
    add(ann, BODY)

    wrong = add(bo, BODY, 0, b"\1" * len(BODY), name_of(BODY))

    assert (wrong.status, wrong.document["error"]) == (422, protocol.DAMAGED)
    assert (got(bo, BODY).status, got(ann, BODY).raw) == (404, BODY)


def test_what_another_has_begun_is_ended_by_nobody_who_does_not_bring_all_of_it(served: Served) -> None:
    ann, bo = keeper(served, "ann", BODY), knows_the_names(served)
    add(ann, BODY, 0, BODY[:-1])

    guessed = add(bo, BODY, len(BODY) - 1, BODY[-1:])
    empty = add(bo, BODY, len(BODY), b"")

    assert [(one.status, one.document["have"]) for one in (guessed, empty)] == [(409, 0), (409, 0)]


def test_two_who_bring_the_same_at_once_both_end(served: Served) -> None:
    ann, bo = keeper(served, "ann", BODY), knows_the_names(served)
    add(ann, BODY, 0, BODY[:6000])
    add(bo, BODY, 0, BODY[:8000])

    ended = add(bo, BODY, 8000, BODY[8000:])
    also = add(ann, BODY, 6000, BODY[6000:])

    assert (ended.document["ready"], also.document["ready"]) == (True, True)
    assert (got(ann, BODY).raw, got(bo, BODY).raw) == (BODY, BODY)


def test_two_who_bring_different_bytes_under_one_name_begin_anew(served: Served) -> None:
    ann, bo = keeper(served, "ann", BODY), knows_the_names(served)
    add(bo, BODY, 0, b"\1" * 6000, name_of(BODY))

    met = add(ann, BODY, 0, BODY[:6000])
    again = add(ann, BODY)

    assert (met.status, again.document["ready"], got(bo, BODY).status) == (422, True, 404)


def test_somebody_elses_note_on_the_row_proves_nothing(served: Served) -> None:
    ann, bo, meg = keeper(served, "ann", BODY), knows_the_names(served), laptop(served, "meg")
    add(ann, BODY), add(meg, BODY)

    meg.push(meg.frozen(Op.UPDATE, "attachment", "other-0", {"thumbnail": name_of(SMALL)}, base=last_seq(meg)))

    assert got(bo, BODY).status == 404


def test_who_wrote_the_row_brings_its_bytes_after_it_went_to_somebody_else(served: Served) -> None:
    ann, bo, meg = keeper(served, "ann", BODY, SMALL), laptop(served, "bo"), laptop(served, "meg")
    meg.push(meg.frozen(Op.MOVE, "contact", "c", {"owner": "bo"}, base=last_seq(meg)))

    brought = add(ann, BODY), keep(ann, SMALL)

    assert (brought[0].document["ready"], brought[1]["kept"]) == (True, [name_of(SMALL)])
    assert (got(bo, BODY).raw, got(ann, BODY).status, have(ann, BODY)["have"]) == (BODY, 404, [])


def test_what_was_let_go_of_must_be_brought_again(served: Served, engine: Engine) -> None:
    ann, bo = keeper(served, "ann", BODY), knows_the_names(served)
    add(ann, BODY)
    with engine.writing() as link:
        forget(link, served.shop, name_of(BODY))
    attach(ann, "again", name_of(BODY))

    add(bo, BODY)

    assert (got(ann, BODY).status, got(bo, BODY).raw) == (404, BODY)


def test_who_reads_a_file_elsewhere_still_brings_it_for_a_row_of_his_own(served: Served) -> None:
    """Else whoever reads only that row would never get it."""
    ann, bo, meg = keeper(served, "ann", BODY), keeper(served, "bo", contact="other"), laptop(served, "meg")
    add(ann, BODY)
    before = have(meg, BODY)["have"]
    attach(meg, "hers", name_of(BODY), "other")

    asked = have(meg, BODY)["have"]
    add(meg, BODY)

    assert (before, asked, have(meg, BODY)["have"]) == ([name_of(BODY)], [], [name_of(BODY)])
    assert got(bo, BODY).raw == BODY


def sealed(pc: Pc, document: object) -> Told:
    """A letter of a laptop that was shut out."""
    seal = base64.b64decode(pc.hello().document["seal"])
    letter = sealing.seal(seal, packing.pack(document), pc.device)
    return pc.signed(protocol.RESCUE, {"sealed": base64.b64encode(letter).decode()})


def test_who_is_shut_out_brings_what_he_wrote_a_name_of_and_nothing_else(served: Served, engine: Engine) -> None:
    meg, ann, bo = laptop(served, "meg"), keeper(served, "ann", SMALL), keeper(served, "bo", BODY, contact="other")
    for pc in (ann, bo):
        served.registry.revoke(pc.device, "leaver")
    small = {name_of(SMALL): base64.b64encode(SMALL).decode()}

    of_another = sealed(bo, {"blobs": small}).document["kept"]
    his_own = sealed(ann, {"blobs": small}).document["kept"]
    part = [name_of(BODY), 0, len(BODY), base64.b64encode(BODY).decode()]
    by_another, by_himself = sealed(ann, {"part": part}).status, sealed(bo, {"part": part}).document

    assert (of_another, his_own) == ([], [name_of(SMALL)])
    assert (by_another, by_himself["ready"]) == (404, True)
    assert (got(meg, BODY).raw, got(meg, SMALL).raw) == (BODY, SMALL)
    assert got(bo, BODY).status == 403


@pytest.mark.parametrize("document", [
    {"blobs": []}, {"blobs": {"x": "y"}}, {"part": {}}, {"part": ["x", 0, 1, "eA=="]},
    {"part": ["a" * 64, "0", 1, "eA=="]}, {"part": ["a" * 64, 0, 1, 7]}, {"part": ["a" * 64, 0, 1, "not base64"]},
])  # fmt: skip
def test_letter_nobody_can_read_is_refused(served: Served, document: object) -> None:
    ann = keeper(served, "ann", SMALL)
    served.registry.revoke(ann.device, "leaver")

    assert sealed(ann, document).status == 400
