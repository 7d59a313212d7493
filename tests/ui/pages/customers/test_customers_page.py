"""Customers: list and archive side by side."""

from datetime import date

from PySide6.QtWidgets import QApplication

from crm_desktop.ui.people.page import PeoplePage
from tests import make


def test_the_first_customer_is_shown(open_page, store, clock):
    person = make.customer(store, name="王芳", level="H", status="P", opened_on=date(2026, 11, 1))
    page = open_page("customers")

    assert isinstance(page, PeoplePage)
    assert page.archive.contact_id() == person
    assert page.right.currentWidget() is page.archive


def test_a_filter_from_elsewhere_is_shown_as_if_typed(open_page, store, clock):
    make.customer(store, name="王芳", level="H", status="P")
    make.customer(store, name="李雷", level="C", status="P")
    page = open_page("customers")

    page.open_record("filter:level:C")

    assert page.list.search.text() == "level:C"
    assert [row.title for _n, row in page.list.list.rows.held()] == ["李雷"]


def test_an_empty_book_teaches(open_page, store, clock):
    page = open_page("customers")

    assert page.empty.isVisible()


def test_the_person_of_last_time_is_shown_again(open_page, store, clock):
    make.customer(store, name="王芳", level="H", status="P")
    second = make.customer(store, name="李雷", level="C", status="P")
    page = open_page("customers")
    page.open_record(second)
    page.flush()

    assert open_page("customers").archive.contact_id() == second


def test_nothing_on_the_page_is_clipped(open_page, store, clock, clipped):
    make.customer(store, name="王芳", level="H", status="P")

    for width, height in ((1096, 664), (1176, 804)):
        assert not clipped(open_page("customers", width, height))


def test_a_refresh_of_a_long_list_does_not_change_the_person_on_show(open_page, store, clock):
    for number in range(80):
        make.customer(store, name=f"客户{number:03}", level="H", status="P", phone=f"13900139{number:03}")
    far = make.customer(store, name="远客", level="C", status="P", opened_on=date(2026, 11, 22))
    page = open_page("customers")

    page.open_record(far)
    make.touch(store, far, kind="call", result="answered")
    QApplication.processEvents()

    assert page.archive.contact_id() == far


def test_someone_the_filter_hides_stays_on_show_when_opened_from_elsewhere(open_page, store, clock):
    make.customer(store, name="王芳", level="H", status="P")
    hidden = make.customer(store, name="李雷", level="C", status="P")
    page = open_page("customers")
    page.open_record("filter:level:H")

    page.open_record(hidden)
    make.touch(store, hidden, kind="call", result="answered")
    QApplication.processEvents()

    assert page.archive.contact_id() == hidden
