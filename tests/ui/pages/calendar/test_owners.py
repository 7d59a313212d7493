"""The manager narrows the calendar to some consultants."""

from PySide6.QtWidgets import QApplication

from tests import make


def test_a_ticked_consultant_narrows_the_calendar(open_page, store, clock, clipped):
    make.enrolled(store, "chen", role="manager")
    for n, (name, owner) in enumerate((("王芳", "li"), ("李雷", "wang"))):
        make.follow_up(store, make.customer(store, name, f"1380013800{n}", owner=owner))
    page = open_page("calendar", 1280 - 184, 720 - 56)
    assert not clipped(page)

    next(action for action in page.bar.owners.menu.actions() if action.text() == "王强").trigger()
    QApplication.processEvents()

    assert {entry.name for entry in page._entries.values()} == {"李雷"}
    assert page.bar.none.isVisible()
    assert not clipped(page)
    page.bar.clear()
    QApplication.processEvents()
    assert {entry.name for entry in page._entries.values()} == {"王芳", "李雷"}


def test_alone_there_is_nothing_to_narrow(open_page, store, clock):
    make.follow_up(store, make.customer(store))

    assert not open_page("calendar").bar.owners.isVisible()
