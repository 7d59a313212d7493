"""Settings save themselves."""

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from crm_desktop.base import i18n
from crm_desktop.base.errors import WrongPassphrase
from crm_desktop.features.contacts import commands as contacts
from crm_desktop.features.customers.queries import archive
from crm_desktop.features.settings.queries import me
from crm_desktop.store.store import Store
from crm_desktop.ui.pages.settings.page import SECTIONS
from crm_desktop.ui.pages.settings.trash_section import TrashSection
from crm_desktop.ui.tour import settle
from tests import make


def test_who_i_am_is_kept_as_it_is_typed(open_page, store, clock):
    page = open_page("settings")
    field = page.section("me").form.fields["name"]

    QTest.keyClicks(field.input, "Lin")
    field.leave()

    assert store.read(me).name == "Lin"


def test_two_different_passphrases_change_nothing(open_page, store, clock):
    page = open_page("settings")
    page.open_record("safety")
    section = page.section("safety")

    section.first.input.setText("a long sentence")
    section.second.input.setText("another sentence")
    section.change.click()

    assert section.second.error.text()


def test_the_new_passphrase_opens_the_profile(open_page, store, clock):
    page = open_page("settings")
    page.open_record("safety")
    section = page.section("safety")

    for field in (section.first, section.second):
        field.input.setText("一句新的密码 2026")
    section.change.click()

    Store.open(store.profile, passphrase="一句新的密码 2026", derivers=(), read_only=True).close()
    try:
        Store.open(store.profile, passphrase="the old one", derivers=(), read_only=True).close()
        raise AssertionError
    except WrongPassphrase:
        pass


def test_people_come_back_from_the_trash(open_page, store, clock):
    person = make.contact(store, name="王芳")
    store.write("Trash", contacts.trash, [person])
    page = open_page("settings")
    page.open_record("trash")
    section = page.section("trash")

    section.list.selectAll()
    section.restore.click()

    assert store.read(archive, person).card.name == "王芳"


def test_a_section_is_made_when_it_is_first_shown(open_page, store, clock):
    page = open_page("settings")
    before = page.findChildren(TrashSection)

    page.open_record("trash")
    page.open_record("me")
    page.open_record("trash")

    assert not before
    assert [one.isVisible() for one in page.findChildren(TrashSection)] == [True]


def test_no_section_is_clipped(open_page, store, clock, clipped):
    page = open_page("settings", 1096, 664)

    for name, _title, _make in SECTIONS:
        page.open_record(name)
        settle(page.services.lanes, page)  # fields grow with their text once they are laid out
        assert not clipped(page), name


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_labels_of_the_reminders_stand_on_one_line(open_page, store, clock, language):
    i18n.set_language(language)
    page = open_page("settings", 1280, 720)
    page.open_record("reminders")
    QApplication.processEvents()

    labels = [field.label for field in page.section("reminders").form.fields.values() if field.label.text()]

    assert len(labels) == 4
    for label in labels:
        assert label.fontMetrics().horizontalAdvance(label.text()) <= label.contentsRect().width(), label.text()
