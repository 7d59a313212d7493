"""The shop's doubtful words are its own to change."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from crm_desktop.features.settings.queries import shop_rules


@pytest.fixture
def section(open_page, store, clock):
    page = open_page("settings")
    page.open_record("words")
    QApplication.processEvents()
    return page.section("words")


def claim(store, code):
    return next((one for one in store.read(shop_rules).doubtful_words if one.code == code), None)


def write(section, name, text):
    field = section.form.fields[name]
    field.input.put(text)
    field.note_edit()
    field.leave()
    QApplication.processEvents()


def test_words_are_kept_one_by_one(section, store):
    write(section, "certainty/words", "包过、 一定 成交 ，包过\n\n稳了；")

    assert claim(store, "certainty").words == ("包过", "一定 成交", "稳了")


def test_the_reason_is_the_shops_own(section, store):
    write(section, "certainty/hint", "别说满。")

    assert claim(store, "certainty").hint == "别说满。"
    assert claim(store, "certainty").words


def test_another_kind_is_added_by_enter(section, store):
    QTest.keyClicks(section.name.input, "Discounts")
    QTest.keyClick(section.name.input, Qt.Key.Key_Return)
    QApplication.processEvents()

    added = store.read(shop_rules).doubtful_words[-1]
    assert added.label == "Discounts"
    assert section.name.input.text() == ""
    write(section, f"{added.code}/words", "half price")
    assert claim(store, added.code).words == ("half price",)


def test_a_kind_is_removed_and_brought_back(section, store, notices):
    section.removes["pity"].click()
    QApplication.processEvents()
    assert claim(store, "pity") is None
    assert section.cards["pity"].isHidden()

    notices.press()
    QApplication.processEvents()

    assert claim(store, "pity") is not None
    assert not section.cards["pity"].isHidden()


def test_the_shipped_words_come_back(section, store):
    shipped = claim(store, "certainty").words
    write(section, "certainty/words", "")
    assert claim(store, "certainty").words == ()

    section.back.click()
    QApplication.processEvents()

    assert claim(store, "certainty").words == shipped
