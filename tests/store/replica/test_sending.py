"""Sending many batches: the answers of one are taken in while the next is judged, and nothing is lost in between."""

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from crm_desktop.store.replica.replica import Options
from crm_desktop.store.store import Store
from sync.client.errors import Offline
from sync.client.session import sync
from sync.core.mutations import Mutation, Outcome
from sync.core.shop import Author
from tests import make
from tests.store.replica.shop import Laptop, Server, opened


class Sending(Laptop):
    """A laptop that sends two at a time, with what it does noted in its order."""

    def __init__(self, folder: Path, server: Server) -> None:
        super().__init__(opened(folder), server, options=Options(mutations=2, frozen=2))
        self.done: list[str] = []
        self._push, self._take = server.push, self.replica.acknowledge
        server.push = self.push  # type: ignore[method-assign]
        self.replica.acknowledge = self.take  # type: ignore[method-assign]
        self.fails: Callable[[str], object] = lambda _what: None

    def push(self, author: Author, epoch: int, batch: Sequence[Mutation]) -> Sequence[Outcome]:
        self._note(f"asked {batch[0].lsn}")
        return self._push(author, epoch, batch)

    def take(self, batch: Sequence[Mutation], outcomes: Sequence[Outcome]) -> None:
        self._note(f"took {batch[0].lsn}")
        self._take(batch, outcomes)

    def _note(self, what: str) -> None:
        self.fails(what)
        self.done.append(what)

    def add(self, count: int) -> None:
        for number in range(count):
            make.contact(self.store, phone="", name=f"n{number}", private=False)

    def waiting(self) -> int:
        return int(str(self.value("SELECT count(*) FROM sync_outbox")))


def failing(at: str, error: type[BaseException]) -> Callable[[str], object]:
    def fail(what: str) -> None:
        if what == at:
            raise error

    return fail


def uids(server: Server) -> list[str]:
    return [entry.mutation.uid for entry in server.shop.history]


def once(server: Server, count: int) -> bool:
    """So many mutations were taken, each once, in the order they were made."""
    lsns = [entry.mutation.lsn for entry in server.shop.history]
    return lsns == list(range(1, count + 1)) and len(set(uids(server))) == count


def stopped(ann: Any, what: str, error: type[BaseException]) -> None:
    """A session that ends there; the next one does not."""
    ann.fails = failing(what, error)
    with pytest.raises(error):
        ann.sync()
    ann.fails = lambda _what: None


@pytest.fixture
def ann(tmp_path: Path, server: Server) -> Any:
    laptop = Sending(tmp_path / "ann", server)
    yield laptop
    laptop.store.close()


def test_answers_are_taken_in_while_the_next_batch_is_judged(ann: Sending, server: Server) -> None:
    ann.add(6)

    assert ann.sync()

    assert ann.done == ["asked 1", "asked 3", "took 1", "asked 5", "took 3", "took 5"]
    assert once(server, 6)
    assert ann.waiting() == 0


def test_a_line_that_breaks_at_the_next_batch_costs_nothing(ann: Sending, server: Server) -> None:
    ann.add(6)
    stopped(ann, "asked 3", Offline)

    assert ann.sync()

    assert once(server, 6)
    assert ann.waiting() == 0
    assert ann.value("SELECT count(*) FROM contact WHERE row_seq > 0") == 6


def test_a_kill_before_the_answers_are_taken_in_costs_nothing(ann: Sending, server: Server) -> None:
    ann.add(6)
    stopped(ann, "took 1", KeyboardInterrupt)

    ann.replica = ann.store.replica(ann, Options(mutations=2, frozen=2))
    assert ann.sync()

    assert once(server, 6)
    assert ann.waiting() == 0


def test_what_an_earlier_history_left_goes_first(ann: Sending, server: Server) -> None:
    ann.add(3)
    ann.replica.adopt(server.hello(ann.replica.hello()))
    while ann.replica.freeze():
        pass
    older = "UPDATE {} SET inc = 'older' WHERE inc IS NOT NULL AND lsn > 0"
    with ann.store._write_lock, ann.store._transaction() as session:
        for table in ("sync_outbox", "journal"):
            session.connection().exec_driver_sql(older.format(table))
    ann.add(3)
    while ann.replica.freeze():
        pass

    asked: list[tuple[str, int]] = []
    after: Sequence[Mutation] = ()
    while (told := ann.replica.batch(after))[1] or after:
        author, batch = told
        if batch:
            assert {one.inc for one in batch} == {author.inc}
            asked += [(one.inc, one.lsn) for one in batch]
            after = batch
            continue
        ann.store.write("", lambda s, upto=after: s.connection().exec_driver_sql(
            "DELETE FROM sync_outbox WHERE inc = ? AND lsn <= ?", (upto[-1].inc, upto[-1].lsn)))  # fmt: skip
        after = ()

    own = ann.store.sync_state().inc
    assert asked == [("older", 1), ("older", 2), ("older", 3), *((own, lsn) for lsn in (4, 5, 6))]


def test_a_copy_made_between_freezing_and_sending_asks_for_the_same_again(server: Server, tmp_path: Path) -> None:
    ann = Laptop(opened(tmp_path / "ann"), server)
    make.contact(ann.store, phone="", private=False)
    ann.replica.adopt(server.hello(ann.replica.hello()))
    ann.replica.freeze()
    ann.store.close()
    shutil.copytree(tmp_path / "ann", tmp_path / "copy")

    for folder in ("ann", "copy"):
        ann.store = Store.open(tmp_path / folder, passphrase=None, derivers=())
        ann.replica = ann.store.replica(ann)
        ann.token = ann.token if folder == "ann" else "of another copy"
        assert sync(ann.replica, server)
        ann.store.close()

    assert len(server.shop.history) == 1
    assert len(server.shop.records) == 1
