"""Rules of one's own that gave way to the shop's: seen beside the shop's, copied, taken over, forgotten."""

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from crm_desktop.features.settings.queries import shop_rules
from crm_desktop.features.sync.commands import note
from crm_desktop.store.replica.enrolment import RULES_BEFORE
from tests import make

BEFORE = [
    {"kind": "levels", "key": "H", "value": '{"interval_days": 5}'},
    {"kind": "numbers", "key": "call_again_days", "value": "1"},
    {"kind": "forms", "key": "f1", "value": '{"name": "试驾单"}'},
]


@pytest.fixture(params=["consultant", "manager"])
def role(request, store, clock):
    make.enrolled(store, "chen" if request.param == "manager" else "li", role=request.param)
    store.write("before", note, {RULES_BEFORE: json.dumps(BEFORE)})
    return request.param


def rows(dialog):
    return [row for _number, row in dialog.list.rows.held()]


def test_each_stands_beside_what_the_shop_has(open_dialog, role, clipped):
    dialog = open_dialog("own_rules")

    first, second, third = rows(dialog)
    assert "间隔天数：5（门店：2）" in first.subtitle
    assert (second.right_pill.text, third.title) == ("与门店相同", "试驾单")
    assert dialog.act.isVisible() == (role == "manager")
    assert not clipped(dialog)


@pytest.mark.parametrize("role", ["manager"], indirect=True)
def test_the_manager_takes_one_over_and_may_undo_it(open_dialog, role, store, notices):
    dialog = open_dialog("own_rules")

    QTest.keyClick(dialog.list, Qt.Key.Key_Return)
    QApplication.processEvents()

    assert store.read(shop_rules).find("levels", "H").interval_days == 5
    assert rows(dialog)[0].right_pill.text == "与门店相同"
    notices.press()
    assert store.read(shop_rules).find("levels", "H").interval_days == 2


@pytest.mark.parametrize("role", ["consultant"], indirect=True)
def test_a_consultant_copies_the_list_and_changes_nothing(open_dialog, role, store):
    dialog = open_dialog("own_rules")

    QTest.keyClick(dialog.list, Qt.Key.Key_Return)
    dialog.copy.click()

    assert store.read(shop_rules).find("levels", "H").interval_days == 2
    assert QGuiApplication.clipboard().text().splitlines()[0].endswith("间隔天数：5（门店：2）")


def test_what_is_forgotten_is_gone(open_dialog, role):
    dialog = open_dialog("own_rules")
    for _time in BEFORE:
        QTest.keyClick(dialog.list, Qt.Key.Key_Delete)
        QApplication.processEvents()

    assert rows(dialog) == []
    assert dialog.nothing.isVisible()


def test_the_sync_page_leads_there_only_where_there_are_some(open_page, enrolled, store, signals):
    heard = []
    signals.run_action.connect(lambda name, _argument: heard.append(name))
    page = open_page("sync")
    assert not page.connection.own_rules.isVisible()

    store.write("before", note, {RULES_BEFORE: json.dumps(BEFORE)})
    page.mark_stale()
    QApplication.processEvents()
    page.connection.own_rules.click()

    assert heard == ["own_rules"]
