"""The shop changes its forms, and takes it back."""

from typing import TYPE_CHECKING

import pytest

from crm_desktop.base.errors import InvalidInput, NotFound
from crm_desktop.features.forms import commands
from crm_desktop.features.forms.queries import design, shipped_design
from crm_desktop.features.forms.records import DELIVERY_CHECKLIST, REGISTER
from crm_desktop.features.settings.queries import shop_rules

if TYPE_CHECKING:
    from crm_desktop.store.store import Store


def test_a_form_goes_back_to_its_shipped_shape(store: "Store") -> None:
    store.write("forms", commands.set_title, REGISTER, "登记")
    store.write("forms", commands.show_column, REGISTER, "stay", shown=True)
    store.write("forms", commands.reset, REGISTER)

    assert store.read(design, REGISTER) == shipped_design(REGISTER)


def test_a_change_after_going_back_holds(store: "Store") -> None:
    for title in ("登记", "再登记"):
        store.write("forms", commands.set_title, REGISTER, title)
        assert store.read(design, REGISTER).title == title
        store.write("forms", commands.reset, REGISTER)


def test_an_empty_name_brings_the_shipped_one_back(store: "Store") -> None:
    store.write("forms", commands.set_column_label, REGISTER, "name", "贵姓")
    store.write("forms", commands.set_column_label, REGISTER, "name", " ")

    assert store.read(design, REGISTER) == shipped_design(REGISTER)


def test_the_last_column_stays(store: "Store") -> None:
    columns = store.read(design, REGISTER).shown
    for column in columns[1:]:
        store.write("forms", commands.show_column, REGISTER, column.code, shown=False)

    with pytest.raises(InvalidInput):
        store.write("forms", commands.show_column, REGISTER, columns[0].code, shown=False)
    assert [column.code for column in store.read(design, REGISTER).shown] == [columns[0].code]


def test_points_to_tick_are_the_shops(store: "Store") -> None:
    store.write("forms", commands.set_points, DELIVERY_CHECKLIST, "documents", ["发票", "", "合格证"])

    checks = {one.code: one.points for one in store.read(design, DELIVERY_CHECKLIST).checks}
    assert checks["documents"] == ("发票", "合格证")


@pytest.mark.parametrize("lines", [["签"] * 7, ["很长" * 30]])
def test_what_does_not_fit_on_a_form_is_refused(store: "Store", lines: list[str]) -> None:
    with pytest.raises(InvalidInput):
        store.write("forms", commands.set_signatures, REGISTER, lines)


def test_an_unknown_form_or_column_is_said(store: "Store") -> None:
    with pytest.raises(NotFound):
        store.write("forms", commands.set_title, "nothing", "x")
    with pytest.raises(NotFound):
        store.write("forms", commands.show_column, REGISTER, "nothing", shown=True)


def test_undo_takes_a_change_back(store: "Store") -> None:
    store.write("forms", commands.set_title, REGISTER, "登记")
    store.undo()

    assert store.read(design, REGISTER) == shipped_design(REGISTER)


def test_the_forms_do_not_disturb_the_rules_of_the_shop(store: "Store") -> None:
    before = store.read(shop_rules)
    store.write("forms", commands.set_title, REGISTER, "登记")

    assert store.read(shop_rules) == before
