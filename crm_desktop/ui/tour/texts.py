"""What is written on a widget, and which of it is cut off or was left in English."""

import re
from collections.abc import Iterator

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QWidget,
)

SLACK = 1
_BOXES = (QCheckBox, QRadioButton)


def _visible(root: QWidget) -> Iterator[QWidget]:
    for widget in (root, *root.findChildren(QWidget)):
        if widget.isVisibleTo(root) and widget.width() > 0 and widget.height() > 0:
            yield widget


def shown_texts(root: QWidget) -> list[str]:
    """Every text on labels, buttons, inputs' placeholders and combo boxes."""
    found = []
    for widget in _visible(root):
        if isinstance(widget, QLabel | QAbstractButton):
            found.append(widget.text())
        elif isinstance(widget, QLineEdit):
            found.append(widget.placeholderText())
        elif isinstance(widget, QComboBox):
            found.append(widget.currentText())
    return [text for text in found if text.strip()]


def clipped_texts(root: QWidget) -> list[str]:
    """Texts wider or taller than their place. Widgets that elide on purpose (`elides = True`) are passed over."""
    return [problem for widget in _visible(root) if (problem := _problem(widget))]


def _problem(widget: QWidget) -> str:
    if getattr(widget, "elides", False):
        return ""
    if isinstance(widget, QLabel) and widget.text():
        return _label_problem(widget)
    if isinstance(widget, QPushButton | QCheckBox | QRadioButton) and widget.text():
        return _button_problem(widget)
    if isinstance(widget, QComboBox) and widget.currentText():
        room = widget.width() - 30
        wide = widget.fontMetrics().horizontalAdvance(widget.currentText())
        return _told(widget, widget.currentText(), wide, room) if wide > room + SLACK else ""
    if isinstance(widget, QLineEdit) and not widget.text() and widget.placeholderText():
        margins = widget.textMargins()
        room = widget.width() - 20 - margins.left() - margins.right()
        wide = widget.fontMetrics().horizontalAdvance(widget.placeholderText())
        return _told(widget, widget.placeholderText(), wide, room) if wide > room + SLACK else ""
    return ""


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
    if needed.height() > area.height() + metrics.height() // 3:
        return _told(label, text, needed.height(), area.height(), "high")
    return ""


def _button_problem(button: QAbstractButton) -> str:
    text = button.text().replace("&&", "\0").replace("&", "").replace("\0", "&")
    wide = button.fontMetrics().horizontalAdvance(text)
    room = button.width() - (26 if isinstance(button, _BOXES) else 8)
    if not button.icon().isNull():
        wide += button.iconSize().width() + 4
    return _told(button, text, wide, room) if wide > room + SLACK else ""


def _told(widget: QWidget, text: str, needs: int, has: int, way: str = "wide") -> str:
    return f"{type(widget).__name__} “{text[:60]}” needs {needs} px {way}, has {has}"


_WORD = re.compile(r"[A-Za-z]{3,}")
_FINE = re.compile(
    r"(?i)ctrl|shift|alt|enter|return|esc|tab|del|excel|csv|vcard|vcf|xlsx|pdf|english|showroom|crm|wechat|vin|"
    r"https?|www|[\w.+-]+@[\w.-]+|suv|mpv|plus|pro|max|model|phev|/\S+|[A-Za-z]:\\\S+"
)


def untranslated_texts(root: QWidget) -> list[str]:
    """Texts of two English words or more where the language is Chinese; people's own data may be English."""
    found = []
    for text in shown_texts(root):
        rest = _FINE.sub("", text)
        if len(_WORD.findall(rest)) >= 2 and not re.search(r"[\u4e00-\u9fff]", text):
            found.append(text[:80])
    return found
