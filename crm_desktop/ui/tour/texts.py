"""What is written on a widget, and which of it is cut off or was left in the other language."""

import re
from collections.abc import Iterator
from functools import cache

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QTabBar,
    QWidget,
)

from crm_desktop.base import i18n
from crm_desktop.ui.widgets.chip import LEAST_PAD, PAD, PillLabel

SLACK = 1
ARROW = 38
SHORT = 20
_BOXES = (QCheckBox, QRadioButton)


def _visible(root: QWidget) -> Iterator[QWidget]:
    for widget in (root, *root.findChildren(QWidget)):
        if widget.isVisibleTo(root) and widget.width() > 0 and widget.height() > 0 and widget.window() is root.window():
            yield widget


def shown_texts(root: QWidget) -> list[str]:
    """Every text on labels, buttons, tabs, menus, inputs' placeholders and combo boxes."""
    return [text for widget in _visible(root) for text in _texts_of(widget) if text.strip()]


def _texts_of(widget: QWidget) -> list[str]:
    if isinstance(widget, QLabel | QAbstractButton):
        return [widget.text(), widget.toolTip()]
    if isinstance(widget, QLineEdit | QPlainTextEdit):
        return [widget.placeholderText()]
    if isinstance(widget, QComboBox):
        return [widget.itemText(n) for n in range(widget.count())]
    if isinstance(widget, QTabBar):
        return [widget.tabText(n) for n in range(widget.count())]
    if isinstance(widget, QListWidget):
        return [widget.item(n).text() for n in range(widget.count())]
    if isinstance(widget, QMenu):
        return [action.text() for action in widget.actions()]
    return [str(text())] if callable(text := getattr(widget, "text", None)) else []


def clipped_texts(root: QWidget) -> list[str]:
    """Texts wider or taller than their place. Widgets that elide on purpose (`elides = True`) are passed over,
    unless what they cut is a text of the program and not somebody's name."""
    return [problem for widget in _visible(root) if (problem := _problem(widget) or _beyond(widget, root))]


def _problem(widget: QWidget) -> str:
    if getattr(widget, "elides", False):
        return _own_text_elided(widget)
    if isinstance(widget, QLabel) and widget.text():
        return _label_problem(widget)
    if isinstance(widget, QPushButton | QCheckBox | QRadioButton) and widget.text():
        return _button_problem(widget)
    if isinstance(widget, QComboBox) and widget.currentText():
        wide = widget.fontMetrics().horizontalAdvance(widget.currentText())
        return _told(widget, widget.currentText(), wide, widget.width() - ARROW)
    if isinstance(widget, QLineEdit) and not widget.text() and widget.placeholderText():
        margins = widget.textMargins()
        room = widget.width() - 20 - margins.left() - margins.right()
        wide = widget.fontMetrics().horizontalAdvance(widget.placeholderText())
        return _told(widget, widget.placeholderText(), wide, room)
    if isinstance(widget, QPlainTextEdit) and not widget.toPlainText() and widget.placeholderText():
        return _placeholder_problem(widget)
    if isinstance(widget, QTabBar):
        return _tab_problem(widget)
    return _painted_problem(widget)


def _label_problem(label: QLabel) -> str:
    area, metrics, text = label.contentsRect(), label.fontMetrics(), label.text()
    if label.wordWrap():
        flags = int(Qt.TextFlag.TextWordWrap)
        needed = metrics.boundingRect(QRect(0, 0, area.width(), 100_000), flags, text)
    else:
        needed = metrics.boundingRect(QRect(0, 0, 100_000, 100_000), 0, text)
    if needed.width() > area.width() + SLACK:
        return _told(label, text, needed.width(), area.width())
    # Fonts leave air above and below the letters: only a missing third of a line is a cut.
    return _told(label, text, needed.height() - metrics.height() // 3, area.height(), "high")


def _button_problem(button: QAbstractButton) -> str:
    text = button.text().replace("&&", "\0").replace("&", "").replace("\0", "&")
    wide = button.fontMetrics().horizontalAdvance(text)
    room = button.width() - (26 if isinstance(button, _BOXES) else 8)
    if not button.icon().isNull():
        wide += button.iconSize().width() + 4
    return _told(button, text, wide, room)


def _placeholder_problem(edit: QPlainTextEdit) -> str:
    margin = 2 * round(edit.document().documentMargin())
    room = edit.viewport().rect().adjusted(0, 0, -margin, -margin)
    flags = int(Qt.TextFlag.TextWordWrap)
    wanted = edit.fontMetrics().boundingRect(
        QRect(0, 0, room.width(), 100_000), flags, edit.placeholderText()
    )  # fmt: skip
    spare = edit.fontMetrics().height() // 3
    return _told(edit, edit.placeholderText(), wanted.height() - spare, room.height() + margin, "high")


def _tab_problem(tabs: QTabBar) -> str:
    for number in range(tabs.count()):
        wide = tabs.fontMetrics().horizontalAdvance(tabs.tabText(number))
        if problem := _told(tabs, tabs.tabText(number), wide, min(tabs.tabRect(number).width(), tabs.width())):
            return problem
    return ""


def _painted_problem(widget: QWidget) -> str:
    """Chips and pills paint their word themselves, and ask for exactly the room it takes. A long tag may elide."""
    if not isinstance(widget, QAbstractButton | PillLabel):
        return ""
    said = widget.text().strip()
    if not said or (len(said) > SHORT and said not in _program_texts()):
        return ""
    spare = 2 * (PAD - LEAST_PAD) if isinstance(widget, PillLabel) else 0
    return _told(widget, said, widget.sizeHint().width() - spare, widget.width())


def _own_text_elided(widget: QWidget) -> str:
    said = (widget.currentText() if isinstance(widget, QComboBox) else str(getattr(widget, "text", str)())).strip()
    if getattr(widget, "icon_only", False) or said not in _program_texts():
        return ""
    room = widget.width() - ARROW if isinstance(widget, QComboBox) else widget.contentsRect().width()
    return _told(widget, said, widget.fontMetrics().horizontalAdvance(said), room)


def _beyond(widget: QWidget, root: QWidget) -> str:
    """Whether a parent cuts the widget at its edge; downwards one may scroll, sideways never."""
    if widget is root or not any(text.strip() for text in _texts_of(widget)[:1]):
        return ""
    said, shown, scrolls = _texts_of(widget)[0][:60], QRect(QPoint(0, 0), widget.size()), False
    child, parent = widget, widget.parentWidget()
    while child is not root and parent is not None:
        shown.translate(child.pos())
        scrolls = scrolls or isinstance(parent.parentWidget(), QAbstractScrollArea)  # parent is its viewport
        room = parent.rect()
        if shown.left() < room.left() - SLACK or shown.right() > room.right() + SLACK:
            return f"{type(widget).__name__} “{said}” is cut at the side of {type(parent).__name__}"
        if not scrolls and (shown.top() < room.top() - SLACK or shown.bottom() > room.bottom() + SLACK):
            return f"{type(widget).__name__} “{said}” is cut below by {type(parent).__name__}"
        child, parent = parent, parent.parentWidget()
    return ""


def _told(widget: QWidget, text: str, needs: int, has: int, way: str = "wide") -> str:
    if needs <= has + SLACK:
        return ""
    return f"{type(widget).__name__} “{text[:60]}” needs {needs} px {way}, has {has}"


_WORD = re.compile(r"[A-Za-z]{3,}")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_FINE = re.compile(
    r"(?i)ctrl|shift|alt|enter|return|esc|tab|del|excel|csv|vcard|vcf|xlsx|pdf|english|showroom|crm|wechat|vin|"
    r"https?|www|\w+:\S+|\S+\.[a-z]{2,4}\b|[\w.+-]+@[\w.-]+|suv|mpv|plus|pro|max|model|phev|/\S+|[A-Za-z]:\\\S+"
)


@cache
def _chinese_of() -> dict[str, str]:
    return i18n.catalogue("zh_CN")


@cache
def _english_of() -> dict[str, str]:
    return {said: text for text, said in _chinese_of().items()}


def _program_texts() -> dict[str, str]:
    """What the program itself says in the language of the moment."""
    return _english_of() if i18n.language() == "zh_CN" else _chinese_of()


def untranslated_texts(root: QWidget) -> list[str]:
    """Texts of the program in the other language. People's own data may be in any."""
    return [text[:80] for text in shown_texts(root) if _is_foreign(text)]


def _is_foreign(text: str) -> bool:
    if i18n.language() != "zh_CN":
        return bool(_CHINESE.search(text)) and _english_of().get(text, text) != text
    if _chinese_of().get(text, text) != text:
        return True
    # Two English words or more that no catalogue knows.
    return not _CHINESE.search(text) and len(_WORD.findall(_FINE.sub("", text))) >= 2
