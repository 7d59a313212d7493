"""A manager sees whose each customer is, and narrows a list to some consultants."""

import pytest
from PySide6.QtWidgets import QApplication

from crm_desktop.ui.people.list_panel import PeopleList
from tests import make


def given(store, role):
    make.enrolled(store, "chen" if role == "manager" else "li", role=role)
    for n, (name, owner) in enumerate((("王芳", "li"), ("李雷", "wang"), ("韩梅", "wang"))):
        make.customer(store, name, f"1380013800{n}", level="H", owner=owner)


@pytest.fixture
def panel(services, show):
    def _panel():
        made = show(PeopleList(services), 372, 700)
        QApplication.processEvents()
        return made

    return _panel


def rows(panel):
    return {row.title: [pill.text for pill in row.pills] for _n, row in panel.list.rows.held()}


def tick(chip, name):
    next(action for action in chip.menu.actions() if action.text() == name).trigger()
    QApplication.processEvents()


def test_a_manager_reads_the_consultant_in_every_line(store, clock, panel, clipped):
    given(store, "manager")

    shown = panel()

    assert rows(shown) == {"王芳": ["H", "李娜"], "李雷": ["H", "王强"], "韩梅": ["H", "王强"]}
    assert not clipped(shown)


@pytest.mark.parametrize("role", ["consultant", None])
def test_nobody_else_reads_of_owners(store, clock, panel, role):
    if role:
        given(store, role)
    else:
        make.customer(store, "王芳", level="H")

    shown = panel()

    assert all(pills == ["H"] for pills in rows(shown).values())
    assert not shown.owners.isVisible()


def test_a_ticked_consultant_narrows_list_and_counts_and_stays_with_other_filters(store, clock, panel):
    given(store, "manager")
    shown = panel()

    tick(shown.owners, "王强")

    assert shown.search.text() == "owner:王强"
    assert set(rows(shown)) == {"李雷", "韩梅"}
    assert shown._chips["level:H"].text() == "H 2"
    shown._chips["level:H"].click()
    assert shown.search.text() == "level:H owner:王强"
    assert shown._chips["level:H"].isChecked()
    tick(shown.owners, "王强")
    assert shown.search.text() == "level:H"
    assert shown._chips["level:H"].text() == "H 3"


def test_a_typed_consultant_is_ticked(store, clock, panel):
    given(store, "manager")
    shown = panel()

    shown.show_filter("owner:li")

    assert shown.owners.codes() == {"li"}
    assert "李娜" in shown.owners.text()
    assert "周明（已离店）" in [action.text() for action in shown.owners.menu.actions()]
