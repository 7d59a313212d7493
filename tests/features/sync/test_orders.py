"""A laptop ends only by an order of its shop, signed, for this laptop and this request; else it goes on."""

from collections.abc import Callable
from typing import Any

import pytest

from crm_desktop.features.sync import queries
from crm_desktop.features.sync.commands import run_sync
from crm_desktop.features.sync.records import SyncStopped
from crm_desktop.store import keys, wipe
from crm_desktop.store.store import Store
from sync import protocol
from sync.core import orders
from sync.core.orders import Order
from sync.protocol import LEAVER, STOLEN
from sync.server.doors import Asked, Doors
from sync.server.registry import Registry
from tests.conftest import PASSPHRASE
from tests.sync.codes import in_step
from tests.sync.server.serving import Served

Told = dict[str, Any]
Change = Callable[[Doors, Asked, Told], Told]
FAREWELL = Doors._farewell


@pytest.fixture
def ann(store: Store, served: Served) -> Store:
    return in_step(store, served)


def facts(store: Store) -> dict[str, str]:
    return store.look(queries.enrolled_facts)


def shut_out(store: Store, served: Served) -> None:
    served.registry.revoke(facts(store)["device"], STOLEN)
    with pytest.raises(SyncStopped) as caught:
        run_sync(store)
    assert caught.value.kind == "revoked"


def again(store: Store) -> None:
    with pytest.raises(SyncStopped):
        run_sync(store)


def forget_key(store: Store) -> None:
    """As on a laptop that was enrolled by an earlier version."""
    sql = "DELETE FROM sync_state WHERE key = 'order_key'"
    store.write("", lambda session: session.connection().exec_driver_sql(sql))


def signed(doors: Doors, asked: Asked, key: bytes | None = None, **other: str) -> str:
    said = {
        "server_id": doors.server_id, "device": asked.headers.get(protocol.DEVICE_HEADER, ""), "wipe": STOLEN,
        "request": asked.headers.get(protocol.REQUEST_HEADER, ""), **other,
    }  # fmt: skip
    shop = said["device"].partition(".")[0]
    return orders.signed(key or doors.registry.order_key(shop), Order(**said))


FORGED: dict[str, Change] = {
    "no signature": lambda _doors, _asked, told: {one: told[one] for one in told if one != "order"},
    "another key": lambda doors, asked, told: {**told, "order": signed(doors, asked, orders.new_key())},
    "another server": lambda doors, asked, told: {**told, "order": signed(doors, asked, server_id="x")},
    "another request": lambda doors, asked, told: {**told, "order": signed(doors, asked, request="0" * 32)},
    "another end": lambda doors, asked, told: {**told, "order": signed(doors, asked, wipe=LEAVER)},
}


@pytest.mark.parametrize("forged", FORGED)
def test_forged_order_wipes_nothing(ann: Store, served: Served, monkeypatch: pytest.MonkeyPatch, forged: str) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(Doors, "_farewell", lambda doors, asked: FORGED[forged](doors, asked, FAREWELL(doors, asked)))
        shut_out(ann, served)

        assert (ann.shut_out, wipe.ordered(ann.profile)) == (None, None)
        assert keys.load_key(ann.profile, PASSPHRASE)

    again(ann)  # the shop itself is obeyed

    assert list(ann.profile.glob("keys.*")) == []


def test_order_to_another_laptop_wipes_nothing(ann: Store, served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[Told] = []

    def replayed(doors: Doors, asked: Asked) -> Told:
        given.append(FAREWELL(doors, asked))
        return given[0]  # what another laptop, or this one, was told before

    monkeypatch.setattr(Doors, "_farewell", replayed)
    shut_out(ann, served)

    assert len(given) > 1
    assert wipe.ordered(ann.profile) is None


def test_key_comes_with_the_enrolment(ann: Store, served: Served) -> None:
    told = facts(ann)

    assert told["order_key"] == orders.public_of(served.registry.order_key(told["shop"]))


def test_laptop_that_was_enrolled_before_learns_it_and_keeps_it(
    ann: Store, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = facts(ann)["order_key"]
    forget_key(ann)
    run_sync(ann)
    assert facts(ann)["order_key"] == right

    monkeypatch.setattr(Registry, "order_key", lambda *_args: b"x" * 32)
    run_sync(ann)
    shut_out(ann, served)

    assert facts(ann)["order_key"] == right
    assert wipe.ordered(ann.profile) is None


def test_server_that_signs_nothing_yet_is_obeyed_as_before(
    ann: Store, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    forget_key(ann)
    unsigned = FORGED["no signature"]
    monkeypatch.setattr(Doors, "_farewell", lambda doors, asked: unsigned(doors, asked, FAREWELL(doors, asked)))

    shut_out(ann, served)

    assert list(ann.profile.glob("keys.*")) == []
