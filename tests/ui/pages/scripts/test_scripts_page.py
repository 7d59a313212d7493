"""The library of scripts: found, tried on a person, checked, counted."""

from dataclasses import replace
from datetime import datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from crm_desktop.features.scripts import commands, queries
from crm_desktop.features.scripts.records import PERSONAL, Beat, Draft
from crm_desktop.features.settings import commands as settings
from crm_desktop.features.touches import commands as touches
from crm_desktop.features.touches.records import NewTouch
from crm_desktop.ui.pages.scripts.listener_dialog import ListenerDialog
from tests import make

KEY = "follow_h"


def titles(page):
    return [row.title for _n, row in page.left.list.rows.held()]


# Finding -----------------------------------------------------------------------------------------------------------


def test_the_whole_library_is_listed_and_the_first_is_shown(open_scripts, store):
    page = open_scripts()

    assert len(titles(page)) == len(store.read(queries.every_script)) >= 40
    assert page.detail.name.text() == titles(page)[0]
    assert page.right.currentWidget() is page.detail


@pytest.mark.parametrize("words", ["久未联系", "jiuweilianxi", "jwlx"])
def test_a_script_is_found_by_words_and_pinyin(page, words):
    page.left.search.setText(words)
    page.left.search.searched.emit(words)

    assert titles(page) == ["久未联系"]
    assert page.key == "going_cold"


def test_chips_narrow_the_list(page, store):
    for chip, code in ((page.left.stages, "owner"), (page.left.channels, "wechat")):
        labels = list(chip._labels)
        chip.menu.actions()[labels.index(code)].setChecked(True)

    wanted = [one.title for one in store.read(queries.every_script) if (one.stage, one.channel) == ("owner", "wechat")]
    assert titles(page) == wanted != []


def test_what_was_written_here_is_told_apart(page, store):
    store.write("Script", commands.duplicate, KEY)
    QApplication.processEvents()
    scopes = list(page.left.scopes._labels)

    page.left.scopes.menu.actions()[scopes.index(PERSONAL)].setChecked(True)

    (row,) = [row for _n, row in page.left.list.rows.held()]
    assert row.title.endswith("（我的）")
    assert [pill.text for pill in row.pills] == ["只归我用"]


def test_none_found_teaches_and_shows_all_again(page):
    page.left.search.setText("zzz")
    page.left.search.searched.emit("zzz")
    assert page.empty.isVisible()

    page.left.clear()

    assert page.detail.isVisible()
    assert len(titles(page)) >= 40


def test_arrows_walk_and_enter_writes(page, press):
    page.focus_first()
    before = page.key

    press(page.left.list, Qt.Key.Key_Down)
    assert page.key != before
    press(page.left.list, Qt.Key.Key_Return)
    assert page.editor.beats.shown[0].text.hasFocus()
    press(page.editor.beats.shown[0].text, Qt.Key.Key_Escape)

    assert page.left.list.hasFocus()


def test_a_hidden_script_is_shown_when_it_is_asked_for(page):
    page.left.search.setText("久未联系")
    page.left.search.searched.emit("久未联系")

    page.open_record("birthday")

    assert page.key == "birthday"
    assert page.left.search.text() == ""


# Spoken, checked, counted ------------------------------------------------------------------------------------------


def test_the_preview_speaks_to_the_one_it_is_meant_for(open_scripts, store):
    make.customer(store, "李强", "13900000000", status="D")
    make.customer(store, "王芳", gender="female", status="P", level="H")
    page = open_scripts()

    page.open_record(KEY)

    assert page.detail.preview.who.text().startswith("对王芳说")
    assert "王女士" in page.detail.preview.text.text()
    assert page.subject() == page.detail.preview.listener.id != ""


def test_the_preview_follows_every_letter(open_scripts, store, say):
    make.customer(store, "王芳", gender="female", status="P", level="H")
    page = open_scripts()
    page.open_record(KEY)

    say(page, "{salutation}早[，{model}到了]")

    assert page.detail.preview.text.text().startswith("王女士早")
    assert "想买或已有的车型" in page.detail.preview.who.text()


def test_another_person_is_chosen_and_remembered(page, store, services, press):
    make.customer(store, "王芳", status="P", level="H")
    other = make.contact(store, "欧阳娜", "13700001111")
    QApplication.processEvents()
    press(page.left.list, Qt.Key.Key_P)
    dialog = page.findChildren(ListenerDialog)[-1]
    dialog.picker.input.setText("欧阳")
    dialog.picker.input.edited.emit("欧阳")

    press(dialog.picker.input, Qt.Key.Key_Return)

    assert page.subject() == other
    assert services.preferences.text("scripts_person") == other


def test_without_people_nothing_unknown_is_said(page):
    assert page.subject() == ""
    assert "{" not in page.detail.preview.text.text()
    assert page.detail.preview.who.text() == "客户簿里还没有人：不知道的就不说。"


def test_the_spoken_text_is_copied(page, qapp, say):
    say(page, "您好。")

    page.detail.preview.copy.click()

    assert qapp.clipboard().text().startswith("您好。")


def test_doubtful_words_are_marked_while_they_are_written(page, press, say):
    say(page, "保证最低价 {nobody}")

    assert page.editor.beats.shown[0].text.marks() == ["保证", "最低价", "{nobody}"]
    assert page.detail.check.state.text() == "3 处需要斟酌"
    assert "没有人知道所有门店的价格" in page.detail.check.told.text()
    press(page.editor.beats.shown[1].text, Qt.Key.Key_F8)
    assert page.editor.beats.shown[0].text.textCursor().selectedText() == "保证"
    say(page, "好")
    assert page.editor.beats.shown[0].text.marks() == []


def test_the_list_marks_scripts_with_doubtful_words(page, store):
    store.write("Script", commands.create, Draft("新的", "follow_up", (Beat("", "绝对"),)))
    QApplication.processEvents()

    icons = {row.title: row.icon for _n, row in page.left.list.rows.held()}

    assert icons["新的"] == "alert-outline"
    assert not any(icon for title, icon in icons.items() if title != "新的")


def test_another_list_of_words_holds_at_once(page, store, say):
    say(page, "两分钟")
    assert page.detail.check.findings == ()

    store.write("Words", settings.override, "doubtful_words", "certainty", {"words": ["两分钟"]})
    QApplication.processEvents()

    assert [one.words for one in page.detail.check.findings] == ["两分钟"]
    assert page.editor.beats.shown[0].text.marks() == ["两分钟"]


def test_use_and_outcome_are_told_by_version(page, store):
    person = make.customer(store, "王芳")
    new = NewTouch("call", "answered", at=datetime(2026, 11, 20, 10), script=KEY)
    store.write("Log", touches.log_touch, person, new)
    store.write("Log", touches.log_touch, person, replace(new, script_version=1, result="no_answer"))
    QApplication.processEvents()

    lines = [[label.text() for label in line] for line in page.detail.uses.lines if line[0].isVisible()]

    assert lines == [
        ["全部版本", "2", "1", "0", "0"], ["第 1 版", "1", "0", "0", "0"], ["随附原文", "1", "1", "0", "0"],
    ]  # fmt: skip
    assert next(row for _n, row in page.left.list.rows.held() if row.id == KEY).right == "2 ×"


# Room --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("width", "height"), [(1176, 804), (1096, 664), (760, 500)])
def test_nothing_is_cut_off(open_scripts, clipped, width, height, say):
    page = open_scripts(width, height)
    page.open_record("first_contact")
    say(page, "保证最低价")

    assert not clipped(page)


def test_the_list_is_there_before_the_rest_is_made(open_page, store, clock):
    page = open_page("scripts")
    page.open_record("birthday")
    page.flush()
    page.write_new()

    assert titles(page)
    for _round in range(20):
        QApplication.processEvents()
    assert page.ready
    assert page.key == "birthday"
