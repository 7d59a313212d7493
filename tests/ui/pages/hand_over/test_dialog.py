"""Handing customers over: from the list, from an archive, and to the papers."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from crm_desktop.features.customers.queries import person_rows
from crm_desktop.ui.people.list_panel import PeopleList
from tests import make


@pytest.fixture
def people(store, clock):
    make.enrolled(store, "chen", role="manager")
    found = [make.customer(store, f"客户{n}", f"138001380{n:02}", owner="li") for n in range(3)]
    make.commitment(store, found[0])
    return found


def owners(store, people):
    return {row.owner for row in store.read(person_rows, people)}


def test_who_what_and_one_step(open_dialog, store, people, notices, clipped):
    dialog = open_dialog("hand_over", ",".join(people))
    assert not dialog.act.isEnabled()

    dialog.takers.setFocus()
    QTest.keyClick(dialog.takers._chips[2], Qt.Key.Key_3)
    QApplication.processEvents()

    assert dialog.takers.code() == "wang"
    assert "3 位客户连同档案全部移交给王强" in dialog.told.text()
    assert "1 项未兑现承诺" in dialog.told.text()
    assert not clipped(dialog)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    QApplication.processEvents()
    assert owners(store, people) == {"wang"}
    notices.press()
    assert owners(store, people) == {"li"}


def test_the_papers_are_offered_after_it(open_dialog, store, people, signals, clipped):
    asked = []
    signals.run_action.connect(lambda name, argument: asked.append((name, argument)))
    dialog = open_dialog("hand_over", people[0])
    dialog.takers.put("wang")
    dialog._ask("wang")

    dialog.act.click()
    QApplication.processEvents()
    assert "移交资料" in dialog.act.text()
    assert not clipped(dialog)
    dialog.act.click()

    assert asked == [("hand_over_pack", people[0])]


def test_the_pack_is_seen_before_it_is_printed(open_dialog, store, people):
    preview = open_dialog("hand_over_pack", ",".join(people))

    assert preview.document.pages == 4
    assert "移交资料" in preview.file_stem()


@pytest.mark.parametrize(("enrolled", "argument", "said"), [
    (False, "x", "还没有接入门店"), (True, "", "请先选择客户"),
])  # fmt: skip
def test_where_nothing_can_be_handed_over_it_says_why(open_dialog, store, clock, enrolled, argument, said):
    if enrolled:
        make.enrolled(store, "li", role="consultant")

    dialog = open_dialog("hand_over", argument)

    assert said in dialog.told.text()
    assert not dialog.act.isVisible()


def test_a_consultant_is_told_that_they_leave_and_who_stays(open_dialog, store, clock):
    make.enrolled(store, "li", role="consultant")
    mine = make.customer(store, "王芳", owner="li")
    private = make.contact(store, "老友", "13900000000")
    dialog = open_dialog("hand_over", f"{mine},{private}")

    dialog.takers.put("wang")
    dialog._ask("wang")

    assert "1 位私密联系人留在您这里" in dialog.stays.text()
    dialog.act.click()
    assert "从本机移出" in dialog.stays.text()


def test_several_chosen_in_the_list_are_handed_over(services, show, signals, people, clipped):
    asked = []
    signals.run_action.connect(lambda name, argument: asked.append((name, argument)))
    panel = show(PeopleList(services), 372, 700)
    panel.list.selectAll()
    QApplication.processEvents()

    assert panel.several.hand_over_button.isVisible()
    assert not clipped(panel)
    panel.several.hand_over_button.click()

    name, argument = asked[-1]
    assert name == "hand_over"
    assert set(argument.split(",")) == set(people)


def test_alone_nothing_speaks_of_colleagues(services, show, store, clock):
    for n in range(2):
        make.customer(store, f"客户{n}", f"138001380{n:02}")
    panel = show(PeopleList(services), 372, 700)
    panel.list.selectAll()
    QApplication.processEvents()

    assert not panel.several.hand_over_button.isVisible()
