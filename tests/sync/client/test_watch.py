"""The receipt of a session, over the simulator's laptop and the real decisions of the server."""

import pytest

from sync.client.errors import Cancelled
from sync.client.receipt import Receipt, Traffic
from sync.client.watch import Watched, watched_sync
from sync.core.values import Key
from tests.sync.simulator.setting import Faults
from tests.sync.simulator.world import World

C: Key = ("contact", "c")


def calm() -> World:
    """A world in which nothing goes wrong; Ann has one contact, which Meg knows too."""
    world = World(1, Faults(wire=(0.0,), kill=(0.0,)))
    world.laptops["ann"].insert(*C, {"owner": "ann", "name": "n0", "phone": "p0"}, at="")
    run(world, "ann")
    run(world, "meg")
    return world


def run(world: World, user: str, **more: object) -> Receipt:
    return watched_sync(world.laptops[user], world.nets[user], Traffic(), **more)  # type: ignore[arg-type]


def write(world: World, user: str, column: str, value: object) -> None:
    world.laptops[user].file.step += 1
    world.laptops[user].write(C, column, value, at="")  # type: ignore[arg-type]


def test_receipt_counts_what_went_up_and_came_down() -> None:
    world = calm()
    write(world, "ann", "name", "n1")

    sent, received = run(world, "ann"), run(world, "meg")

    assert (sent.sent, received.sent) == (1, 0)
    assert (received.received, received.quiet) == (1, True)


def test_what_comes_back_of_ones_own_is_no_news() -> None:
    world = calm()
    write(world, "ann", "name", "n1")

    assert run(world, "ann").received == 0


def test_nothing_to_do_counts_nothing() -> None:
    receipt = run(calm(), "ann")

    assert (receipt.sent, receipt.received, receipt.conflicts, receipt.parked, receipt.refused) == (0, 0, 0, 0, 0)


def test_conflict_is_counted_where_it_waits() -> None:
    world = calm()
    write(world, "ann", "name", "n1")
    write(world, "meg", "name", "n2")

    first, second, third = run(world, "ann"), run(world, "meg"), run(world, "ann")

    assert (first.conflicts, second.conflicts, third.conflicts) == (0, 1, 1)


def test_value_the_server_cannot_take_is_counted_as_parked() -> None:
    world = calm()
    write(world, "ann", "name", "x" * 60)

    assert run(world, "ann").parked == 1


def test_deletion_that_was_not_made_is_counted_as_refused() -> None:
    world = calm()
    write(world, "ann", "name", "n1")
    write(world, "meg", "deleted", "2026-01-01")
    run(world, "ann")

    assert run(world, "meg").refused == 1


def test_watcher_is_asked_before_each_request() -> None:
    world = calm()
    write(world, "ann", "name", "n1")
    told: list[Receipt] = []

    run(world, "ann", progress=told.append)

    assert len(told) >= 3
    assert [one.sent for one in told] == sorted(one.sent for one in told)
    assert told[-1].sent == 1


@pytest.mark.parametrize("after", range(3))
def test_cancelled_session_goes_on_the_next_time(after: int) -> None:
    world = calm()
    write(world, "ann", "name", "n1")
    left = after

    def stop(_receipt: Receipt) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise Cancelled

    with pytest.raises(Cancelled):
        run(world, "ann", progress=stop)
    run(world, "ann")
    run(world, "meg")

    assert world.laptops["meg"].file.rows[C].values["name"] == "n1"


def test_traffic_of_earlier_sessions_is_not_counted() -> None:
    world = calm()
    traffic = Traffic(requests=7, bytes_up=100, bytes_down=1000)
    watched = Watched(world.nets["ann"], traffic)
    traffic.requests += 1
    traffic.bytes_up += 10

    receipt = watched.receipt()

    assert (receipt.requests, receipt.bytes_up, receipt.bytes_down) == (1, 10, 0)
