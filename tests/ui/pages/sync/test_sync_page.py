"""The Sync page: from a laptop on its own to receipts, the inbox, and what goes wrong."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from sqlalchemy import text

from crm_desktop.base.errors import UserError
from crm_desktop.features.contacts.queries import card as contact_card
from crm_desktop.features.sync.records import SyncStopped
from crm_desktop.ui.pages.sync.inbox_card import PARKED, SETTLED
from crm_desktop.ui.sync_run import SyncRun
from crm_desktop.ui.sync_watch import AUTOMATIC
from sync.client.receipt import Receipt
from tests.ui.conftest import Heard
from tests.ui.connected import Shop

if TYPE_CHECKING:
    from crm_desktop.base.preferences import Preferences
    from crm_desktop.store.store import Store
    from crm_desktop.ui.signals import Signals

Make = Callable[..., str]
Open = Callable[..., Any]
TODAY_EARLY, YESTERDAY = datetime(2026, 11, 22, 9, 5), datetime(2026, 11, 21, 18, 2)


def job_of(store: "Store", person: str) -> str:
    return store.read(contact_card, person).job


def keys(page: Any, *pressed: Qt.Key) -> None:
    for key in pressed:
        QTest.keyClick(page.inbox.list, key)
        QApplication.processEvents()


def test_a_laptop_on_its_own_has_one_card_and_one_button(
    open_page: Open, run: SyncRun, signals: "Signals", clipped: Callable[[QWidget], list[str]]
) -> None:
    asked: list[str] = []
    signals.run_action.connect(lambda name, _argument: asked.append(name))

    page = open_page("sync")
    page.focus_first()
    page.alone.button.click()

    assert page.alone.isVisible()
    assert not page.inbox.isVisible()
    assert asked == ["enrol"]
    assert not clipped(page)


def test_it_says_which_shop_and_as_whom(
    open_page: Open, enrolled: SyncRun, clipped: Callable[[QWidget], list[str]]
) -> None:
    page = open_page("sync")

    assert not page.alone.isVisible()
    assert page.connection.fact("门店") == "阳光汽车城"
    assert page.connection.fact("我") == "刘伟 · 销售顾问"
    assert page.connection.fact("服务器") == "https://192.168.1.20:8443"
    assert page.inbox.nothing.isVisible()
    assert page.receipt.sentences() == ["还没有同步过"]
    assert not clipped(page)


def test_the_last_receipt_and_the_earlier_ones_are_shown(
    open_page: Open, enrolled: SyncRun, session_of: Callable[..., None], clock: object
) -> None:
    session_of(YESTERDAY, sent=3, received=1)
    session_of(TODAY_EARLY, sent=12, received=45, conflicts=1, parked=1, requests=3, bytes_up=3_400,
               bytes_down=12_000, seconds=1.23)  # fmt: skip
    page = open_page("sync")

    assert page.receipt.moment.text() == "今天 09:05"
    assert page.receipt.sentences() == ["上传 12 条修改", "收到 45 条记录", "1 处冲突待决定", "1 条修改未被接收"]
    assert page.receipt.traffic.text() == "1.2 秒 · 3 次请求 · 上传 3.4 kB，下载 12.0 kB"
    assert [row.title for _n, row in page.receipt.earlier.rows.held()] == ["昨天 18:02"]


def test_both_values_are_shown_and_the_second_is_taken_by_key(
    open_page: Open, enrolled: SyncRun, conflict: Make, store: "Store", person: str, notices: Heard
) -> None:
    conflict()
    page = open_page("sync")

    left, right = page.inbox.detail.sides
    assert page.inbox.detail.title.text() == "王芳 · 联系人 · 职业"
    assert (left.heading.text(), left.value.text(), left.who.text()) == ("使用中", "–", "李娜")
    assert (right.heading.text(), right.value.text(), right.who.text()) == ("未使用", "会计", "您 · 昨天 15:20")
    keys(page, Qt.Key.Key_2)

    assert job_of(store, person) == "会计"
    assert page.inbox.nothing.isVisible()
    assert notices.texts == ["职业：现在使用“会计”。"]


def test_a_decision_is_undone_from_its_message(
    open_page: Open, enrolled: SyncRun, conflict: Make, store: "Store", person: str, notices: Heard
) -> None:
    conflict()
    page = open_page("sync")
    keys(page, Qt.Key.Key_2)

    notices.press()
    QApplication.processEvents()

    assert job_of(store, person) == ""
    assert page.inbox.detail.isVisible()


def test_the_other_value_comes_back_later(
    open_page: Open, enrolled: SyncRun, conflict: Make, store: "Store", person: str
) -> None:
    conflict()
    page = open_page("sync")
    keys(page, Qt.Key.Key_2)

    page.inbox.show_part(SETTLED)
    left, right = page.inbox.detail.sides
    assert (left.value.text(), left.button.isVisible()) == ("会计", False)
    assert right.button.text() == "换回这个 (2)"
    keys(page, Qt.Key.Key_2)

    assert job_of(store, person) == ""


def test_enter_opens_the_archive(
    open_page: Open, enrolled: SyncRun, conflict: Make, person: str, signals: "Signals"
) -> None:
    opened: list[tuple[str, str]] = []
    signals.open_record.connect(lambda page, record: opened.append((page, record)))
    conflict()
    page = open_page("sync")

    keys(page, Qt.Key.Key_Return)

    assert opened == [("person", person)]
    assert page.subject() == person


def test_a_change_that_was_not_taken_says_why_and_can_be_tried_again(
    open_page: Open, enrolled: SyncRun, parked: Make, store: "Store", person: str
) -> None:
    parked()
    page = open_page("sync")

    assert page.inbox.what.code() == PARKED
    assert "归其他同事" in page.inbox.detail.sentence.text()
    assert page.inbox.detail.text.text() == "职业：会计"
    keys(page, Qt.Key.Key_R)

    assert job_of(store, person) == "会计"
    assert page.inbox.nothing.isVisible()


def test_a_change_that_was_not_taken_is_let_go(
    open_page: Open, enrolled: SyncRun, parked: Make, store: "Store", person: str
) -> None:
    parked()
    page = open_page("sync")

    keys(page, Qt.Key.Key_Delete)

    assert page.inbox.nothing.isVisible()
    assert job_of(store, person) == ""


def test_a_session_shows_how_far_it_is(open_page: Open, enrolled: SyncRun, shop: Shop, conflict: Make) -> None:
    conflict()
    page = open_page("sync")
    said: list[tuple[str, bool]] = []
    enrolled.progressed.connect(lambda _receipt: said.append((page.strip.text.text(), page.strip.isVisible())))
    shop.told = [Receipt(), Receipt(sent=1), Receipt(sent=1, received=5_000)]

    enrolled.start()

    assert said == [("正在联系门店服务器…", True), ("正在上传：1 / 3", True), ("正在接收：已收到 5,000 条记录", True)]
    assert not page.strip.isVisible()


def test_cancel_stops_the_session(open_page: Open, enrolled: SyncRun, shop: Shop) -> None:
    page = open_page("sync")
    shop.told = [Receipt(), Receipt(sent=1)]
    enrolled.progressed.connect(lambda _receipt: page.strip.stop.click())

    enrolled.start()

    assert enrolled.cancelled
    assert not page.strip.isVisible()


@pytest.mark.parametrize(("kind", "title", "button"), [
    ("revoked", "门店已停用这台电脑", ""), ("not enrolled", "门店不认识这台电脑", "输入新的接入码…"),
    ("update", "这个版本对门店来说太旧了", ""), ("certificate", "服务器的证书变了", "输入新的接入码…"),
    ("damaged", "上次同步没有完成", ""), ("disk", "这台电脑的磁盘已满", ""),
    ("too old", "这个版本对门店来说太旧了", ""), ("key", "上次同步没有完成", ""),
])  # fmt: skip
def test_what_went_wrong_stands_above_with_what_to_do(
    open_page: Open, enrolled: SyncRun, shop: Shop, kind: str, title: str, button: str
) -> None:
    page = open_page("sync")
    shop.answer = SyncStopped(kind, "门店服务器说了一句话。")

    enrolled.start()

    assert page.banner.isVisible()
    assert page.banner.title.text() == title
    assert page.banner.text.text().startswith("门店服务器说了一句话。")
    assert ("私密联系人" in page.banner.text.text()) == (kind == "revoked")
    assert page.banner.button.isVisible() == bool(button)
    assert page.banner.button.text() == button


def test_a_laptop_that_was_shut_out_says_so_after_a_new_start(
    open_page: Open, enrolled: SyncRun, session_of: Callable[..., None]
) -> None:
    session_of(YESTERDAY, sent=3)
    session_of(TODAY_EARLY, problem="revoked")
    enrolled.look()

    page = open_page("sync")

    assert page.banner.title.text() == "门店已停用这台电脑"


def test_disk_that_was_full_before_the_start_is_not_told_as_full_now(
    open_page: Open, enrolled: SyncRun, session_of: Callable[..., None]
) -> None:
    session_of(YESTERDAY, sent=3)
    session_of(TODAY_EARLY, problem="disk")
    enrolled.look()

    page = open_page("sync")

    assert not page.banner.isVisible()
    assert enrolled.stopped_by == ""


def test_being_offline_is_nothing_to_worry_about(open_page: Open, enrolled: SyncRun, shop: Shop) -> None:
    page = open_page("sync")
    shop.answer = SyncStopped("unreachable", "连不上门店服务器。")

    enrolled.start()
    QApplication.processEvents()

    assert not page.banner.isVisible()
    assert page.sentence.text().startswith("连不上门店服务器。")
    assert isinstance(enrolled.problem, UserError)


def test_syncing_by_itself_is_switched_off_here(open_page: Open, enrolled: SyncRun, preferences: "Preferences") -> None:
    page = open_page("sync")
    assert page.connection.by_itself.isChecked()

    page.connection.by_itself.click()

    assert preferences.get(AUTOMATIC, True) is False


def test_what_is_too_long_or_kept_aside_is_only_to_be_read(
    open_page: Open, enrolled: SyncRun, store: "Store", person: str, clipped: Callable[[QWidget], list[str]]
) -> None:
    def aside(session: Any) -> None:
        session.execute(text("UPDATE contact SET note = :note"), {"note": "长" * 200_000})
        session.execute(text("INSERT OR REPLACE INTO sync_state VALUES ('held', :held)"),
                        {"held": f'["contact/{person}"]'})  # fmt: skip
        session.execute(text("INSERT INTO sync_quarantine VALUES ('hobby', 'h', 9, :body, 'unknown table')"),
                        {"body": b'{"name":"golf"}'})  # fmt: skip

    store.write("Aside", aside)

    page = open_page("sync")
    page.inbox.show_part(PARKED)

    assert [item.id for item in page.inbox._shelves[PARKED].items] == [f"held/contact/{person}", "kept/hobby/h"]
    for _step in range(2):
        assert not page.inbox.detail.retry_button.isVisible()
        assert not page.inbox.detail.let_go_button.isVisible()
        assert not clipped(page)
        keys(page, Qt.Key.Key_Delete, Qt.Key.Key_R, Qt.Key.Key_J)
    assert len(page.inbox._shelves[PARKED].items) == 2
