"""Scripts are written as versions; new ones, copies and removals are undone one by one."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from crm_desktop.features.scripts import commands
from crm_desktop.features.scripts.records import PERSONAL, SHOP, Beat
from crm_desktop.ui.pages.scripts.beats import BeatsEditor
from crm_desktop.ui.pages.scripts.versions_dialog import VersionsDialog

KEY = "follow_h"
CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


# Writing -----------------------------------------------------------------------------------------------------------


def test_saving_makes_a_version_and_undo_takes_it_back(page, notices, kept, press, say):
    before = kept()
    say(page, "{salutation}，您好。")
    assert page.detail.dirty.text() == "尚未保存"
    assert kept() == before

    press(page.editor.beats.shown[0].text, Qt.Key.Key_S, CONTROL)

    assert (kept().version, kept().scope) == (1, SHOP)
    assert kept().beats[0].text == "{salutation}，您好。"
    assert page.detail.version.text() == "第 1 版"
    assert not page.detail.dirty.text()
    notices.press()
    QApplication.processEvents()
    assert kept() == before
    assert page.editor.beats.shown[0].text.text() == before.beats[0].text


def test_going_to_another_script_saves_this_one(page, kept, say):
    say(page, "您好。")

    page.open_record("birthday")
    QApplication.processEvents()

    assert kept().beats[0].text == "您好。"
    assert page.key == "birthday"
    assert not page.editor.is_dirty


def test_leaving_the_page_saves_it(page, kept, say):
    say(page, "您好。")

    page.flush()

    assert kept().beats[0].text == "您好。"


def test_nothing_written_makes_no_version(page, kept, say):
    say(page, f"  {kept().beats[0].text}\n")

    page.flush()

    assert kept().version == 0


def test_what_is_refused_waits_at_its_script(page, notices, kept, say):
    page.editor.name.input.setText("")
    page.editor.name.input.edited.emit("")
    say(page, "没有名称也不丢")

    page.open_record("birthday")
    QApplication.processEvents()
    assert kept().version == 0
    assert "没有保存" in notices.last.text
    page.open_record(KEY)
    QApplication.processEvents()

    assert page.editor.beats.shown[0].text.text() == "没有名称也不丢"
    assert page.editor.is_dirty


def test_a_refusal_stands_under_its_field(page):
    page.editor.name.input.setText("")
    page.editor.name.input.edited.emit("")

    page.save()

    assert page.editor.name.error.text()
    assert page.editor.is_dirty


def test_discarding_puts_the_kept_words_back(page, kept, say):
    before = kept()
    say(page, "您好。")

    page.detail.discard.click()

    assert page.editor.beats.shown[0].text.text() == before.beats[0].text
    assert not page.editor.is_dirty


def test_a_change_elsewhere_does_not_touch_what_is_being_written(page, store, say):
    say(page, "写到一半")

    store.write("Touch", commands.duplicate, "birthday")
    QApplication.processEvents()

    assert page.editor.beats.shown[0].text.text() == "写到一半"
    assert page.editor.is_dirty


def test_steps_are_added_moved_and_removed_by_keyboard(page, kept, press):
    words = [beat.text for beat in kept().beats]
    rows = page.editor.beats.rows

    press(rows[0].text, Qt.Key.Key_Return, CONTROL)
    assert rows[1].text.hasFocus()
    QTest.keyClicks(rows[1].text, "new")
    press(rows[1].text, Qt.Key.Key_Down, ALT)
    assert [one.text for one in page.editor.draft().beats] == [words[0], words[1], "new", *words[2:]]
    assert rows[2].text.hasFocus()
    press(rows[2].text, Qt.Key.Key_Delete, ALT)

    assert [one.text for one in page.editor.draft().beats] == words


@pytest.mark.qt_log_ignore("grabbing the keyboard")  # nobody types on the offscreen screen
def test_a_variable_is_written_where_the_cursor_is(page, press):
    text = page.editor.beats.shown[1].text
    text.setFocus()
    text.setPlainText("ab")
    text.select(1, 1)

    press(text, Qt.Key.Key_V, ALT)
    assert page.editor.menu.isVisible()
    press(page.editor.menu, Qt.Key.Key_5)

    assert text.text() == "a{model}b"


def test_no_key_saves_while_text_is_composed(page, kept, press, say):
    say(page, "您好。")
    text = page.editor.beats.shown[0].text
    text.setFocus()
    QApplication.sendEvent(text, QInputMethodEvent("ni", []))

    press(text, Qt.Key.Key_S, CONTROL)

    assert kept().version == 0


# New, copied, switched, removed ------------------------------------------------------------------------------------


def test_a_new_script_is_written_from_the_list(page, press, say):
    press(page.left.list, Qt.Key.Key_N)
    assert page.editor.name.input.hasFocus()
    QTest.keyClicks(page.editor.name.input, "Mine")
    say(page, "您好。")

    page.save()
    QApplication.processEvents()

    assert page.shown is not None
    assert (page.shown.title, page.shown.scope, page.shown.version) == ("Mine", PERSONAL, 1)
    assert page.left.picked_id() == page.key


def test_a_new_script_stays_on_show_while_others_change(page, store):
    page.write_new()
    page.editor.name.input.setText("Mine")
    page.editor.name.input.edited.emit("Mine")

    store.write("Script", commands.duplicate, "birthday")
    QApplication.processEvents()

    assert page.key == ""
    assert page.editor.draft().title == "Mine"


def test_a_new_script_without_a_word_is_none(page, notices):
    page.write_new()

    page.open_record(KEY)
    QApplication.processEvents()

    assert page.key == KEY
    assert notices.texts == []


def test_a_new_script_fits_what_the_list_is_narrowed_to(page):
    labels = list(page.left.stages._labels)
    page.left.stages.menu.actions()[labels.index("owner")].setChecked(True)

    page.write_new()

    assert page.editor.draft().stage == "owner"


def test_copying_switching_and_removing_are_undone_one_by_one(page, notices, kept, press):
    press(page.left.list, Qt.Key.Key_D)
    copy = page.key
    assert copy != KEY
    assert kept(copy).scope == PERSONAL

    press(page.left.list, Qt.Key.Key_O)
    assert kept(copy).on is False
    assert page.detail.off.text() == "停用"
    notices.press()
    QApplication.processEvents()
    assert kept(copy).on is True

    press(page.left.list, Qt.Key.Key_Delete)
    assert kept(copy) is None
    assert page.key != copy
    notices.press()
    QApplication.processEvents()
    assert kept(copy) is not None


def test_a_shipped_script_cannot_be_removed(page, notices, kept):
    assert page.detail.remove.isHidden()

    page.remove()

    assert kept() is not None
    assert "停用" in notices.last.text


def test_a_script_can_be_mine_alone(page, kept):
    page.editor.whose.put(PERSONAL)
    page.editor.whose.chosen.emit(PERSONAL)

    page.save()

    assert kept().scope == PERSONAL


# Versions ----------------------------------------------------------------------------------------------------------


def test_an_older_version_is_looked_at_and_taken_back(page, store, clock, kept, press):
    for words in ("一", "二"):
        clock.forward(minutes=1)
        draft = replace(commands.draft_of(kept()), beats=(Beat("", words),))
        store.write("Scripts", commands.save_version, KEY, draft)
    QApplication.processEvents()
    press(page.left.list, Qt.Key.Key_V)
    dialog = page.findChildren(VersionsDialog)[-1]
    assert [row.title for _n, row in dialog.list.rows.held()] == ["第 2 版", "第 1 版", "随附原文"]
    assert not dialog.use.isEnabled()

    press(dialog.list, Qt.Key.Key_Down)
    assert dialog.text.text() == "一"
    press(dialog.list, Qt.Key.Key_Return)

    assert kept().version == 1
    assert page.editor.beats.shown[0].text.text() == "一"


def test_a_step_can_be_added_before_any_script_is_on_show(qtbot):
    ground = QWidget()
    qtbot.addWidget(ground)
    editor = BeatsEditor(ground)

    editor.add()
    editor.insert("您好")

    assert [one.text for one in editor.beats()] == ["您好"]
