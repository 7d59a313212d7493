"""The manager's look, by keyboard; what was sent back, at the consultant."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from crm_desktop.features.milestones import commands as milestones
from crm_desktop.features.reviews import commands
from crm_desktop.features.reviews.glance import waiting
from crm_desktop.features.visits import commands as visits
from crm_desktop.features.visits.records import VisitPlan, VisitReport
from tests import make

TODAY = date(2026, 11, 22)
Key = Qt.Key


@pytest.fixture
def asked(store, clock):
    """A loss and a report of Li; whoever opens the dialog next is the manager."""
    make.enrolled(store, "li", role="consultant")
    people = [make.customer(store, name, f"1380013800{n}", owner="li") for n, name in enumerate(("王芳", "李雷"))]
    make.opportunity(store, people[0], model="汉 EV")
    store.write("lose", milestones.lose, people[0], reason="same_price", truth="true", note="差三千")
    visit = store.write("plan", visits.plan_visit, people[1], VisitPlan(TODAY, purpose="看车"))
    store.write("report", visits.report_visit, visit, VisitReport(report="谈得好"))
    make.enrolled(store, "chen", role="manager")
    return people


def titles(dialog):
    return [row.title for _n, row in dialog.list.rows.held()]


def press(dialog, key):
    QTest.keyClick(dialog.list, key)
    QApplication.processEvents()


def test_enter_approves_and_the_next_comes_up(open_dialog, store, asked, notices, clipped):
    dialog = open_dialog("reviews")
    assert titles(dialog) == ["王芳", "李雷"]
    assert "差三千" in dialog.detail.told.text()
    assert not clipped(dialog)

    press(dialog, Key.Key_Return)

    assert titles(dialog) == ["李雷"]
    assert notices.texts[-1] == "已批准：王芳的战败 · 汉 EV。"
    notices.press()
    QApplication.processEvents()
    assert titles(dialog) == ["王芳", "李雷"]


def test_sending_back_asks_for_a_note_first(open_dialog, store, asked):
    dialog = open_dialog("reviews")

    press(dialog, Key.Key_R)
    assert store.look(waiting).total == 2
    dialog.detail.note.input.setPlainText("再打一次电话")
    dialog.detail.note.note_edit()
    dialog.back.click()
    QApplication.processEvents()

    assert titles(dialog) == ["李雷"]
    make.enrolled(store, "li", role="consultant")
    assert [one.note for one in store.look(waiting).items] == ["再打一次电话"]


def test_a_kind_is_looked_at_alone(open_dialog, store, asked):
    dialog = open_dialog("reviews")

    dialog.kinds.put("visit")
    dialog._show_list()

    assert titles(dialog) == ["李雷"]
    assert [chip.text() for chip in dialog.kinds._chips] == ["全部 2", "战败 1", "合并 0", "拜访报告 1"]


def test_it_starts_with_the_one_that_was_pressed(open_dialog, store, asked):
    second = store.look(waiting).items[1]

    dialog = open_dialog("reviews", second.id)

    assert dialog.current().id == second.id


def test_the_archive_opens(open_dialog, store, asked, signals):
    opened = []
    signals.open_record.connect(lambda page, record: opened.append((page, record)))
    dialog = open_dialog("reviews")

    press(dialog, Key.Key_O)

    assert opened == [("person", asked[0])]


def test_a_consultant_asks_again(open_dialog, store, asked, clipped):
    one = store.look(waiting).items[0]
    store.write("back", commands.send_back, one.id, "再打一次电话")
    make.enrolled(store, "li", role="consultant")
    dialog = open_dialog("reviews")
    assert "再打一次电话" in dialog.detail.back.text()
    assert not dialog.back.isVisible()
    assert not clipped(dialog)

    press(dialog, Key.Key_Return)

    assert titles(dialog) == []
    assert dialog.nothing.isVisible()
    assert not clipped(dialog)


def test_alone_it_says_that_nothing_is_asked(open_dialog, store, clock):
    dialog = open_dialog("reviews")

    assert dialog.nothing.sentence.text() == "您独自使用本程序：无需审批。"
    assert not dialog.act.isVisible()


def test_today_shows_what_waits_and_opens_it(open_page, store, asked, signals):
    asked_for = []
    signals.run_action.connect(lambda name, argument: asked_for.append((name, argument)))
    page = open_page("today")

    assert page.reviews.isVisible()
    assert page.reviews.count.text() == "2"
    page.reviews.list.opened.emit(page.reviews.list.rows.row(0).id)

    assert asked_for == [("reviews", store.look(waiting).items[0].id)]


def test_the_archive_says_how_far_the_look_is(open_page, store, asked, clipped):
    page = open_page("customers")
    page.open_record(asked[0])
    QApplication.processEvents()
    strip = page.archive.reviews
    assert strip.review.isVisible()
    assert "等待经理审批" in strip.text.text()

    store.write("back", commands.send_back, store.look(waiting).items[0].id, "再打一次电话")
    make.enrolled(store, "li", role="consultant")
    QApplication.processEvents()

    assert "再打一次电话" in strip.text.text()
    assert not clipped(page)
    strip.again.click()
    QApplication.processEvents()
    assert "等待经理审批" in strip.text.text()
    assert not strip.again.isVisible()


def test_the_mark_on_a_visit_is_the_managers(open_dialog, store, asked):
    one = next(item for item in store.look(waiting).items if item.kind == "visit")
    dialog = open_dialog("visit_report", one.of)
    assert dialog.form.marks.isEnabled()
    dialog.form.marks.put("excellent")
    dialog.save.click()
    make.enrolled(store, "li", role="consultant")

    dialog = open_dialog("visit_report", one.of)

    assert dialog.form.marks.code() == "excellent"
    assert not dialog.form.marks.isEnabled()
    assert not dialog.save.isVisible()
