"""A proposal stands on the archive and on Today until it is answered; both answers are one key."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from crm_desktop.features.customers.queries import archive
from tests import make

Open = Callable[..., Any]


def scales(store: Any, person: str) -> tuple[str, str]:
    part = store.read(archive, person).customer
    return part.status, part.level


def test_the_archive_asks_and_one_key_does_it(open_archive: Open, store: Any, clock: Any, notices: Any) -> None:
    person = make.customer(store, "王秀英", level="H")
    clock.forward(days=8)
    view = open_archive(person)
    assert view.proposals.isVisible()

    view.proposals._take()
    QApplication.processEvents()

    assert scales(store, person) == ("P", "A")
    assert not view.proposals.isVisible()
    notices.press()
    assert scales(store, person) == ("P", "H")


def test_leaving_it_is_remembered(open_archive: Open, store: Any, clock: Any) -> None:
    person = make.customer(store, "王秀英", level="C")
    clock.forward(days=91)
    make.touch(store, person)
    view = open_archive(person)

    view.proposals.bar.decline.click()
    QApplication.processEvents()

    assert scales(store, person) == ("P", "C")
    assert not open_archive(person).proposals.isVisible()


def test_a_level_is_chosen_where_none_is_known(open_archive: Open, store: Any) -> None:
    person = make.customer(store, "王秀英", level="", status="N")
    make.touch(store, person)
    view = open_archive(person)
    assert not view.proposals.bar.accept.isVisible()

    view.proposals.bar.levels[1].click()
    QApplication.processEvents()

    assert scales(store, person) == ("P", "A")


def test_a_late_delivery_opens_its_dialog(open_archive: Open, store: Any, clock: Any, services: Any) -> None:
    from datetime import date

    from crm_desktop.features.milestones import commands

    person = make.customer(store, "王秀英")
    store.write("Order", commands.order, person, model="汉 EV", deliver_on=date(2026, 11, 24))
    clock.forward(days=3)
    asked: list[str] = []
    services.signals.run_action.connect(lambda action, _argument: asked.append(action))

    open_archive(person).proposals.bar.accept.click()

    assert asked == ["deliver"]


def test_today_works_through_proposals_by_keys(open_page: Open, store: Any, clock: Any) -> None:
    hot, cold = make.customer(store, "王秀英", level="H"), make.customer(store, "周敏", level="B")
    clock.forward(days=40)
    page = open_page("today")
    card = page.proposals
    assert card.isVisible()
    assert card.current().contact_id == hot

    QTest.keyClick(card.list, Qt.Key.Key_Return)
    QApplication.processEvents()
    assert scales(store, hot) == ("P", "A")

    while card.isVisible() and card.current() is not None:
        QTest.keyClick(card.list, Qt.Key.Key_N)
        QApplication.processEvents()
    assert scales(store, cold) == ("P", "B")
    assert not card.isVisible()
