"""The manager narrows the referrals to some consultants."""

from datetime import timedelta

import pytest
from PySide6.QtWidgets import QApplication

from crm_desktop.features.referrals import commands
from crm_desktop.features.referrals.records import Named, NewAsk
from tests import make


@pytest.fixture
def shop(store, clock):
    make.enrolled(store, "chen", role="manager")
    for n, (name, owner) in enumerate((("王芳", "li"), ("李雷", "wang"))):
        person = make.customer(store, name, f"1380013800{n}", status="D", owner=owner)
        make.opportunity(store, person, stage="delivered", ordered_on=clock.now().date() - timedelta(days=40),
                         delivered_on=clock.now().date() - timedelta(days=20))  # fmt: skip
        make.touch(store, person, mood=5)
        long_ago, named = clock.now() - timedelta(days=400), (Named(f"朋友{n}", f"1390000000{n}"),)
        store.write("ask", commands.record_ask, person, NewAsk(situation="owner", at=long_ago, names=named))


def titles(part):
    return {row.title for _n, row in part.list.rows.held()}


def test_every_tab_is_narrowed(open_page, store, shop, clipped):
    page = open_page("referrals", 1280 - 184, 720 - 56)
    assert titles(page.coach) == {"王芳", "李雷"}
    page.show_tab("pipeline")
    QApplication.processEvents()
    assert titles(page.pipeline) == {"朋友0", "朋友1"}
    assert not clipped(page)

    next(action for action in page.owners.menu.actions() if action.text() == "王强").trigger()
    QApplication.processEvents()

    assert titles(page.pipeline) == {"朋友1"}
    page.show_tab("coach")
    QApplication.processEvents()
    assert titles(page.coach) == {"李雷"}
    assert not clipped(page)
