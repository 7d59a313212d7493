"""The evening in the window."""

from datetime import date

import pytest
from PySide6.QtCore import Qt

from crm_desktop.features.calendar import commands as calendar
from crm_desktop.features.day_close import queries
from crm_desktop.features.touches import commands as touches
from crm_desktop.features.touches.records import NewTouch, NextFollowUp
from crm_desktop.ui.sync_watch import AUTOMATIC
from tests import make

TODAY = date(2026, 11, 22)


def appointment(store, person, at="09:00"):
    return store.write("plan", calendar.plan_follow_up, person, NextFollowUp(TODAY, at, "visit", "看车"))


def titles(dialog):
    return [row.title for _n, row in dialog.list.rows.held()]


def test_what_has_no_result_comes_first(open_dialog, store, clock):
    clock.set(2026, 11, 22, 18, 0)
    appointment(store, make.customer(store, "王芳"))

    dialog = open_dialog("day_close")

    assert titles(dialog) == ["王芳"]
    assert "1" in dialog.what._chips[0].text()


def test_t_moves_what_did_not_take_place_to_tomorrow(open_dialog, store, clock, notices, qtbot):
    clock.set(2026, 11, 22, 18, 0)
    appointment(store, make.customer(store, "王芳"))
    dialog = open_dialog("day_close")

    qtbot.keyClick(dialog.list, Qt.Key.Key_T)

    summary = store.read(queries.day_summary, TODAY)
    assert summary.unlogged == ()
    assert "王芳" in [item.name for item in summary.tomorrow]


def test_closing_notes_the_day_and_says_so(open_dialog, store, clock, notices, qtbot):
    clock.set(2026, 11, 22, 18, 0)
    person = make.customer(store, "王芳")
    store.write("log", touches.log_touch, person, NewTouch("call", "answered", note="聊得不错"))
    dialog = open_dialog("day_close")
    assert "王芳" in titles(dialog)
    dialog.note.set_value("明天带资料", force=True)

    qtbot.mouseClick(dialog.close_button, Qt.MouseButton.LeftButton)

    assert store.read(queries.day_summary, TODAY).note == "明天带资料"
    assert notices.last.text


def test_an_empty_day_teaches(open_dialog, store, clock):
    dialog = open_dialog("day_close")

    assert dialog.nothing.isVisibleTo(dialog)
    assert dialog.nothing.sentence.text()


def marks(dialog):
    return {row.title: [pill.text for pill in row.pills if pill.text == "私密"] for _n, row in dialog.list.rows.held()}


def test_who_is_private_is_marked_in_every_list(open_dialog, store, clock):
    clock.set(2026, 11, 22, 18, 0)
    for person in (make.customer(store, "王芳"), make.contact(store, "周敏", "13900139000")):
        appointment(store, person)
        store.write("log", touches.log_touch, person, NewTouch("call", "no_answer"))
        store.write("plan", calendar.plan_follow_up, person, NextFollowUp(date(2026, 11, 23), purpose="送资料"))
    dialog = open_dialog("day_close")

    for chip in dialog.what._chips:
        chip.click()
        assert marks(dialog) == {"王芳": [], "周敏": ["私密"]}, chip.text()


@pytest.mark.parametrize(("wanted", "asked"), [(True, [("sync_now", "at_leisure")]), (False, [])])
def test_the_closed_day_goes_up_to_the_shop(
    open_dialog, store, clock, enrolled, preferences, signals, qtbot, wanted, asked
):
    heard = []
    signals.run_action.connect(lambda *said: heard.append(said))
    preferences.set(AUTOMATIC, wanted)
    dialog = open_dialog("day_close")

    dialog.close_button.click()
    qtbot.waitUntil(lambda: not dialog.isVisible())

    assert heard == asked


def test_a_laptop_on_its_own_closes_the_day_and_no_more(open_dialog, store, clock, run, signals, qtbot):
    heard = []
    signals.run_action.connect(lambda name, _argument: heard.append(name))
    dialog = open_dialog("day_close")

    dialog.close_button.click()
    qtbot.waitUntil(lambda: not dialog.isVisible())

    assert heard == []
