"""The pill of the top bar: what it says in each state, and how it makes do with little room."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from crm_desktop.base import i18n
from crm_desktop.ui.window.standing import Link, alone, standing
from crm_desktop.ui.window.sync_pill import Standing, SyncPill

NOW = datetime(2026, 11, 22, 18, 30)
EVENING = datetime(2026, 11, 22, 18, 2)
YESTERDAY = datetime(2026, 11, 21, 18, 2)


@pytest.mark.parametrize(("link", "said", "in_english"), [
    (Link(waiting=27, last=EVENING, reached=False), "离线可用 · 27 条待同步", "Offline · 27 to send"),
    (Link(last=EVENING, reached=False), "离线可用", "Offline"),
    (Link(waiting=1, last=EVENING, reached=True), "在线 · 1 条待同步", "Online · 1 to send"),
    (Link(last=EVENING, reached=True), "已同步 18:02", "In step 18:02"),
    (Link(last=YESTERDAY), "已同步 昨天", "In step yesterday"),
    (Link(), "已接入门店", "Connected"),
    (Link(to_decide=3, last=EVENING, reached=True), "3 项待决定", "3 to decide"),
    (Link(waiting=2, to_decide=3, reached=False), "离线可用 · 2 条待同步 · 3 项待决定",
     "Offline · 2 to send · 3 to decide"),
    (Link(waiting=2, running=True), "正在同步…", "Syncing…"),
    (Link(waiting=2, running=True, stopped="本机已停用"), "本机已停用", "本机已停用"),
])  # fmt: skip
def test_each_state_is_said_in_a_few_words(link: Link, said: str, in_english: str) -> None:
    assert standing(link, NOW).text == said
    i18n.set_language("en")
    assert standing(link, NOW).text == in_english


def test_the_tooltip_tells_everything() -> None:
    told = standing(Link(waiting=1_200, to_decide=1, last=YESTERDAY, reached=False), NOW).tooltip

    assert told == (
        "连不上门店服务器，可以照常工作。\n1,200 条修改等待上传。\n1 项需要您决定。\n上次同步：昨天 18:02。"
    )


def test_without_a_shop_it_says_where_the_data_is() -> None:
    assert alone().text == "仅在本机"


@pytest.fixture
def pill(show: Callable[..., QWidget]) -> SyncPill:
    made: Any = show(SyncPill(), 300, 28)
    return made  # type: ignore[no-any-return]


def test_little_room_leaves_the_short_text_and_then_the_icon(pill: SyncPill) -> None:
    pill.show_standing(Standing("cloud-off-outline", "warn", "离线可用 · 27 条待同步", "27 条待同步"))
    assert not pill.icon_only
    pill.setFixedWidth(pill.sizeHint().width() - 20)
    assert not pill.icon_only

    pill.setFixedWidth(pill.minimumSizeHint().width())

    assert pill.icon_only
    assert "27" in pill.accessibleName()


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_it_is_pressed_by_key(pill: SyncPill, key: Qt.Key) -> None:
    pressed: list[bool] = []
    pill.clicked.connect(lambda: pressed.append(True))
    pill.show_standing(alone())

    QTest.keyClick(pill, key)

    assert pressed == [True]


def test_nothing_to_say_hides_it(pill: SyncPill) -> None:
    pill.show_standing(alone())
    pill.show_standing(Standing("", "muted", ""))

    assert not pill.isVisible()
