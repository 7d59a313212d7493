"""The finder of cut off and untranslated texts finds them, and nothing else."""

from collections.abc import Callable

from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from crm_desktop.ui.tour.texts import clipped_texts, untranslated_texts
from crm_desktop.ui.widgets.card import ElidedLabel, Label


def test_a_caption_wider_than_its_button_is_found(show: Callable[..., QWidget]) -> None:
    window = QWidget()
    button = QPushButton("打印今日全部拜访单", window)
    button.setFixedWidth(60)
    show(window)

    assert len(clipped_texts(window)) == 1


def test_names_that_elide_are_meant(show: Callable[..., QWidget]) -> None:
    window = QWidget()
    label = ElidedLabel("一个很长很长很长很长的名字", parent=window)
    label.setFixedWidth(60)
    show(window)

    assert clipped_texts(window) == []


def test_a_wrapped_text_without_height_is_found(show: Callable[..., QWidget]) -> None:
    window = QWidget()
    label = Label("很长的一段话。" * 20, parent=window)
    label.setGeometry(0, 0, 100, 20)
    show(window)

    assert len(clipped_texts(window)) == 1


def test_a_text_with_room_is_fine(show: Callable[..., QWidget]) -> None:
    window = QWidget()
    column = QVBoxLayout(window)
    column.addWidget(Label("很长的一段话。" * 20))
    column.addWidget(QPushButton("打印"))
    show(window, 400, 400)

    assert clipped_texts(window) == []


def test_hidden_texts_do_not_count(show: Callable[..., QWidget]) -> None:
    window = QWidget()
    label = QLabel("很长很长很长很长很长", window)
    label.setFixedWidth(10)
    label.hide()
    show(window)

    assert clipped_texts(window) == []


def test_english_sentences_are_found_and_names_are_not(show: Callable[..., QWidget]) -> None:
    window = QWidget()
    column = QVBoxLayout(window)
    for text in ("Save your work now", "汉 EV Plus", "Excel · CSV", "王芳 likes blue cars"):
        column.addWidget(Label(text))
    show(window, 400, 400)

    assert untranslated_texts(window) == ["Save your work now"]
