"""A consultant sees the shop's settings and why they are not his to change."""

import pytest
from PySide6.QtWidgets import QApplication

from crm_desktop.features.settings.queries import shop_rules
from crm_desktop.ui.pages.settings.page import OF_THE_SHOP
from crm_desktop.ui.pages.settings.shop_note import ShopNote, shop_parts
from tests import make


def opened(open_page, name):
    page = open_page("settings")
    page.open_record(name)
    QApplication.processEvents()
    note = next(one for one in page.findChildren(ShopNote) if one.isVisible())
    return page.section(name), note


@pytest.mark.parametrize("name", sorted(OF_THE_SHOP))
def test_a_consultant_reads_them_under_a_sentence(open_page, store, clock, clipped, name):
    make.enrolled(store, "li", role="consultant")

    section, note = opened(open_page, name)

    assert note.card.isVisible()
    assert "属于门店" in note.text.text()
    assert not any(part.isEnabled() for part in shop_parts(section))
    assert not clipped(note)


@pytest.mark.parametrize("enrolment", [None, ("chen", "manager")])
def test_alone_and_as_the_manager_everything_is_mine_to_change(open_page, store, clock, enrolment):
    if enrolment:
        make.enrolled(store, enrolment[0], role=enrolment[1])

    for name in sorted(OF_THE_SHOP):
        section, note = opened(open_page, name)
        assert not note.card.isVisible()
        assert all(part.isEnabled() for part in shop_parts(section))


def test_my_days_off_stay_mine(open_page, store, clock):
    make.enrolled(store, "li", role="consultant")
    section, _note = opened(open_page, "follow_ups")

    section.days_off.weekly[0].click()
    section.apply()

    assert store.read(shop_rules).work_days.weekly == (0,)


def test_a_car_of_the_catalogue_is_not_opened_for_a_change(open_page, store, clock):
    make.enrolled(store, "li", role="consultant")
    section, _note = opened(open_page, "catalogue")

    section.open_car("")

    assert QApplication.activeModalWidget() is None
    assert not [one for one in QApplication.topLevelWidgets() if one.isVisible() and one is not section.window()]


def test_the_enrolment_is_seen_at_once(open_page, store, clock):
    _section, note = opened(open_page, "rules")
    assert not note.card.isVisible()

    make.enrolled(store, "li", role="consultant")
    QApplication.processEvents()

    assert note.card.isVisible()
