"""Rules of follow-ups are tried before they hold."""

from datetime import date

import pytest
from PySide6.QtTest import QTest

from crm_desktop.features.calendar import queries
from crm_desktop.features.customers.queries import archive
from crm_desktop.features.settings import commands
from crm_desktop.features.settings.queries import shop_rules
from tests import make

TODAY = date(2026, 11, 22)


@pytest.fixture
def section(open_page, store, clock, monkeypatch):
    monkeypatch.setattr("crm_desktop.ui.pages.settings.follow_ups_section.PAUSE", 0)
    page = open_page("settings")
    page.open_record("follow_ups")
    return page.section("follow_ups")


def type_number(section, name, text):
    field = section.form.fields[name]
    field.input.setText(text)
    field.note_edit()
    field.leave()
    QTest.qWait(10)
    return field


def test_a_changed_interval_says_whom_it_would_move_and_holds_when_it_is_applied(store, section):
    person = make.customer(store, "王芳", level="A", status="P")
    make.customer(store, "李强", "13900000000", level="B", status="P")

    type_number(section, "levels/A/interval_days", "9")

    assert section.footer.isVisible()
    assert section.footer.sentence.text() == "1 人推后。"
    assert section.footer.first.text() == "最先：王芳 11月26日 → 12月1日"
    assert store.read(shop_rules).interval_days("P", "A") == 4

    section.footer.apply.click()

    assert store.read(shop_rules).interval_days("P", "A") == 9
    assert store.read(archive, person).due.due == date(2026, 12, 1)
    assert not section.footer.isVisible()
    assert store.check() == []


def test_discarded_changes_are_gone(store, section):
    make.customer(store, "王芳", level="A", status="P")
    field = type_number(section, "levels/A/interval_days", "9")

    section.footer.discard.click()

    assert not section.footer.isVisible()
    assert field.input.text() == "4"
    assert store.read(shop_rules).interval_days("P", "A") == 4


def test_a_figure_put_back_by_hand_is_no_change(store, section):
    type_number(section, "levels/A/interval_days", "9")
    type_number(section, "levels/A/interval_days", "4")

    assert not section.footer.isVisible()


def test_a_word_for_a_number_is_told_under_the_field(store, section):
    field = type_number(section, "levels/A/interval_days", "often")

    assert field.error.text()
    assert not section.footer.isVisible()


def test_days_off_leave_and_holidays_are_applied_together(store, section):
    person = make.customer(store, "王芳", level="A", opened_on=date(2026, 11, 18))

    section.days_off.weekly[6].click()
    section.leave.first.input.setText("2026-11-23")
    section.leave.last.input.setText("2026-11-24")
    section.leave.note.input.setText("年假")
    section.leave.add_button.click()
    QTest.qWait(10)
    assert section.footer.first.text() == "最先：王芳 11月22日 → 11月25日"
    section.footer.apply.click()

    days = store.read(shop_rules).work_days
    assert days.weekly == (6,)
    assert [(one.first, one.last, one.note) for one in days.leave] == [
        (date(2026, 11, 23), date(2026, 11, 24), "年假")]
    assert store.read(queries.due_of, person, today=TODAY).due == date(2026, 11, 25)


def test_an_unknown_year_says_so_until_its_holidays_are_written_down(store, section):
    section.holidays.year.put("2027")
    section.holidays.year.chosen.emit("2027")
    assert "2027" in section.holidays.unknown.text()

    section.holidays.days.input.put("2027-02-05 2027-02-13 春节")
    section.holidays.days.note_edit()
    section.holidays.days.commit()
    QTest.qWait(10)
    section.footer.apply.click()

    year = next(one for one in store.read(shop_rules).work_days.years if one.year == 2027)
    assert [(day.label, day.first, day.last) for day in year.days] == [("春节", date(2027, 2, 5), date(2027, 2, 13))]
    assert not section.holidays.unknown.isVisible()


def test_the_shipped_values_come_back(store, section):
    store.write("Rule", commands.override, "levels", "A", {"interval_days": 9})
    make.customer(store, "王芳", level="A", status="P")
    section.refresh()

    section.put_back("levels", "statuses")
    QTest.qWait(10)
    assert section.footer.sentence.text() == "1 人提前。"
    section.footer.apply.click()

    assert store.read(shop_rules).interval_days("P", "A") == 4


def test_nothing_is_cut_off_while_changes_wait(store, section, clipped):
    make.customer(store, "王芳", level="A", status="P")
    type_number(section, "levels/A/interval_days", "9")
    QTest.qWait(50)

    assert not clipped(section.window())
