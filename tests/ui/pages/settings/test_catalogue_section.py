"""The vehicle catalogue in Settings."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from crm_desktop.features.catalogue import commands, queries
from crm_desktop.features.catalogue.records import NewModel
from crm_desktop.ui.pages.settings.catalogue_section import CarDialog

SEAL = NewModel("比亚迪", "海豹", "精英型", "雪域白", 149_800_00, 6, 5000, 12, 10_000)
DOLPHIN = NewModel("比亚迪", "海豚", "活力版", "", 99_800_00)


def section_of(open_page):
    page = open_page("settings")
    page.open_record("catalogue")
    QApplication.processEvents()
    return page.section("catalogue")


def rows(section):
    return [(row.title, row.subtitle, row.right) for _n, row in section.list.rows.held()]


def test_an_empty_catalogue_teaches(open_page, store):
    section = section_of(open_page)

    assert section.none.isVisible()
    assert section.add.isVisible()
    assert not section.list.isVisible()


def test_the_cars_stand_with_price_and_terms_and_are_filtered(open_page, store):
    store.write("List", commands.keep_list, [SEAL, DOLPHIN])
    section = section_of(open_page)
    assert rows(section)[0] == (
        "比亚迪 海豹 精英型 雪域白", "首保 6 个月 / 5,000 公里 · 之后每 12 个月 / 10,000 公里", "¥149,800")  # fmt: skip

    section.filter.setText("海豚")
    section.filter.edited.emit("海豚")

    assert [title for title, _s, _r in rows(section)] == ["比亚迪 海豚 活力版"]


def test_a_car_is_added_by_keyboard(open_page, store):
    section = section_of(open_page)
    section.add.click()
    dialog = section.findChild(CarDialog)
    dialog.activateWindow()
    QApplication.processEvents()

    QTest.keyClicks(dialog.fields["model"].input, "Seal")
    QTest.keyClicks(dialog.fields["list_price"].input, "14.98w")
    QTest.keyClicks(dialog.fields["first_months"].input, "6")
    QTest.keyClick(dialog.fields["first_months"].input, Qt.Key.Key_Return)

    QApplication.processEvents()

    car = store.read(queries.catalogue)[0]
    assert (car.model, car.list_price, car.first_months) == ("Seal", 149_800_00, 6)
    assert rows(section)[0][0] == "Seal"


def test_the_same_car_twice_is_refused_under_its_field(open_page, store):
    store.write("Add", commands.add_model, DOLPHIN)
    section = section_of(open_page)
    section.add.click()
    dialog = section.findChild(CarDialog)
    for name in ("brand", "model", "trim"):
        dialog.fields[name].input.setText(getattr(DOLPHIN, name))

    dialog.save()

    assert "已经有" in dialog.fields["model"].error.text()
    assert dialog.isVisible()


def test_a_car_is_corrected_and_no_longer_offered(open_page, store, notices):
    store.write("Add", commands.add_model, DOLPHIN)
    section = section_of(open_page)
    section.edit.click()
    dialog = section.findChild(CarDialog)
    dialog.fields["list_price"].input.setText("89800")
    dialog.save()
    assert store.read(queries.catalogue)[0].list_price == 89_800_00

    section.offer.click()
    assert store.read(queries.words).models == ()
    notices.press()

    assert store.read(queries.words).models == ("海豚",)


def test_the_last_price_list_is_taken_back(open_page, store, services):
    store.write("List", commands.keep_list, [SEAL, DOLPHIN], file="prices.xlsx")
    section = section_of(open_page)
    assert "prices.xlsx" in section.past.text()

    section.back.click()
    QApplication.processEvents()

    assert rows(section) == []
    assert not section.back.isVisible()


def test_the_import_is_asked_for(open_page, services, store):
    asked = []
    services.signals.run_action.connect(lambda name, _argument: asked.append(name))

    section_of(open_page).load_list.click()

    assert asked == ["price_list"]
