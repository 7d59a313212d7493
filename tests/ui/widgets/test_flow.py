"""Chips and buttons that flow on to the next line."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from crm_desktop.ui.widgets.flow import FlowLayout


class Sign(QWidget):
    """Wants to be exactly so wide and tall."""

    def __init__(self, width: int, height: int) -> None:
        super().__init__()
        self.wanted = QSize(width, height)

    def want(self, width: int, height: int) -> None:
        self.wanted = QSize(width, height)
        self.updateGeometry()

    @override
    def sizeHint(self) -> QSize:
        return self.wanted


def _flowing(*signs: Sign, width: int, nested: bool = False) -> tuple[QWidget, FlowLayout]:
    place = QWidget()
    flow = FlowLayout(None if nested else place, spacing=10)
    if nested:
        around = QVBoxLayout(place)
        around.setContentsMargins(0, 0, 0, 0)
        around.addLayout(flow)
        around.addStretch(1)
    for sign in signs:
        flow.addWidget(sign)
    place.resize(width, 200)
    place.show()
    QApplication.processEvents()
    return place, flow


def _places(*signs: Sign) -> list[tuple[int, int, int, int]]:
    QApplication.processEvents()
    return [sign.geometry().getRect() for sign in signs]  # type: ignore[misc]


def test_what_finds_no_room_goes_on_in_the_next_line(qapp: QApplication) -> None:
    first, second, third = Sign(60, 20), Sign(30, 20), Sign(50, 20)
    _place, flow = _flowing(first, second, third, width=100)
    assert _places(first, second, third) == [(0, 0, 60, 20), (70, 0, 30, 20), (0, 30, 50, 20)]
    assert flow.heightForWidth(100) == 50
    assert flow.heightForWidth(160) == 20
    assert flow.sizeHint() == QSize(160, 20)


def test_what_is_lower_than_its_line_stands_in_its_middle_and_nothing_is_wider_than_the_place(
    qapp: QApplication,
) -> None:
    low, tall, wide = Sign(20, 10), Sign(20, 30), Sign(300, 20)
    _place, _flow = _flowing(low, tall, wide, width=100)
    assert _places(low, tall, wide) == [(0, 10, 20, 10), (30, 0, 20, 30), (0, 40, 100, 20)]


def test_what_is_hidden_shown_or_grown_is_laid_out_anew_also_inside_another_layout(qapp: QApplication) -> None:
    for nested in (False, True):
        first, second = Sign(60, 20), Sign(60, 20)
        _place, flow = _flowing(first, second, width=100, nested=nested)
        assert _places(first, second) == [(0, 0, 60, 20), (0, 30, 60, 20)]
        first.hide()
        assert _places(second) == [(0, 0, 60, 20)]
        first.show()
        assert _places(second) == [(0, 30, 60, 20)]
        first.want(30, 20)
        assert _places(first, second) == [(0, 0, 30, 20), (40, 0, 60, 20)]
        flow.setSpacing(20)
        assert _places(first, second) == [(0, 0, 30, 20), (0, 40, 60, 20)]
        flow.removeWidget(first)
        assert _places(second) == [(0, 0, 60, 20)]


def test_what_is_put_into_a_row_on_the_screen_is_there_at_once(qtbot):
    place = QWidget()
    flow = FlowLayout(place)
    qtbot.addWidget(place)
    place.show()
    qtbot.waitExposed(place)
    hidden = QPushButton("b", place)
    hidden.hide()

    for button in (QPushButton("a", place), hidden):
        flow.addWidget(button)

    assert [button.isVisible() for button in place.findChildren(QPushButton)] == [False, True]
