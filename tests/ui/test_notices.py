"""What the program says: toasts with Undo, messages that wait for the window, the one error dialog."""

from collections.abc import Callable

from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton, QWidget

from crm_desktop.base.errors import UserError
from crm_desktop.ui.notices import Notices
from crm_desktop.ui.widgets.toast import Toast


def toasts(window: QWidget) -> list[str]:
    return [toast.words.text() for toast in window.findChildren(Toast) if toast.isVisibleTo(window)]


def test_messages_wait_for_the_window(show: Callable[..., QWidget]) -> None:
    notices, window = Notices(), QWidget()
    notices.done("早")

    show(window)
    notices.attach(window)

    assert toasts(window) == ["早"]


def test_undo_on_a_toast_names_its_step(show: Callable[..., QWidget]) -> None:
    notices, window = Notices(), QWidget()
    show(window)
    notices.attach(window)
    asked: list[int] = []
    notices.undo_asked.connect(asked.append)

    notices.done("已记录联系。", step=7)
    button = next(button for button in window.findChildren(QPushButton) if button.text() == "撤销")
    button.click()

    assert asked == [7]
    assert toasts(window) == []


def test_only_the_newest_messages_stay(show: Callable[..., QWidget]) -> None:
    notices, window = Notices(), QWidget()
    show(window)
    notices.attach(window)

    for n in range(5):
        notices.info(f"第 {n} 条")

    assert toasts(window) == ["第 2 条", "第 3 条", "第 4 条"]


def test_a_problem_stays_until_it_is_closed(show: Callable[..., QWidget]) -> None:
    notices, window = Notices(), QWidget()
    show(window)
    notices.attach(window)

    notices.error(UserError("磁盘已满。"))

    toast = window.findChild(Toast)
    assert toast is not None
    assert not toast.fades


def test_a_bug_shows_one_dialog_with_a_report_to_copy(show: Callable[..., QWidget]) -> None:
    notices, window = Notices(), QWidget()
    show(window)
    notices.attach(window)

    notices.bug("ValueError\npage.py:3 refresh")
    notices.bug("another")
    boxes = window.findChildren(QMessageBox)
    copy = next(button for button in boxes[0].buttons() if button.text() == "复制报告")
    copy.click()

    assert len(boxes) == 1
    assert QApplication.clipboard().text() == "ValueError\npage.py:3 refresh"


def test_toasts_are_drawn_inside_a_small_window(
    show: Callable[..., QWidget], clipped: Callable[..., list[str]]
) -> None:
    notices, window = Notices(), QWidget()
    show(window, 360, 300)
    notices.attach(window)

    notices.warn(
        "这是一句很长的提示，需要换行才能在很窄的窗口里完整地显示出来，而且不能被截断。", "去看看", lambda: None
    )
    QApplication.processEvents()

    assert not clipped(window)
