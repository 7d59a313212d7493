"""Asking for names: the result by a key, names on the spot, and what forbids it."""

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from crm_desktop.features.commitments.commands import keep_commitment
from crm_desktop.features.referrals import commands, queries
from crm_desktop.features.referrals.records import NewAsk
from tests import make
from tests.ui.pages.referrals.keys import press, settle, write

Key = Qt.Key


def test_an_ask_is_recorded_by_two_keys(open_dialog, store, owner):
    dialog = open_dialog("ask_referral", owner)
    assert dialog.form.results.code() == ""

    press(QApplication.focusWidget() or dialog.form.results.focusProxy(), Key.Key_4)
    press(dialog, Key.Key_Return)

    asks = store.read(queries.coaching, owner).asks
    assert [one.result for one in asks] == ["refused"]
    assert asks[0].script == dialog.coaching.script.key


def test_names_are_typed_after_the_first_result(open_dialog, store, owner, notices):
    dialog = open_dialog("ask_referral", owner)
    QTest.keyClick(dialog.form.results.focusProxy(), Key.Key_1)
    rows = dialog.form.names
    assert rows[0].isVisible()

    write(rows[0].name, "李强")
    write(rows[0].phone, "13800004321")
    rows[0].relation.setCurrentIndex(rows[0].relation.findData("colleague"))
    write(rows[1].name, "赵敏")
    press(dialog, Key.Key_Return)

    lines = store.read(queries.overview).book.lines
    assert [(line.introducer_name, line.name) for line in lines] == [("王芳", "李强"), ("王芳", "赵敏")]
    assert "王芳 介绍了 2 个人" in notices.texts[-1]


def test_somebody_with_the_same_phone_is_the_one_meant(open_dialog, store, owner):
    known = make.contact(store, name="李先生", phone="13800004321")
    dialog = open_dialog("ask_referral", owner)
    QTest.keyClick(dialog.form.results.focusProxy(), Key.Key_1)
    row = dialog.form.names[0]

    write(row.phone, "13800004321")
    settle()
    assert row.link.isVisible()
    assert row.link.value() is True
    press(dialog, Key.Key_Return)

    assert [line.contact for line in store.read(queries.overview).book.lines] == [known]


def test_whoever_was_asked_lately_is_not_asked_and_the_reason_is_said(open_dialog, store, owner):
    store.write("Ask", commands.record_ask, owner, NewAsk("later"))

    dialog = open_dialog("ask_referral", owner)

    assert "再问" in dialog.blocks.text.text() or "2026" in dialog.blocks.text.text()
    assert not dialog.form.isVisible()
    assert not dialog.save.isVisible()


def test_an_open_complaint_forbids_asking_until_it_is_settled(open_dialog, store, owner):
    complaint = make.commitment(store, owner, text="异响", kind="complaint", due_on=date(2026, 12, 1))

    dialog = open_dialog("ask_referral", owner)
    assert "投诉" in dialog.blocks.text.text()
    assert not dialog.save.isVisible()

    store.write("Keep", keep_commitment, complaint)
    assert open_dialog("ask_referral", owner).save.isVisible()


def test_another_channel_keeps_the_focus_on_its_chips(open_dialog, store, owner):
    dialog = open_dialog("ask_referral", owner)
    dialog.form.channels.setFocus()
    before = dialog.form.channels.code()

    QTest.keyClick(dialog.focusWidget(), Key.Key_Right)
    QTest.keyClick(dialog.focusWidget(), Key.Key_Left)

    assert dialog.form.channels.code() == before
    assert dialog.form.channels.isAncestorOf(dialog.focusWidget())


def test_a_missing_result_is_asked_for(open_dialog, store, owner):
    dialog = open_dialog("ask_referral", owner)

    dialog.save.click()
    settle()

    assert dialog.problem.isVisible()
    assert store.read(queries.coaching, owner).asks == ()


def test_another_situation_brings_its_words_and_is_what_is_noted(open_dialog, store, owner):
    dialog = open_dialog("ask_referral", owner)
    before = dialog.beats.title.text()
    situations = dialog.form.situations
    assert situations.code() == "owner"

    situations._chips[situations._codes.index("just_closed")].click()
    QApplication.processEvents()

    assert situations.code() == "just_closed"
    assert dialog.beats.title.text() != before
    assert dialog.form.ask(dialog.coaching).script == dialog.coaching.script.key
