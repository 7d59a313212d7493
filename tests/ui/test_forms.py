"""Fields save themselves, keep what was typed, and never act while text is being composed."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from crm_desktop.base.errors import InvalidInput, UserError
from crm_desktop.ui.forms import (
    ChoiceField,
    FlagsField,
    Form,
    LineField,
    MoneyField,
    NumberField,
    StarsField,
    TextField,
)
from crm_desktop.ui.forms.text_fields import money_of


class Records:
    """Stands for a page: remembers what it was asked to save; answers when told to."""

    def __init__(self) -> None:
        self.saved: list[tuple[str, str, Any]] = []
        self.answers: list[tuple[Callable[[], None], Callable[[UserError], None]]] = []
        self.at_once = True

    def save(
        self, subject: str, name: str, value: Any, then: Callable[[], None], failed: Callable[[UserError], None]
    ) -> None:
        self.saved.append((subject, name, value))
        if self.at_once:
            then()
        else:
            self.answers.append((then, failed))


@pytest.fixture
def records() -> Records:
    return Records()


@pytest.fixture
def form(records: Records, show: Callable[..., QWidget]) -> Form:
    place = QWidget()
    column = QVBoxLayout(place)
    form = Form(records.save, place)
    for field in (
        LineField("name", "姓名"), LineField("company", "公司"),
        TextField("note", "备注"), MoneyField("budget", "预算"),
        NumberField("people", "人数", least=1, most=9), StarsField("closeness", "亲密度"),
        ChoiceField("source", "来源", [("walk", "到店"), ("web", "网络")]),
        FlagsField("concerns", "关注", [("safe", "安全"), ("range", "续航")]),
    ):  # fmt: skip
        column.addWidget(form.add(field))
    show(place, 500, 600)
    values = {"name": "王芳", "company": "", "note": "", "closeness": 3, "source": "walk"}
    form.show_values("wang", values)
    return form


def compose(widget: QWidget, preedit: str, commit: str = "") -> None:
    event = QInputMethodEvent(preedit, [])
    if commit:
        event.setCommitString(commit)
    QApplication.sendEvent(widget, event)


def focus(form: Form, name: str) -> Any:
    field: Any = form.fields[name]
    field.input.setFocus()
    return field.input


def test_enter_saves_what_was_typed(form: Form, records: Records) -> None:
    QTest.keyClicks(focus(form, "company"), "4S")
    QTest.keyClick(form.fields["company"].input, Qt.Key.Key_Return)  # type: ignore[attr-defined]

    assert records.saved == [("wang", "company", "4S")]


def test_leaving_the_field_saves_it(form: Form, records: Records) -> None:
    QTest.keyClicks(focus(form, "company"), "4S")
    focus(form, "note")

    assert records.saved == [("wang", "company", "4S")]


def test_a_pause_in_typing_saves(form: Form, records: Records, qtbot: Any) -> None:
    QTest.keyClicks(focus(form, "company"), "4S")

    qtbot.waitUntil(lambda: records.saved == [("wang", "company", "4S")])


def test_nothing_is_saved_while_text_is_composed(form: Form, records: Records) -> None:
    line = focus(form, "company")

    compose(line, "bi ya di")
    QTest.keyClick(line, Qt.Key.Key_Return)
    form.fields["company"].commit()

    assert records.saved == []


def test_chosen_text_is_saved_after_composing(form: Form, records: Records) -> None:
    line = focus(form, "company")

    compose(line, "bi ya di")
    compose(line, "", "比亚迪")
    QTest.keyClick(line, Qt.Key.Key_Return)

    assert records.saved == [("wang", "company", "比亚迪")]


def test_composing_in_a_note_keeps_every_key(form: Form, records: Records) -> None:
    note = focus(form, "note")

    compose(note, "ni hao")
    QTest.keyClick(note, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    compose(note, "", "你好")
    QTest.keyClick(note, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    assert records.saved == [("wang", "note", "你好")]


def test_the_tick_comes_only_after_the_write(form: Form, records: Records) -> None:
    records.at_once = False
    field = form.fields["company"]
    QTest.keyClicks(focus(form, "company"), "4S")
    field.commit()
    assert field.tick.pixmap().isNull()

    records.answers[0][0]()

    assert not field.tick.pixmap().isNull()


def test_a_refused_value_stays_typed_with_its_reason(form: Form, records: Records) -> None:
    records.at_once = False
    field: Any = form.fields["company"]
    QTest.keyClicks(focus(form, "company"), "4S")
    field.commit()

    records.answers[0][1](InvalidInput("company", "公司名太短。"))

    assert (field.input.text(), field.error.text(), field.error.isVisible()) == ("4S", "公司名太短。", True)


def test_what_cannot_be_understood_is_not_saved(form: Form, records: Records) -> None:
    field: Any = form.fields["budget"]
    QTest.keyClicks(focus(form, "budget"), "many")
    field.commit()

    assert records.saved == []
    assert field.input.text() == "many"
    assert field.error.text()


def test_another_person_gets_nothing_of_the_last_one(form: Form, records: Records) -> None:
    QTest.keyClicks(focus(form, "company"), "4S")

    form.show_values("li", {"name": "李雷", "company": "Shop"})

    assert records.saved == [("wang", "company", "4S")]
    assert form.fields["company"].value() == "Shop"


def test_a_refresh_leaves_what_is_being_typed(form: Form, records: Records) -> None:
    QTest.keyClicks(focus(form, "company"), "4S")

    form.show_values("wang", {"company": "from the disk"})

    assert form.fields["company"].value() == "4S"


def test_flush_saves_what_was_begun(form: Form, records: Records) -> None:
    QTest.keyClicks(focus(form, "company"), "4S")

    assert form.flush()

    assert records.saved == [("wang", "company", "4S")]


def test_picking_saves_at_once(form: Form, records: Records) -> None:
    stars: Any = focus(form, "closeness")
    QTest.keyClick(stars, Qt.Key.Key_5)
    flags: Any = form.fields["concerns"]
    flags.chips["safe"].click()

    assert records.saved == [("wang", "closeness", 5), ("wang", "concerns", frozenset({"safe"}))]


def test_a_code_the_shop_dropped_stays(form: Form, records: Records) -> None:
    form.show_values("wang", {"source": "old_fair"})

    assert form.fields["source"].value() == "old_fair"


def test_an_unchanged_value_is_not_saved_again(form: Form, records: Records) -> None:
    line = focus(form, "name")
    QTest.keyClicks(line, "x")
    QTest.keyClick(line, Qt.Key.Key_Backspace)
    form.flush()

    assert records.saved == []


@pytest.mark.parametrize(
    ("text", "fen"),
    [("128800", 12_880_000), ("128,800.5", 12_880_050), ("12.88万", 12_880_000), ("¥12w", 12_000_000), ("0", 0)],
)
def test_money_is_read_as_it_is_spoken(text: str, fen: int) -> None:
    assert money_of(text) == fen


@pytest.mark.parametrize("text", ["abc", "-5", "1.234", "1e99", "NaN", "Infinity", "万"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        money_of(text)
