"""What waits for a row is let in when the row arrives, whether little waits in the shop or much."""

from __future__ import annotations

import pytest

from sync.core.mutations import Op, Outcome, Result
from sync.core.shop import Shop
from sync.server.storage.engine import Engine
from sync.server.storage.waits import FEW
from tests.sync.core.make import SCHEMA, Pen, shop
from tests.sync.server.mirror import Mirror, content, stored_content


def _sent(engine: Engine, known: Shop, pen: Pen, roots: list[str], table: str) -> list[Outcome]:
    """These persons, or a touch of each of them."""
    if table == "contact":
        batch = [pen.frozen(Op.INSERT, table, root, {"root": root, "owner": "ann"}) for root in roots]
    else:
        batch = [pen.frozen(Op.INSERT, table, f"of {root}", {"root": root}) for root in roots]
    return list(Mirror(engine, SCHEMA).push(known, pen.author, known.epoch, batch))


@pytest.mark.parametrize("many", [2, FEW, FEW + 1])
def test_all_that_waited_is_let_in_and_the_rest_goes_on_waiting(engine: Engine, many: int) -> None:
    known = shop()
    ann = Pen(known, "ann")
    roots = [f"c{n}" for n in range(many)]
    told = _sent(engine, known, ann, roots, "touch")
    assert {one.result for one in told} == {Result.PARKED}

    _sent(engine, known, ann, roots[1:], "contact")

    assert stored_content(engine) == content(known)
    assert {one.root for one in known.records.values() if one.table == "touch"} == set(roots[1:])
    assert [root for root in roots if known.waiting.get(root)] == roots[:1]
