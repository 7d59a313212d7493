"""What stands behind a tab of the archive is made when somebody goes there, and is whole then."""

from collections.abc import Callable
from typing import Any

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from crm_desktop.ui.people.archive.facts_card import FactsCard
from crm_desktop.ui.people.archive.view import PERSON
from tests import make

Open = Callable[..., Any]


def test_the_profile_is_made_when_its_tab_is_opened_and_shows_the_person(open_archive: Open, store: Any) -> None:
    view = open_archive(make.customer(store, "王秀英"))
    assert not view.findChildren(FactsCard)
    view.tabs.setCurrentIndex(PERSON)
    assert view.facts.isVisible()
    assert view.facts.data is view.data


def test_typing_on_a_tab_made_late_is_saved_like_any_other(open_archive: Open, store: Any, type_into: Any) -> None:
    wang = make.customer(store, "王秀英")
    view = open_archive(wang)
    view.tabs.setCurrentIndex(PERSON)
    type_into(next(iter(view.facts.forms())).fields["company"], "比亚迪")
    view.leave()
    assert open_archive(wang).data.archive.card.company == "比亚迪"


def test_tab_walks_through_what_was_made_late_before_it_leaves_for_the_right_side(
    open_archive: Open, store: Any
) -> None:
    view = open_archive(make.customer(store, "王秀英"))
    view.tabs.setCurrentIndex(PERSON)
    view.tabs.setFocus()
    below, passed = view.facts, []
    for _step in range(60):
        QTest.keyClick(QApplication.focusWidget(), "\t")
        passed.append(QApplication.focusWidget())
        if view.next.isAncestorOf(passed[-1]):
            break
    assert any(below.isAncestorOf(widget) for widget in passed)
    assert view.next.isAncestorOf(passed[-1])


def test_a_private_contact_has_no_fields_of_a_purchase_before_there_is_a_wish(open_archive: Open, store: Any) -> None:
    view = open_archive(make.contact(store, "李强"))
    assert not view.needs.form.fields
    view.needs.wake_button.click()
    assert view.needs.form.fields["model"].input.hasFocus()
    assert view.needs.form.fields["payment"].input.count() > 1
