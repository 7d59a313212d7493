"""The numbers of a shop last, whatever its laptops say of epochs, and mean the same to all of them."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

import pytest

from sync import protocol
from sync.core import seqs, wire
from sync.core.handshake import MOST_AHEAD, SPARE
from sync.core.mutations import Op
from sync.core.seqs import MOST_N, seq_of
from sync.server import ahead, cli
from tests.sync.server.serving import Pc, Served
from tests.sync.server.shell import run


@pytest.fixture
def bo(served: Served) -> Pc:
    pc = served.laptop("bo")
    pc.hello()
    return pc


def put(served: Served, *, epoch: int, n: int = 0) -> None:
    """The shop's data stands at this number."""
    with served.service.engine.writing() as link:
        link.run("UPDATE shop SET epoch = ?, n = ? WHERE shop = ?", epoch, n, served.shop)


def log_of(served: Served) -> dict[int, int]:
    """What the shop knows of its epochs."""
    with served.service.engine.reading() as link:
        return dict(link.rows("SELECT epoch, began FROM epoch_log WHERE shop = ?", served.shop))


def epoch_of(served: Served) -> int:
    with served.service.engine.reading() as link:
        return int(link.rows("SELECT epoch FROM shop WHERE shop = ?", served.shop)[0][0])


def says(pc: Pc, epoch: int) -> int:
    """A laptop says hello as one that was in an epoch; the status. It adopts what it is told, as a laptop does."""
    pc.epoch = epoch
    told = pc.hello()
    if told.status == 200:
        welcome = wire.welcome_from(told.document)
        pc.epoch, pc.origins = welcome.epoch, {**pc.origins, **welcome.origins}
    return told.status


# Using up the epochs -------------------------------------------------------------------------------------------------


def test_no_laptop_brings_the_epochs_of_a_shop_to_their_end(served: Served, ann: Pc, bo: Pc) -> None:
    put(served, epoch=protocol.MOST_EPOCH - 5)

    assert says(ann, protocol.MOST_EPOCH) == 409
    assert says(ann, protocol.MOST_EPOCH - 1) == 409
    assert says(bo, protocol.MOST_EPOCH - 5) == 200
    assert bo.contact("c1").document["res"][0]["o"] == "applied"


def test_a_laptop_raises_the_epoch_once_a_day(served: Served, ann: Pc) -> None:
    assert says(ann, 5) == 200
    after = epoch_of(served)

    for _ in range(20):
        assert says(ann, after + MOST_AHEAD) == 409
    assert ann.answers[-1].document["error"] == protocol.AHEAD
    assert epoch_of(served) == after

    served.at = "2026-11-29T00:00:00Z"
    assert says(ann, after + MOST_AHEAD) == 200
    assert after < epoch_of(served) <= after + MOST_AHEAD + SPARE + 1


def test_all_laptops_together_raise_it_a_few_times_a_day(served: Served) -> None:
    laptops = [served.laptop("ann") for _ in range(ahead.MOST_A_DAY + 2)]

    answers = [says(one, epoch_of(served) + 1) for one in laptops]

    assert answers == [200] * ahead.MOST_A_DAY + [409, 409]


def test_a_laptop_that_is_further_ahead_than_anybody_restores_is_turned_away(served: Served, ann: Pc) -> None:
    assert says(ann, 1 + MOST_AHEAD + 1) == 409
    assert epoch_of(served) == 1
    assert says(ann, 1 + MOST_AHEAD) == 200


def test_after_a_raise_the_others_work_on(served: Served, ann: Pc, bo: Pc) -> None:
    says(ann, 5)

    assert bo.contact("c1").document == {
        "error": protocol.EPOCH, "epoch": epoch_of(served), "server_id": served.doors.server_id,
    }  # fmt: skip
    assert says(bo, 1) == 200
    assert bo.contact("c1").document["error"] == protocol.GAP  # its first mutation is asked once more
    bo.lsn = 0
    assert bo.contact("c1").document["res"][0]["o"] == "applied"


# A backup that came back without being marked -----------------------------------------------------------------------


def test_after_an_unmarked_restore_laptops_of_several_later_epochs_come_in(served: Served, ann: Pc, bo: Pc) -> None:
    """The data is of epoch 3; since then there were three restores, and each laptop was last here in another epoch."""
    put(served, epoch=3, n=40)
    meg = served.laptop("meg")
    said = {ann: 5, bo: 6, meg: 4}

    for pc, epoch in said.items():
        assert says(pc, epoch) == 200

    told = {pc.epoch for pc in said}
    assert len(told) == 1  # one epoch for all: none of them stays in one that meant something else
    assert told.isdisjoint(range(7))
    assert log_of(served)[told.pop()] == seq_of(3, 40)


def test_a_laptop_far_ahead_of_the_first_one_still_makes_a_new_epoch(served: Served, ann: Pc, bo: Pc) -> None:
    says(ann, 5)
    far = epoch_of(served) + 3

    assert says(bo, far) == 200
    assert bo.epoch > far
    assert says(ann, ann.epoch) == 200
    assert ann.epoch == bo.epoch


# What laptops say of origins ----------------------------------------------------------------------------------------


def test_what_a_laptop_says_of_epochs_does_not_fill_the_log(served: Served, ann: Pc) -> None:
    says(ann, 1 + MOST_AHEAD)
    before = log_of(served)
    ann.origins = {one: seq_of(one - 1, 7) for one in range(2, ann.epoch)}

    assert says(ann, ann.epoch) == 200

    assert log_of(served) == before
    with served.service.engine.reading() as link:
        sql = "SELECT sum(length(value)) FROM setting WHERE shop = ? AND name LIKE 'told/%'"
        ((kept,),) = link.rows(sql, served.shop)
    assert kept < 4000


def test_a_laptop_that_lies_about_an_epoch_spoils_nobody_elses_edits(served: Served, ann: Pc, bo: Pc) -> None:
    """Epoch 2 began after the third change, says Meg's laptop, as it was; another says it began much later."""
    meg = served.laptop("meg")
    meg.hello()
    bo.hello()
    assert bo.contact("c1", name="first").document["res"]
    at = bo.pull().document["head"]
    bo.push(bo.frozen(Op.UPDATE, "contact", "c1", {"name": "seen by nobody else"}, base=at))
    ann.origins = {2: seq_of(1, 2**39)}
    assert says(ann, 2) == 200

    meg.origins = {2: at}
    assert says(meg, 2) == 200
    told = meg.push(meg.frozen(Op.UPDATE, "contact", "c1", {"name": "meg"}, base=seq_of(2, 9)))

    assert told.document["res"][0]["o"] == "conflict"


def test_a_laptop_is_believed_what_it_says_of_its_own_edits(served: Served, bo: Pc) -> None:
    bo.contact("c1", name="first")
    at = bo.pull().document["head"]
    meg = served.laptop("meg")
    meg.origins = {2: at}
    assert says(meg, 2) == 200

    told = meg.push(meg.frozen(Op.UPDATE, "contact", "c1", {"name": "meg"}, base=seq_of(2, 9)))

    assert told.document["res"][0]["o"] == "applied"


# The number within an epoch ------------------------------------------------------------------------------------------


def test_where_an_epoch_is_full_the_next_begins_before_a_number_is_given(served: Served, ann: Pc) -> None:
    end = MOST_N - 1
    put(served, epoch=1, n=end)

    refused = ann.contact("c1")
    assert (refused.status, refused.document["error"], refused.document["epoch"]) == (412, protocol.EPOCH, 2)
    assert says(ann, 1) == 200
    ann.lsn = 0
    told = ann.push(*(ann.frozen(Op.INSERT, "contact", f"c{n}", {"root": f"c{n}", "owner": "ann"}) for n in range(5)))

    assert told.document["res"][0]["n"] == 5
    assert told.document["res"][0]["seq"] == seq_of(2, 1)
    assert log_of(served) == {2: seq_of(1, end)}
    ann.epoch = 2
    page = wire.page_from(ann.ask(protocol.PULL, {"epoch": 2, "cursors": {"own:ann": seq_of(1, end)}}).document)
    assert len(page.rows) == 5


def test_a_number_is_never_given_beyond_the_end_of_its_epoch(served: Served) -> None:
    with served.service.engine.reading() as link:
        stored = served.service.opened(link, served.shop)
    stored.n = MOST_N

    with pytest.raises(seqs.UsedUp):
        stored.next_seq()


def test_a_push_with_no_number_left_at_all_is_refused_by_name(served: Served, ann: Pc) -> None:
    put(served, epoch=protocol.MOST_EPOCH, n=MOST_N - 1)
    ann.epoch = protocol.MOST_EPOCH

    told = ann.contact("c1")

    assert (told.status, told.document["error"]) == (507, protocol.USED_UP)


def test_an_epoch_after_the_last_is_refused_in_a_sentence(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with contextlib.closing(sqlite3.connect(data / "shop.db")) as file, file:
        file.execute("UPDATE shop SET epoch = ?", (protocol.MOST_EPOCH,))

    assert cli.main(["restore", "--mark", "--data", str(data)]) == 1
    assert "no epoch" in capsys.readouterr().err


def test_who_marks_a_restore_may_say_which_epochs_laptops_know(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "restore", "--mark", "--above", 3000, "--data", data) == "展厅\tepoch 3001\n"
