"""What the first request finds out: a forgetful server, a copied file, another epoch."""

import pytest

from sync.core.handshake import (
    LAST_SAID,
    MOST_AHEAD,
    SPARE,
    Ahead,
    Hello,
    Welcome,
    asked_anew,
    check_ahead,
    forgotten,
    hello,
    is_fork,
    renumbered,
)
from sync.core.mutations import Mutation, Op, sealed
from sync.core.seqs import seq_of
from tests.sync.core.make import Pen, shop


def asked(lsn: int, inc: str = "ann-1", uid: str = "") -> Mutation:
    return sealed(Mutation(inc, lsn, uid or f"{inc}/{lsn}", "contact", "c", Op.UPDATE, {"name": str(lsn)}, {"name": 1}))


def test_the_server_says_how_far_it_knows_each_history_of_a_laptop() -> None:
    known = shop()
    ann = Pen(known, "ann")
    ann.contact("c")

    welcome = hello(known, Hello(ann.author, 1, {"ann-0": (4, "x")}))

    assert welcome == Welcome(1, {"ann-0": (0, ""), "ann-1": (1, "ann-1/1")}, ("shop", "own:ann"))


def test_a_laptop_from_a_later_epoch_begins_a_new_one() -> None:
    known = shop()
    ann = Pen(known, "ann")
    ann.contact("c")
    end = known.head

    assert hello(known, Hello(ann.author, 3, {})).epoch == 3 + SPARE + 1
    assert known.origins == {3 + SPARE + 1: end}
    assert known.next_seq() > end


def test_a_laptop_raises_the_epoch_no_further_and_no_oftener_than_it_may() -> None:
    known = shop()
    ann = Pen(known, "ann")

    check_ahead(known, Hello(ann.author, 1 + MOST_AHEAD, {}), ["bo-pc"], most=2)
    for epoch, raised in ((2 + MOST_AHEAD, []), (2, ["ann-pc"]), (2, ["bo-pc", "meg-pc"])):
        with pytest.raises(Ahead):
            check_ahead(known, Hello(ann.author, epoch, {}), raised, most=2)
    known.epoch = LAST_SAID
    with pytest.raises(Ahead):
        check_ahead(known, Hello(ann.author, LAST_SAID + 1, {}), [], most=2)


def test_what_a_laptop_says_of_lost_epochs_counts_for_its_own_edits() -> None:
    known = shop()
    ann, bo = Pen(known, "ann"), Pen(known, "bo")
    ann.contact("c")
    for pen, end in ((ann, known.head), (bo, seq_of(1, 1000))):
        hello(known, Hello(pen.author, 2, {}, origins={2: end}))

    assert known.counted(seq_of(2, 5), "ann-1") == seq_of(1, 1)
    assert known.counted(seq_of(2, 5), "bo-1") == known.origins[known.epoch]
    assert list(known.origins) == [known.epoch]


def test_what_the_server_forgot_is_put_back_in_its_order() -> None:
    welcome = Welcome(2, {"ann-1": (2, "ann-1/2")}, ())

    assert [one.lsn for one in forgotten(welcome, [asked(n) for n in range(1, 5)])] == [3, 4]


def test_a_number_this_copy_never_gave_is_a_fork() -> None:
    welcome = Welcome(1, {"ann-1": (3, "other")}, ())

    assert is_fork("ann-1", welcome, {("ann-1", 2): "ann-1/2"})
    assert is_fork("ann-1", welcome, {("ann-1", 3): "ann-1/3"})
    assert not is_fork("ann-1", welcome, {("ann-1", 3): "other"})
    assert not is_fork("ann-1", Welcome(1, {"ann-1": (0, "")}, ()), {})


def test_under_a_new_incarnation_only_what_was_sent_keeps_its_uid() -> None:
    outbox = [asked(5), asked(6)]

    made = renumbered(outbox, "ann-2", lambda one: one.lsn == 5, lambda: "fresh")

    assert [(one.inc, one.lsn, one.uid) for one in made.values()] == [("ann-2", 1, "ann-1/5"), ("ann-2", 2, "fresh")]
    assert [one.sha256 for one in made.values()] == [one.sha256 for one in outbox]
    assert list(made) == [("ann-1", 5), ("ann-1", 6)]


def test_all_of_a_fork_is_asked_again_after_a_restore_or_where_something_waits_in_it() -> None:
    forked = frozenset({"ann-1", "ann-2"})

    assert asked_anew(forked, frozenset(), restored=True) == forked
    assert asked_anew(forked, frozenset({"ann-2", "ann-3"}), restored=False) == {"ann-2"}
    assert not asked_anew(forked, frozenset(), restored=False)
