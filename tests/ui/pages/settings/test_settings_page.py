"""Settings save themselves."""

from PySide6.QtTest import QTest

from crm_desktop.base.errors import WrongPassphrase
from crm_desktop.features.contacts import commands as contacts
from crm_desktop.features.customers.queries import archive
from crm_desktop.features.settings.queries import me, shop_rules
from crm_desktop.store.store import Store
from tests import make


def test_who_i_am_is_kept_as_it_is_typed(open_page, store, clock):
    page = open_page("settings")
    field = page.sections["me"].form.fields["name"]

    QTest.keyClicks(field.input, "Lin")
    field.leave()

    assert store.read(me).name == "Lin"


def test_a_changed_interval_moves_what_is_due(open_page, store, clock):
    person = make.customer(store, name="王芳", level="A", status="P")
    before = store.read(archive, person).due.due
    page = open_page("settings")
    page.open_record("rules")
    field = page.sections["rules"].form.fields["levels/A/interval_days"]

    field.input.setText("9")
    field.note_edit()
    field.leave()

    assert store.read(shop_rules).interval_days("P", "A") == 9
    assert (store.read(archive, person).due.due - before).days == 5
    assert store.check() == []


def test_a_word_for_a_number_is_told_under_the_field(open_page, store, clock):
    page = open_page("settings")
    page.open_record("rules")
    field = page.sections["rules"].form.fields["levels/A/interval_days"]

    field.input.setText("often")
    field.note_edit()
    field.leave()

    assert field.error.text()
    assert store.read(shop_rules).interval_days("P", "A") == 4


def test_two_different_passphrases_change_nothing(open_page, store, clock):
    page = open_page("settings")
    page.open_record("safety")
    section = page.sections["safety"]

    section.first.input.setText("a long sentence")
    section.second.input.setText("another sentence")
    section.change.click()

    assert section.second.error.text()


def test_the_new_passphrase_opens_the_profile(open_page, store, clock):
    page = open_page("settings")
    page.open_record("safety")
    section = page.sections["safety"]

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
    section = page.sections["trash"]

    section.list.selectAll()
    section.restore.click()

    assert store.read(archive, person).card.name == "王芳"


def test_no_section_is_clipped(open_page, store, clock, clipped):
    page = open_page("settings", 1096, 664)

    for name in page.sections:
        page.open_record(name)
        assert not clipped(page), name
