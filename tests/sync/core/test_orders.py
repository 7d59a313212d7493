"""The order to end a laptop: only its shop gives one, and only for this laptop, this end and this request."""

from dataclasses import replace

import pytest

from sync.core import orders
from sync.core.orders import Order

GIVEN = Order("server", "s1.ann", "stolen", "4f1e")


def test_shop_s_own_order_is_known() -> None:
    key = orders.new_key()

    assert orders.is_from(orders.public_of(key), GIVEN, orders.signed(key, GIVEN))


@pytest.mark.parametrize(
    "other",
    [
        replace(GIVEN, server_id="another"), replace(GIVEN, device="s1.bo"), replace(GIVEN, wipe="leaver"),
        replace(GIVEN, request="4f1f"),
    ],
)  # fmt: skip
def test_it_is_good_for_nothing_else(other: Order) -> None:
    key = orders.new_key()

    assert not orders.is_from(orders.public_of(key), other, orders.signed(key, GIVEN))


@pytest.mark.parametrize("signature", ["", "?", "AAAA", "\ud83d"])
def test_what_is_no_signature_vouches_for_nothing(signature: str) -> None:
    assert not orders.is_from(orders.public_of(orders.new_key()), GIVEN, signature)


def test_whoever_else_signs_it_is_not_the_shop() -> None:
    assert not orders.is_from(orders.public_of(orders.new_key()), GIVEN, orders.signed(orders.new_key(), GIVEN))


def test_key_that_is_none_vouches_for_nothing() -> None:
    assert not orders.is_from("?", GIVEN, orders.signed(orders.new_key(), GIVEN))
