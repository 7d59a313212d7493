"""Ids sort by time, and shop data has the same id everywhere."""

import uuid

from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.base.ids import SHOP_DATA, new_id, shop_data_id


def test_ids_sort_in_the_order_they_were_made() -> None:
    made = [new_id() for _ in range(2000)]

    assert made == sorted(made)
    assert len(set(made)) == 2000
    assert all(len(one) == 32 and one[12] == "7" for one in made)


def test_shop_data_has_one_id_on_every_laptop() -> None:
    assert shop_data_id("levels", "H") == shop_data_id("levels", "H") != shop_data_id("levels", "A")


@given(st.text(), st.text())
def test_shop_data_is_named_as_the_standard_says(kind: str, key: str) -> None:
    assert shop_data_id(kind, key) == uuid.uuid5(SHOP_DATA, f"{kind}/{key}").hex
