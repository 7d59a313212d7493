"""Purchases and their needs, as the user meets them."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QApplication

from crm_desktop.features.customers.queries import archive
from crm_desktop.features.milestones import commands as milestones
from tests import make

Open = Callable[..., Any]


def test_a_need_opens_the_purchase_and_keeps_the_rest_of_the_typing(
    open_archive: Open, store: Any, type_into: Any
) -> None:
    wang = make.customer(store, "王秀英")
    view = open_archive(wang)
    type_into(view.needs.form.fields["model"], "汉 EV", enter=True)
    type_into(view.needs.form.fields["budget"], "20-23万", enter=True)
    deals = store.read(archive, wang).opportunities
    assert [(deal.model, deal.budget_low, deal.budget_high) for deal in deals] == [("汉 EV", 20_000_000, 23_000_000)]
    assert open_archive(wang).needs.form.fields["budget"].read() == (20_000_000, 23_000_000)


def test_what_happened_is_noted_in_a_dialog_of_its_own(open_archive: Open, store: Any, services: Any) -> None:
    wang = make.customer(store, "王秀英")
    deal = make.opportunity(store, wang)
    view = open_archive(wang)
    asked: list[tuple[str, str]] = []
    services.signals.run_action.connect(lambda action, argument: asked.append((action, argument)))

    view.needs.ordered.click()
    view.needs.lost.click()

    assert asked == [("order", f"{wang}|{deal}||"), ("lose", f"{wang}|{deal}||")]


def test_an_order_shows_its_stage_and_the_next_button(open_archive: Open, store: Any) -> None:
    wang = make.customer(store, "王秀英")
    make.opportunity(store, wang)
    view = open_archive(wang)

    store.write("Order", milestones.order, wang)
    QApplication.processEvents()

    assert view.needs.stage.text()
    assert view.needs.delivered.isVisible()


def test_a_second_purchase_is_added_and_switched(open_archive: Open, store: Any, dialog: Any, type_into: Any) -> None:
    wang = make.customer(store, "王秀英")
    make.opportunity(store, wang, "汉 EV")
    view = open_archive(wang)
    view.needs.add()
    ask = dialog()
    ask.fields["model"].write("海豹")
    ask.save()
    QApplication.processEvents()
    assert view.needs.form.fields["model"].input.text() == "海豹"
    type_into(view.needs.form.fields["colour"], "grey", enter=True)
    first = next(deal for deal in store.read(archive, wang).opportunities if deal.model == "汉 EV")
    view.needs.deals.chosen.emit(first.id)
    assert view.needs.form.fields["model"].input.text() == "汉 EV"
    assert view.needs.form.fields["colour"].input.text() == ""
    colours = {deal.model: deal.colour for deal in store.read(archive, wang).opportunities}
    assert colours == {"汉 EV": "", "海豹": "grey"}


def test_a_network_contact_without_a_wish_shows_one_button(open_archive: Open, store: Any, type_into: Any) -> None:
    li = make.contact(store, "李强")
    view = open_archive(li)
    assert not view.needs.grid.isVisible()
    view.needs.wake_button.click()
    type_into(view.needs.form.fields["model"], "Seal", enter=True)
    assert [deal.model for deal in store.read(archive, li).opportunities] == ["Seal"]
    assert view.needs.grid.isVisible()


def test_the_list_price_stands_beside_the_quote_and_models_are_completed(store, open_archive, clock):
    from crm_desktop.features.catalogue import commands as catalogue
    from crm_desktop.features.catalogue.records import NewModel

    cars = [NewModel("", "海豹", "精英型", "雪域白", 149_800_00), NewModel("", "海豹", "四驱版", "", 239_800_00)]
    store.write("List", catalogue.keep_list, cars)
    person = make.customer(store)
    make.opportunity(store, person, model="海豹 精英型", quote=145_800_00)

    card = open_archive(person).needs

    assert card.list_price.text() == "指导价 ¥149,800 · 报价低 ¥4,000"
    assert card.form.fields["model"].input.completer().words() == ["海豹"]
    assert card.form.fields["colour"].input.completer().words() == ["雪域白"]


def test_the_list_price_of_another_purchase_is_shown_with_it(store, open_archive, clock):
    from crm_desktop.features.catalogue import commands as catalogue
    from crm_desktop.features.catalogue.records import NewModel

    cars = [NewModel("", "海豹", "", "", 149_800_00), NewModel("", "海鸥", "", "", 69_800_00)]
    store.write("List", catalogue.keep_list, cars)
    person = make.customer(store)
    first, second = make.opportunity(store, person, model="海鸥"), make.opportunity(store, person, model="海豹")

    card = open_archive(person).needs
    for deal, price in ((first, "¥69,800"), (second, "¥149,800")):
        card._choose(deal)
        assert price in card.list_price.text()


def test_a_car_that_is_not_in_the_catalogue_has_no_list_price(store, open_archive, clock):
    person = make.customer(store)
    make.opportunity(store, person, model="朗逸")

    assert not open_archive(person).needs.list_price.isVisible()
