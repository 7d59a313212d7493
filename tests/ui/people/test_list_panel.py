"""The list of people: filters typed and pressed, segments, several at once."""

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from crm_desktop.features.calendar.queries import follow_ups
from crm_desktop.features.contacts.queries import card
from crm_desktop.features.customers.queries import archive, segments
from crm_desktop.ui.people.list_panel import PeopleList
from tests import make

TODAY = date(2026, 11, 22)


@pytest.fixture
def people(store, clock):
    return {
        name: make.customer(
            store, name=name, level=level, status="P", opened_on=TODAY - timedelta(days=days), phone=phone
        )
        for name, level, days, phone in (
            ("王芳", "H", 9, "13811118001"), ("李雷", "A", 1, "13822228002"), ("韩梅", "C", 2, "13833338003"),
        )
    }  # fmt: skip


@pytest.fixture
def panel(services, show, people):
    return show(PeopleList(services), 372, 700)


def titles(panel):
    return [row.title for _n, row in panel.list.rows.held()]


def test_a_typed_filter_lists_who_passes(panel, qtbot):
    QTest.keyClicks(panel.search, "level:A")

    qtbot.waitUntil(lambda: titles(panel) == ["李雷"])
    assert panel._chips["level:A"].isChecked()


@pytest.mark.parametrize("scrap", ["王", "wang", "8001"])
def test_any_scrap_finds_the_person(panel, scrap):
    panel.show_filter(scrap)

    assert titles(panel) == ["王芳"]


def test_a_pressed_chip_filters_and_shows_its_count(panel):
    assert panel._chips["level:H"].text() == "H 1"

    panel._chips["level:H"].click()

    assert titles(panel) == ["王芳"]


def test_a_word_that_means_nothing_is_told(panel):
    panel.show_filter("level:Z")

    assert "level:Z" in panel.count.text()


def test_nobody_found_offers_the_way_back(panel):
    panel.show_filter("nobody at all")
    assert panel.nobody.isVisible()

    panel.search.empty()
    assert sorted(titles(panel)) == ["李雷", "王芳", "韩梅"]


def test_a_filter_is_kept_as_a_segment_and_chosen_again(panel, store):
    panel.show_filter("level:H")
    panel._save_segment("热客")
    panel.show_filter("")

    assert [s.name for s in store.read(segments)] == ["热客"]
    panel.segments.setCurrentIndex(panel.segments.findText("热客"))
    panel._segment_chosen()

    assert titles(panel) == ["王芳"]


def test_several_people_are_tagged_levelled_planned_and_trashed_at_once(panel, store, people, qtbot):
    panel.list.selectAll()
    assert panel.several.isVisible()
    everybody = sorted(people.values())
    ids = []
    panel._give_ids(ids.extend)
    assert sorted(ids) == everybody

    panel.several._tag_as(ids, "车展")
    panel.several._level("B", ids)
    panel.several._plan(3, ids)

    for person in everybody:
        found = store.read(archive, person)
        assert found.card.tags == ("车展",)
        assert found.customer.level == "B"
        assert [f.due_on for f in store.read(follow_ups, person)] == [TODAY + timedelta(days=3)]

    panel.several._trash(ids)
    qtbot.waitUntil(lambda: titles(panel) == [])
    store.undo()
    qtbot.waitUntil(lambda: len(titles(panel)) == 3)


def test_the_order_is_remembered(panel, services, show):
    panel.order.setCurrentIndex(panel.order.findData("name"))
    panel._order_chosen()

    assert titles(panel) == ["韩梅", "李雷", "王芳"]
    assert show(PeopleList(services), 372, 700).sort() == "name"


def test_down_in_the_filter_moves_through_the_list(panel):
    told = []
    panel.picked.connect(told.append)

    QTest.keyClick(panel.search, Qt.Key.Key_Down)

    assert len(told) == 1


def test_a_long_list_is_fetched_in_pages(services, show, store, clock, qtbot):
    for number in range(150):
        make.customer(store, name=f"客户{number:03}", level="B", status="P", phone=f"13900139{number:03}")
    panel = show(PeopleList(services), 372, 700)
    panel.show_filter("")

    assert panel.list.rows.rowCount() == 150
    assert len(panel.list.rows.held()) < 150
    panel.list.scrollToBottom()
    qtbot.waitUntil(lambda: panel.list.rows.row(149) is not None)


def test_nothing_in_the_list_is_clipped(panel, clipped):
    assert not clipped(panel)


def test_a_network_contact_is_not_in_the_customers_list(panel, store):
    private = make.contact(store, name="亲戚")
    QApplication.processEvents()

    assert "亲戚" not in titles(panel)
    assert store.read(card, private).private
