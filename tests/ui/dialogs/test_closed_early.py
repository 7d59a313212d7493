"""A dialog that is left with Escape while what it asked for is still being written: nothing goes wrong."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from crm_desktop.base import clock
from crm_desktop.features.contacts import queries
from crm_desktop.features.contacts.records import PersonName
from crm_desktop.features.network import commands as network
from crm_desktop.features.network import queries as groups
from crm_desktop.features.network.records import NewGroup
from crm_desktop.features.settings.queries import shop_rules
from crm_desktop.ui.dialogs.sheet import Sheet
from crm_desktop.ui.lanes import Lane
from crm_desktop.ui.pages.calendar.plan_dialog import PlanDialog
from crm_desktop.ui.pages.network.group_dialog import GroupDialog
from crm_desktop.ui.pages.network.role_dialog import RoleDialog
from crm_desktop.ui.people.archive.merge_dialog import MergeDialog
from crm_desktop.ui.people.archive.part import ArchivePage
from crm_desktop.ui.people.archive.pick_person import PickPerson
from crm_desktop.ui.theme.tokens import Tone
from tests import make

Opened = tuple[Sheet, Callable[[], None]]


@pytest.fixture
def busy(services: Any, notices: Any, qtbot: Any) -> Iterator[Callable[[], None]]:
    """Something else is being written; `busy()` ends that, and waits for everything behind it."""
    lane, free, done = Lane("write", notices.notices, writes=True), threading.Event(), []
    services.lanes = replace(services.lanes, write=lane)
    lane.run(lane, free.wait)

    def end() -> None:
        lane.run(lane, lambda: None, done.append)
        free.set()
        qtbot.waitUntil(lambda: bool(done))

    yield end
    free.set()
    lane.drain()


def _plan(page: ArchivePage, person: str, _other: PersonName) -> Opened:
    shop = page.services.store.read(shop_rules)
    dialog = PlanDialog(page, shop, clock.today(), -1, person)
    return dialog, dialog.plan


def _group(page: ArchivePage, _person: str, _other: PersonName) -> Opened:
    dialog = GroupDialog(page, page.services.store.read(shop_rules).group_kinds, lambda _key: None)
    dialog.name.set_value("王家", force=True)
    return dialog, dialog.save


def _role(page: ArchivePage, person: str, _other: PersonName) -> Opened:
    store = page.services.store
    key = store.write("group", network.save_group, NewGroup("household", "王家"))
    store.write("member", network.add_members, key, [person])
    dialog = RoleDialog(page, store.read(groups.group, key).members[0])
    return dialog, dialog.save


def _merge(page: ArchivePage, person: str, other: PersonName) -> Opened:
    dialog = MergeDialog(page, person, other, [])
    return dialog, dialog.merge


def _pick(page: ArchivePage, person: str, other: PersonName) -> Opened:
    def chosen(_person: object, _values: object, then: Any, failed: Any) -> None:
        page.act("x", queries.card, person, then=then, failed=failed)

    dialog = PickPerson(page, "x", chosen, without=person, yes="x")
    dialog.people._show([other])
    return dialog, dialog.choose


@pytest.mark.parametrize("opened", [_plan, _group, _role, _merge, _pick])
def test_a_dialog_left_with_escape_while_it_saves_is_no_error(
    opened: Callable[..., Opened], busy: Callable[[], None], services: Any, store: Any, notices: Any
) -> None:
    person = make.contact(store, name="王芳")
    make.contact(store, name="王小芳")
    page = ArchivePage(services)
    dialog, save = opened(page, person, store.read(queries.names_like, "王小芳", limit=1)[0])
    dialog.open()

    save()
    dialog.reject()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    busy()

    assert [notice for notice in notices.all if notice.tone == Tone.BAD] == []
    page.deleteLater()
