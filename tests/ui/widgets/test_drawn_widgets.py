"""Painted widgets draw in both themes and say what they show to a screen reader."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from crm_desktop.ui.theme import fonts
from crm_desktop.ui.theme.theme import Theme
from crm_desktop.ui.widgets.avatar import Avatar
from crm_desktop.ui.widgets.chip import Chip, Pill, PillLabel
from crm_desktop.ui.widgets.choice_card import ChoiceCard
from crm_desktop.ui.widgets.empty_state import EmptyState
from crm_desktop.ui.widgets.figures import FigureCard, Funnel, Ring
from crm_desktop.ui.widgets.flow import FlowLayout
from crm_desktop.ui.widgets.qr_code import QrCode, squares_of
from crm_desktop.ui.widgets.splitter import Splitter
from crm_desktop.ui.widgets.timeline import Entry, TimelineView
from crm_desktop.ui.widgets.wrapped import laid_out

WORDS = "对加速和隔音满意。"


@pytest.mark.parametrize("choice", ["light", "dark"])
def test_everything_draws(choice: str, theme: Theme, show: Callable[..., QWidget], shot: Callable[..., object]) -> None:
    theme.choose(choice)
    place = QWidget()
    place.setProperty("role", "page")
    column = QVBoxLayout(place)
    funnel, ring, code = Funnel("漏斗"), Ring("按时率"), QrCode("拨号", 90)
    funnel.show_bars([("线索", 128), ("C", 64), ("B", 37), ("A", 18), ("H", 11), ("成交", 6)])
    ring.show_share(0.92)
    code.show_squares(squares_of("tel:13800138000"))
    figure = FigureCard("phone-clock", "今日待回访")
    figure.show_figure("14", "已完成 5 · 逾期 3")
    timeline = TimelineView("时间线")
    timeline.show_entries(
        [
            Entry(
                "1",
                "car-outline",
                "试驾 汉 EV",
                "昨天 15:20",
                WORDS * 9,
                "accent",
                (Pill("有效", "ok"),),
            )
        ]
    )
    for widget in (
        figure, funnel, ring, code, timeline, Avatar("王芳"), PillLabel("逾期 3 天", "bad"), Chip("全部"),
        EmptyState("account-group-outline", "还没有人。", hint="按 Ctrl+N。"),
        ChoiceCard("import", "导入我的联系人", "支持 Excel。"),
    ):  # fmt: skip
        column.addWidget(widget)

    show(place, 600, 1400)

    shot(place, f"widgets-{choice}")


def test_a_timeline_row_grows_with_its_text(show: Callable[..., QWidget]) -> None:
    view: Any = show(TimelineView("时间线"), 400, 600)
    view.show_entries(
        [Entry("1", "car-outline", "试驾", text="短"), Entry("2", "car-outline", "到店", text="很长的话。" * 40)]
    )

    short, tall = (view.visualRect(view.model().index(n)).height() for n in (0, 1))

    assert tall > 2 * short


def test_a_timeline_asks_for_more_at_its_end(show: Callable[..., QWidget]) -> None:
    view: Any = show(TimelineView("时间线"), 400, 300)
    asked: list[bool] = []

    view.show_entries([Entry("1", "car-outline", "试驾")], more=lambda: asked.append(True))
    view.model().fetchMore(view.rootIndex())
    view.add_entries([Entry("2", "car-outline", "到店")])

    assert asked == [True]
    assert view.model().rowCount() == 2


def test_chips_flow_on_to_the_next_line(show: Callable[..., QWidget]) -> None:
    place = QWidget()
    flow = FlowLayout(place)
    for n in range(10):
        flow.addWidget(Chip(f"标签 {n}", place))
    show(place, 200, 300)

    assert flow.heightForWidth(200) > flow.heightForWidth(2000)


@pytest.mark.parametrize("wide", [118, 240])
def test_a_long_sum_is_set_smaller_where_there_is_no_room_and_never_cut(
    show: Callable[..., QWidget], wide: int
) -> None:
    card: Any = show(FigureCard("handshake", "已承诺"), wide, 120)
    card.show_figure("¥12,350", "31 笔")
    QApplication.processEvents()

    needed = card.figure.fontMetrics().horizontalAdvance("¥12,350")
    assert needed <= card.figure.width()
    assert (card.figure.fontMetrics().height() > 30) == (wide == 240)


def test_a_figure_opens_by_keyboard(show: Callable[..., QWidget]) -> None:
    card: Any = show(FigureCard("fire", "H 级意向客户"), 240, 120)
    pressed: list[bool] = []
    card.clicked.connect(lambda: pressed.append(True))
    card.show_figure("6", "7 日内可成交")

    QTest.keyClick(card, Qt.Key.Key_Return)

    assert pressed == [True]
    assert card.accessibleName() == "H 级意向客户 6 7 日内可成交"


def test_a_splitter_takes_only_sizes_it_told(show: Callable[..., QWidget]) -> None:
    splitter: Any = show(Splitter(QWidget(), QWidget()), 1000, 400)
    before = splitter.sizes()

    for nonsense in (None, [1], ["a", "b"], [0, 0], [10**11] * 2, {"x": 1}):
        splitter.take_sizes(nonsense)

    assert splitter.sizes() == before


def test_no_chinese_line_begins_with_its_stop(qapp: object) -> None:
    font = fonts.register()
    text = "您看周六方便吗吗？可以"
    just_too_narrow = QFontMetrics(font).horizontalAdvance("您看周六方便吗吗") + 3

    layout, _size = laid_out(text, font, just_too_narrow)

    assert text[layout.lineAt(1).textStart()] == "吗"


def test_a_long_word_breaks_instead_of_running_out(qapp: object) -> None:
    _layout, size = laid_out("https://" + "a" * 200, fonts.register(), 120)

    assert size.width() <= 120
