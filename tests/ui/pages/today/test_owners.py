"""The manager narrows the day to some consultants."""

from PySide6.QtWidgets import QApplication

from tests import make


def given(store):
    make.enrolled(store, "chen", role="manager")
    for n, (name, owner) in enumerate((("王芳", "li"), ("李雷", "wang"))):
        make.follow_up(store, make.customer(store, name, f"1380013800{n}", level="H", owner=owner))


def titles(page):
    return [row.title for _n, row in page.due.list.rows.held()]


def test_a_ticked_consultant_narrows_lists_figures_and_what_they_open(open_page, store, clock, signals, clipped):
    opened, badges = [], []
    signals.open_record.connect(lambda page, record: opened.append((page, record)))
    signals.badge.connect(lambda page, count: badges.append((page, count)))
    given(store)
    page = open_page("today", 1280 - 184, 720 - 56)
    assert sorted(titles(page)) == sorted(["王芳", "李雷"])
    assert not clipped(page)

    next(action for action in page.owners.menu.actions() if action.text() == "王强").trigger()
    QApplication.processEvents()

    assert titles(page) == ["李雷"]
    assert page.hot_figure.figure.text() == "1"
    assert badges[-1] == ("today", 2)
    page.hot_figure.clicked.emit()
    assert opened[-1] == ("customers", "filter:level:H owner:王强")
    assert not clipped(page)


def test_alone_there_is_nothing_to_narrow(open_page, store, clock):
    make.follow_up(store, make.customer(store))

    assert not open_page("today").owners.isVisible()
