"""The four steps, groups, and tips on the Network page."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from crm_desktop.features.network import commands, queries
from crm_desktop.features.network.records import RECEIVED, NewGroup, NewTip
from crm_desktop.ui.people.archive.pick_person import PickPerson
from tests import make


def titles(view):
    return [row.title for _n, row in view.rows.held()]


@pytest.fixture
def tab(open_page, store, clock):
    def open_tab(name):
        page = open_page("network")
        page.show_tab(name)
        QApplication.processEvents()
        return page

    return open_tab


def test_the_tab_is_remembered(tab, services, open_page):
    tab("groups")

    assert open_page("network").stack.currentIndex() == 2


def test_alt_and_a_digit_go_to_a_part_and_the_keys_go_there_too(tab, store, qtbot):
    store.write("Group", commands.save_group, NewGroup("household", "王家"))
    page = tab("people")
    qtbot.waitExposed(page)

    QTest.keyClick(page, Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
    QApplication.processEvents()

    assert page.stack.currentIndex() == 2
    assert page.groups.isAncestorOf(QApplication.focusWidget())


def test_the_steps_show_the_week_and_take_a_target(tab, store):
    make.contact(store, name="表哥", ring=1)
    path = tab("path").path
    card = path.cards["inventory"]
    assert (card.done.text(), card.target.text()) == ("1", "10")

    card.target.setText("20")
    QTest.keyClick(card.target, Qt.Key.Key_Return)

    assert {step.code: step.target for step in store.read(queries.path).steps}["inventory"] == 20


def test_a_ring_of_the_picture_shows_its_people(tab, store):
    make.contact(store, name="表哥", phone="", ring=1)
    make.contact(store, name="同事", phone="", ring=3)
    page = tab("path")

    QTest.keyClick(page.path.picture, Qt.Key.Key_3)

    assert page.stack.currentIndex() == 0
    assert titles(page.list.list) == ["同事"]


def test_an_offered_group_is_made_by_enter(tab, store):
    for name in ("王芳", "王强"):
        make.contact(store, name=name, phone="", company="远大")
    groups = tab("groups").groups
    assert titles(groups.members) == ["王芳", "王强"]

    QTest.keyClick(groups.list, Qt.Key.Key_Return)
    QApplication.processEvents()

    assert groups.found.row.offered is False
    assert titles(groups.members) == ["王芳", "王强"]


def test_a_person_is_added_and_taken_out_by_key(tab, store):
    make.contact(store, name="王芳")
    key = store.write("Group", commands.save_group, NewGroup("household", "王家"))
    groups = tab("groups").groups
    QTest.keyClick(groups.list, Qt.Key.Key_A)
    asking = groups.findChildren(PickPerson)[-1]
    asking.people.input.setText("王芳")
    asking.people.input.edited.emit("王芳")
    asking.choose()
    QApplication.processEvents()
    assert titles(groups.members) == ["王芳"]

    QTest.keyClick(groups.members, Qt.Key.Key_Delete)
    QApplication.processEvents()

    assert store.read(queries.group, key).members == ()


def test_a_tip_is_recorded_by_keyboard(open_dialog, store, clock):
    partner = make.contact(store, name="张技师", how_known="colleague")
    dialog = open_dialog("tip", partner)

    QTest.keyClicks(dialog.form.about.input, "old Li")
    QTest.keyClick(dialog, Qt.Key.Key_Return)

    assert [(one.partner_name, one.about_name) for one in store.read(queries.tips)] == [("张技师", "old Li")]


def test_somebody_of_the_book_is_meant_when_named(open_dialog, store, clock):
    partner, about = make.contact(store, name="张技师", phone=""), make.contact(store, name="王芳")
    dialog = open_dialog("tip", partner)
    dialog.form.about.input.setText("王芳")
    dialog.form.about.edited.emit()

    QTest.keyClick(dialog, Qt.Key.Key_Return)

    assert [one.about for one in store.read(queries.tips)] == [about]


def test_a_tip_is_opened_to_say_what_came_of_it(open_dialog, store, clock):
    partner = make.contact(store, name="张技师")
    tip = store.write("Tip", commands.record_tip, NewTip(partner, RECEIVED, date(2026, 11, 20), about_name="老李"))
    dialog = open_dialog("tip", f"tip:{tip}")

    dialog.form.outcome.put("ordered")
    QTest.keyClick(dialog, Qt.Key.Key_Return)

    assert store.read(queries.tip, tip).outcome == "ordered"


def test_the_tips_of_the_picked_partner_are_shown(tab, store):
    partner = make.contact(store, name="张技师", how_known="colleague")
    store.write("Tip", commands.record_tip, NewTip(partner, RECEIVED, date(2026, 11, 20), about_name="老李"))
    tips = tab("tips").tips

    assert (titles(tips.list), titles(tips.tips)) == (["张技师"], ["老李"])
    QTest.keyClick(tips.tips, Qt.Key.Key_Delete)
    QApplication.processEvents()

    assert store.read(queries.tips) == []


def test_empty_tabs_teach(tab):
    page = tab("groups")
    assert page.groups.empty.isVisible()
    page.show_tab("tips")
    QApplication.processEvents()

    assert page.tips.empty.isVisible()


def test_the_rings_are_read_once_for_the_list_and_the_path(open_page, store, clock, monkeypatch, qtbot):
    read, asked = queries.rings, []
    monkeypatch.setattr(queries, "rings", lambda session, **how: asked.append(1) or read(session, **how))
    page = open_page("network")
    page.show_tab("path")
    QApplication.processEvents()
    assert len(asked) == 1

    make.contact(store, "周敏", ring=2)

    qtbot.waitUntil(lambda: [ring.people for ring in page.path.picture.rings] == [0, 1, 0, 0])
    assert len(asked) == 2


def test_the_archive_of_a_partner_opens_where_he_stands(tab, store, signals):
    heard = []
    signals.open_record.connect(lambda page, record: heard.append((page, record)))
    partner = make.customer(store, name="张技师", how_known="colleague")
    tips = tab("tips").tips

    tips.archive.click()

    assert heard == [("person", partner)]
