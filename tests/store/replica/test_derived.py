"""What lists and search show is true after a session, also where so much came that it was worked off in pieces."""

import pytest

from crm_desktop.features.search.derived import DERIVERS
from crm_desktop.store.replica.lane import AT_ONCE
from sync.core.mutations import Op
from tests import make
from tests.store.replica.shop import CONTACT, Laptop, Server
from tests.sync.simulator.checkers import finish
from tests.sync.simulator.real_world import RealWorld
from tests.sync.simulator.setting import CLASSES


def test_a_large_page_is_found_and_counted(store, server: Server) -> None:
    ann = Laptop(store, server)
    for n in range(AT_ONCE + 20):
        server.meg(Op.INSERT, "contact", f"c{n}", {**CONTACT, "root": f"c{n}", "name": f"王芳{n}"})
        server.meg(Op.INSERT, "touch", f"t{n}", {
            "root": f"c{n}", "at": "2026-01-01 09:00:00.000000", "kind": "call", "note": f"爬山{n}", "private": 0,
            "created": "2026-01-01 09:00:00.000000"})  # fmt: skip
    changes = []
    store.on_change(changes.append)

    assert ann.sync()

    assert ann.value("SELECT count(*) FROM derived_person") == AT_ONCE + 20
    assert store.check() == []
    assert sum(len(change.roots) for change in changes) >= AT_ONCE + 20


def test_lists_follow_who_comes_changes_and_goes(store, server: Server) -> None:
    ann = Laptop(store, server)
    kept, moved = make.customer(store, name="王芳"), make.customer(store, name="李娜", phone="13900139000")
    make.touch(store, moved, note="moved")
    assert ann.sync()
    head = server.shop.head
    server.meg(Op.UPDATE, "contact", kept, {"name": "王大芳"}, head)
    server.meg(Op.MOVE, "contact", moved, {"owner": "bo"}, head)

    assert ann.sync()

    assert ann.rows("SELECT id, name FROM derived_person") == [(kept, "王大芳")]
    assert store.check() == []


@pytest.mark.parametrize("kind", CLASSES)
def test_after_a_history_everything_derived_is_true(kind: str) -> None:
    world = RealWorld(7, CLASSES[kind], derivers=DERIVERS)
    try:
        world.run(60)
        assert not finish(world)
        for laptop in world.laptops.values():
            assert laptop._store.check() == []  # type: ignore[attr-defined]
    finally:
        world.close()
