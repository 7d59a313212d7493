"""The small cards of the page: connection, receipt, the session under way."""

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from crm_desktop.ui.pages.sync.connection_card import ConnectionCard
from crm_desktop.ui.pages.sync.receipt_card import ReceiptCard
from crm_desktop.ui.pages.sync.run_strip import RunStrip
from crm_desktop.ui.theme.tokens import Tone
from crm_desktop.ui.widgets.rows import Row


def held(make: Callable[[QWidget], QWidget], show: Callable[..., QWidget]) -> QWidget:
    holder = QWidget()
    layout = QVBoxLayout(holder)
    made = make(holder)
    layout.addWidget(made)
    show(holder, 340, 420)
    return made


def test_the_connection_is_shown_by_name(show: Callable[..., QWidget], clipped: Callable[[QWidget], list[str]]) -> None:
    card = held(ConnectionCard, show)
    assert isinstance(card, ConnectionCard)

    card.show_facts([("门店", "阳光汽车"), ("服务器", "https://192.168.1.20:8443")])
    card.show_facts([("门店", "阳光汽车城"), ("服务器", "https://192.168.1.21:8443")])

    assert (card.fact("门店"), card.fact("服务器")) == ("阳光汽车城", "https://192.168.1.21:8443")
    assert not clipped(card)


def test_a_receipt_says_what_went_and_came(show: Callable[..., QWidget]) -> None:
    card = held(ReceiptCard, show)
    assert isinstance(card, ReceiptCard)

    card.show_last("今天 18:02", [("upload", Tone.OK, "上传 12 条修改"), ("download", Tone.OK, "收到 45 条")], "3 kB")
    card.show_earlier([])

    assert card.sentences() == ["上传 12 条修改", "收到 45 条"]
    assert not card.earlier.isVisible()
    card.show_earlier([Row("1", "昨天 18:05", "上传 3 条")])
    assert card.earlier.isVisible()


def test_the_strip_shows_only_while_something_runs(show: Callable[..., QWidget]) -> None:
    strip = held(RunStrip, show)
    assert isinstance(strip, RunStrip)
    asked: list[bool] = []
    strip.cancelled.connect(lambda: asked.append(True))
    assert not strip.isVisible()

    strip.begin()
    strip.show_doing("正在上传：120 / 300", 120, 300)
    strip.stop.click()

    assert strip.isVisible()
    assert (strip.bar.value(), strip.bar.maximum()) == (120, 300)
    assert asked == [True]
    assert not strip.stop.isEnabled()
    strip.end()
    assert not strip.isVisible()
