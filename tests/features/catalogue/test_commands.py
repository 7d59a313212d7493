"""The catalogue as others find it, and one step for a whole price list."""

import pytest

from crm_desktop.base.errors import InvalidInput
from crm_desktop.features.catalogue import commands, queries
from crm_desktop.features.catalogue.records import NewModel, PriceRange, ServiceTerms

SEAL = NewModel("比亚迪", "海豹", "650KM 四驱版", "雪域白", 239_800_00, 6, 5000, 12, 10_000)
DOLPHIN = NewModel("比亚迪", "海豚", "活力版", "", 99_800_00)


def names(store, **how):
    return [car.name for car in store.read(queries.catalogue, **how)]


def test_a_car_is_added_once(store):
    store.write("Add", commands.add_model, SEAL)

    with pytest.raises(InvalidInput, match="已经有"):
        store.write("Add", commands.add_model, NewModel("比亚迪", "海豹", "650km四驱版", "雪域白"))

    assert names(store) == ["比亚迪 海豹 650KM 四驱版 雪域白"]


def test_a_car_that_was_given_another_name_leaves_its_own_free(store):
    first = store.write("Add", commands.add_model, SEAL)
    store.write("Edit", commands.edit_model, first, NewModel("比亚迪", "海豹 07", "", ""))

    second = store.write("Add", commands.add_model, SEAL)

    assert second != first
    assert names(store) == ["比亚迪 海豹 07", "比亚迪 海豹 650KM 四驱版 雪域白"]


def test_a_car_whose_adding_was_undone_can_be_added_again(store):
    store.write("Add", commands.add_model, SEAL)
    store.undo()
    assert names(store) == []

    store.write("Add", commands.add_model, SEAL)

    assert names(store) == ["比亚迪 海豹 650KM 四驱版 雪域白"]


def test_two_laptops_that_add_the_same_car_make_the_same_row(store):
    first = store.write("Add", commands.add_model, SEAL)
    store.undo()

    assert store.write("Add", commands.add_model, NewModel("比亚迪", "海 豹", "650KM四驱版", "雪域白")) == first


def test_what_is_no_longer_offered_completes_nothing_but_keeps_its_terms(store):
    seal = store.write("Add", commands.add_model, SEAL)
    store.write("Add", commands.add_model, DOLPHIN)

    assert store.write("Stop", commands.set_active, [seal], active=False) == 1

    assert names(store, active_only=True) == ["比亚迪 海豚 活力版"]
    assert store.read(queries.words).models == ("海豚",)
    assert store.read(queries.list_price, "海豹") is None
    assert store.read(queries.first_service, "比亚迪", "海豹") == ServiceTerms(6, 5000, 12, 10_000)


def test_the_list_price_is_one_where_the_car_is_told_and_a_range_else(store):
    store.write("List", commands.keep_list, [SEAL, NewModel("比亚迪", "海豹", "精英型", "", 149_800_00)])

    assert store.read(queries.list_price, "海豹 精英型") == PriceRange(149_800_00, 149_800_00)
    assert store.read(queries.list_price, "海豹") == PriceRange(149_800_00, 239_800_00)
    assert store.read(queries.list_price, "朗逸") is None


def test_a_car_the_catalogue_does_not_know_has_no_terms(store):
    store.write("Add", commands.add_model, DOLPHIN)

    assert store.read(queries.first_service, "比亚迪", "海豚") is None
    assert store.read(queries.first_service, "大众", "朗逸") is None


def test_a_list_adds_and_updates_in_one_step_and_an_empty_cell_changes_nothing(store):
    store.write("Add", commands.add_model, SEAL)
    cheaper = NewModel("比亚迪", "海豹", "650KM 四驱版", "雪域白", 219_800_00)

    kept = store.write("List", commands.keep_list, [cheaper, DOLPHIN, DOLPHIN], file="prices.xlsx")

    seal = store.read(queries.catalogue, "海豹")[0]
    assert (kept.new, kept.updated, kept.same) == (1, 1, 1)
    assert (seal.list_price, seal.first_months) == (219_800_00, 6)
    last = store.read(queries.last_import)
    assert (last.file, last.new, last.updated, last.undone) == ("prices.xlsx", 1, 1, False)


def test_one_undo_takes_the_whole_list_back(store):
    store.write("Add", commands.add_model, SEAL)
    cheaper = NewModel("比亚迪", "海豹", "650KM 四驱版", "雪域白", 1_000_00)
    kept = store.write("List", commands.keep_list, [cheaper, DOLPHIN], file="prices.xlsx")
    store.write("Add", commands.add_model, NewModel(model="元 PLUS"))

    store.undo_step(kept.step)

    assert [(car.model, car.list_price) for car in store.read(queries.catalogue)] == [
        ("海豹", 239_800_00), ("元 PLUS", None)]  # fmt: skip
    assert store.read(queries.last_import).undone


def test_a_list_offers_again_what_was_no_longer_offered(store):
    seal = store.write("Add", commands.add_model, SEAL)
    store.write("Stop", commands.set_active, [seal], active=False)

    store.write("List", commands.keep_list, [SEAL])

    assert names(store, active_only=True) == ["比亚迪 海豹 650KM 四驱版 雪域白"]


def test_the_list_is_searched_by_words_in_any_order(store):
    store.write("List", commands.keep_list, [SEAL, DOLPHIN])

    assert names(store, text="四驱 海豹") == ["比亚迪 海豹 650KM 四驱版 雪域白"]
