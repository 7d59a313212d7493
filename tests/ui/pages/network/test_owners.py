"""The manager narrows the network's people, rings and yields to some consultants."""

import pytest
from PySide6.QtWidgets import QApplication

from tests import make


@pytest.fixture
def shop(store, clock):
    make.enrolled(store, "chen", role="manager")
    for n, (name, owner) in enumerate((("王芳", "li"), ("李雷", "wang"), ("韩梅", "wang"))):
        make.touch(store, make.contact(store, name, f"1380013800{n}", private=False, owner=owner, ring=1),
                   opener="news")  # fmt: skip


def tick(chip, name):
    next(action for action in chip.menu.actions() if action.text() == name).trigger()
    QApplication.processEvents()


def test_rings_and_people_are_of_the_ticked_consultant(open_page, store, shop, clipped):
    page = open_page("network", 1280 - 184, 720 - 56)
    assert page._overview.people == 3
    assert not clipped(page)

    tick(page.list.owners, "王强")
    assert page._overview.people == 2
    page.show_ring(1)
    QApplication.processEvents()

    assert page.list.search.text() == "owner:王强 ring:1"
    assert {row.title for _n, row in page.list.list.rows.held()} == {"李雷", "韩梅"}


def test_what_came_of_it_is_counted_of_the_ticked_consultant(open_page, store, shop, clipped):
    page = open_page("network", 1280 - 184, 720 - 56)
    page.show_tab("path")
    QApplication.processEvents()
    seen = []
    shown = page.path.show_yields
    page.path.show_yields = lambda found: seen.append(found) or shown(found)

    tick(page.path.owners, "王强")

    assert seen[-1].rings[0].used == 2
    assert not clipped(page)
