"""The rail's figures while another page is on show."""

from datetime import date

import pytest

from crm_desktop.features.contacts import commands as contacts
from crm_desktop.ui.badges import Badges
from tests import make


@pytest.fixture
def shown(services, store, clock):
    """What the rail shows, by page."""
    figures = {}
    services.signals.badge.connect(figures.__setitem__)
    return figures


def test_what_is_due_is_counted_though_no_page_of_it_is_on_show(services, store, shown, qtbot):
    late = make.customer(store, name="王芳")
    make.follow_up(store, late, date(2026, 11, 20))
    make.follow_up(store, make.customer(store, name="李雷"), date(2026, 11, 22))
    badges = Badges(services)
    qtbot.waitUntil(lambda: shown == {"today": 2, "calendar": 1})

    store.write("Trash", contacts.trash, [late])

    qtbot.waitUntil(lambda: shown == {"today": 1, "calendar": 0})
    badges.deleteLater()


def test_a_locked_program_counts_nothing(services, store, shown):
    badges = Badges(services)
    services.profile = None

    badges.look()

    assert shown == {}
