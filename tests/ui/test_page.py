"""A page refreshes when its tables change, once, and only when it is seen; what it does can be undone."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from crm_desktop.features.contacts import queries
from crm_desktop.store.tables import Contact
from crm_desktop.ui.lanes import CancelledError
from crm_desktop.ui.page import Page
from crm_desktop.ui.services import Services
from tests import make


class PeoplePage(Page):
    refresh_on = frozenset({"contact"})

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.refreshed = 0

    def refresh(self) -> None:
        self.refreshed += 1


def change(*tables: str) -> Any:
    return SimpleNamespace(step=1, label="", tables=frozenset(tables), roots=frozenset())


def test_a_page_loads_when_it_is_shown(bare_services: Services, show: Callable[..., QWidget]) -> None:
    page = PeoplePage(bare_services)
    assert page.refreshed == 0

    show(page)

    assert page.refreshed == 1


def test_several_changes_while_hidden_are_one_refresh(bare_services: Services, show: Callable[..., QWidget]) -> None:
    page = PeoplePage(bare_services)
    show(page)
    page.hide()

    bare_services.signals.changed.emit(change("contact"))
    bare_services.signals.changed.emit(change("contact", "touch"))
    assert page.refreshed == 1
    page.show()

    assert page.refreshed == 2


def test_a_visible_page_refreshes_for_its_tables_only(bare_services: Services, show: Callable[..., QWidget]) -> None:
    page = PeoplePage(bare_services)
    show(page)

    bare_services.signals.changed.emit(change("setting"))
    QApplication.processEvents()
    assert page.refreshed == 1
    bare_services.signals.changed.emit(change("contact"))
    bare_services.signals.changed.emit(change("contact"))
    QApplication.processEvents()

    assert page.refreshed == 2


def test_a_dead_page_hears_nothing(bare_services: Services) -> None:
    page = PeoplePage(bare_services)
    page.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    bare_services.signals.changed.emit(change("contact"))


def test_what_a_page_does_can_be_undone_from_the_toast(services: Services, notices: Any, store: Any) -> None:
    contact = make.contact(store, name="王芳")
    page = PeoplePage(services)

    page.do("改名", rename, contact, "王小芳", done="已改名")
    assert store.read(queries.card, contact).name == "王小芳"
    notices.press()

    assert store.read(queries.card, contact).name == "王芳"


def rename(session: Any, contact_id: str, name: str) -> None:
    session.get(Contact, contact_id).name = name


def test_a_long_step_leaves_no_dialog_behind(bare_services: Services, show: Callable[..., QWidget]) -> None:
    page = PeoplePage(bare_services)
    show(page)
    ends: list[str] = []

    def job(progress: Any, cancelled: Any) -> str:
        progress(1, 2)
        return "whole"

    page.long("正在导入…", job, ends.append)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    assert ends == ["whole"]
    assert page.findChildren(QDialog) == []


def test_a_given_up_step_is_quiet(bare_services: Services, show: Callable[..., QWidget], notices: Any) -> None:
    page = PeoplePage(bare_services)
    show(page)

    def job(progress: Any, cancelled: Any) -> None:
        raise CancelledError

    page.long("正在导入…", job)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    assert page.findChildren(QDialog) == []
    assert notices.texts == []


def test_what_is_asked_of_a_profile_closed_meanwhile_is_given_up(bare_services: Services, notices: Any) -> None:
    page, shown = PeoplePage(bare_services), list[object]()
    bare_services.profile = None

    page.load(queries.card, "anybody", then=shown.append)
    page.load(queries.card, "anybody", then=shown.append, heavy=True)
    page.look(queries.card, "anybody", then=shown.append)

    assert shown == []
    assert notices.all == []
