"""What a laptop sends is taken for new without looking it up; where it is not, it is judged as the memory judges it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from sync.core.mutations import Mutation, Op, Outcome, Result, sealed
from sync.core.shop import Incarnation, Shop
from sync.server.service import Service
from sync.server.storage.engine import Engine
from tests.sync.core.make import SCHEMA, Pen, shop
from tests.sync.server.mirror import Mirror, content, stored_content


@pytest.fixture
def sure(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Each time something is written: whether all was looked up."""
    asked: list[bool] = []
    written = Service._written

    def noted(self: Service, *waiting: object, sure: bool) -> object:
        asked.append(sure)
        return written(self, *waiting, sure=sure)  # type: ignore[arg-type]

    monkeypatch.setattr(Service, "_written", noted)
    return asked


def sent(engine: Engine, known: Shop, pen: Pen, *batch: Mutation) -> list[Outcome]:
    """What both shops answer; they hold the same afterwards."""
    told = list(Mirror(engine, SCHEMA).push(known, pen.author, known.epoch, batch))
    assert stored_content(engine) == content(known)
    return told


def renumbered(known: Shop, pen: Pen, one: Mutation) -> tuple[Pen, Mutation]:
    """The same request in a new history of the same file, which has forgotten the old one."""
    other = Pen(known, pen.author.user, "again")
    known.incarnations["again"] = Incarnation(pen.author.device)
    return other, replace(one, inc="again", lsn=1)


def test_what_is_new_is_judged_at_once(engine: Engine, sure: list[bool]) -> None:
    known = shop()
    ann = Pen(known, "ann")
    new = [ann.frozen(Op.INSERT, "contact", f"c{n}", {"root": f"c{n}", "owner": "ann"}) for n in range(3)]
    hung = ann.frozen(Op.INSERT, "touch", "t1", {"root": "c1"})

    assert {one.result for one in sent(engine, known, ann, *new, hung)} == {Result.APPLIED}
    assert sure == [False]


def test_what_was_asked_in_another_history_of_the_file_gets_its_old_answer(engine: Engine, sure: list[bool]) -> None:
    known = shop()
    ann = Pen(known, "ann")
    one = ann.frozen(Op.INSERT, "contact", "c1", {"root": "c1", "owner": "ann"})
    first = ann.send(one)[0]
    other, again = renumbered(known, ann, one)

    told = sent(engine, known, other, again)[0]

    assert (told.result, told.seq) == (first.result, first.seq)
    assert len(known.history) == 1
    assert sure == [False, True]


def test_a_name_that_was_given_twice_is_parked(engine: Engine, sure: list[bool]) -> None:
    known = shop()
    ann = Pen(known, "ann")
    one = ann.frozen(Op.INSERT, "contact", "c1", {"root": "c1", "owner": "ann"})
    ann.send(one)
    other, again = renumbered(known, ann, sealed(replace(one, id="c2", patch={"root": "c2", "owner": "ann"})))

    assert sent(engine, known, other, again)[0].reason == "uid used twice"
    assert sure == [False, True]


def moved(pen: Pen) -> None:
    """A contact that hangs on another one."""
    pen.contact("c1")
    pen.contact("c2")
    pen.write(Op.MOVE, "contact", "c1", {"root": "c2"}, base=pen.shop.head)


def erased(pen: Pen) -> None:
    """One that hung on another one and was erased."""
    moved(pen)
    pen.write(Op.PURGE, "contact", "c1")


@pytest.mark.parametrize("before", [moved, erased])
@pytest.mark.parametrize("who", ["ann", "bo"])
def test_a_new_root_that_is_a_row_of_another_one_meets_it(
    engine: Engine, before: Callable[[Pen], None], who: str, sure: list[bool]
) -> None:
    """Taken by its author, refused to others, gone for good: as if it had been looked up."""
    known = shop()
    before(Pen(known, "ann"))
    author = Pen(known, who, "elsewhere")
    one = author.frozen(Op.INSERT, "contact", "c1", {"root": "c1", "owner": who, "name": "new"})

    sent(engine, known, author, one)

    assert sure == [False, True]


def test_what_would_be_parked_is_looked_up_all_the_same(engine: Engine, sure: list[bool]) -> None:
    """Nobody writes it, so no key would say that it is of an erased row: its values would be kept."""
    known = shop()
    erased(Pen(known, "ann"))
    ann = Pen(known, "ann", "elsewhere")
    one = ann.frozen(Op.INSERT, "contact", "c1", {"root": "c1", "owner": "ann", "name": "far too long" * 9})

    assert sent(engine, known, ann, one)[0].reason == "purged"
    assert sure == [False, True]


def test_what_its_author_had_erased_is_taken_as_new(engine: Engine, sure: list[bool]) -> None:
    known = shop()
    ann = Pen(known, "ann")
    erased(ann)
    one = ann.frozen(Op.INSERT, "contact", "c1", {"root": "c1", "owner": "ann", "name": "shared again"})
    touch = ann.frozen(Op.INSERT, "touch", "t1", {"root": "c1", "note": "called"})

    assert [told.reason for told in sent(engine, known, ann, one, touch)] == ["", ""]
    assert known.records["contact", "c1"].values["name"] == "shared again"
    assert sure == [False, True]


def test_what_was_sent_before_is_looked_up_by_its_number(engine: Engine, sure: list[bool]) -> None:
    known = shop()
    ann = Pen(known, "ann")
    one = ann.frozen(Op.INSERT, "contact", "c1", {"root": "c1", "owner": "ann"})
    changed = ann.frozen(Op.UPDATE, "contact", "c1", {"name": "Wang"})
    first = ann.send(one, changed)

    assert [told.seq for told in sent(engine, known, ann, changed)] == [first[1].seq]
    assert sure == [False]
