"""Words offered while somebody types."""

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from crm_desktop.ui.forms import LineField


def completer_of(field):
    return field.input.completer()


def test_a_word_is_found_by_any_part_of_it(show):
    field = show(LineField("model", "Model", inline=False), 300, 80)
    field.complete(["汉 EV", "海豹", "宋 PLUS DM-i"])

    completer_of(field).setCompletionPrefix("plus")

    assert completer_of(field).currentCompletion() == "宋 PLUS DM-i"


def test_a_chosen_word_counts_as_typed(show):
    field = show(LineField("model", "Model", inline=False), 300, 80)
    field.complete(["Seal", "Dolphin"])
    told = []
    field.edited.connect(lambda: told.append(field.value()))

    field.input.setFocus()
    completer_of(field).activated[str].emit("Seal")  # what Enter in the list below does; no screen, no list
    QApplication.processEvents()

    assert field.value() == "Seal"
    assert told[-1] == "Seal"


def test_any_other_text_stays(show):
    field = show(LineField("model", "Model", inline=False), 300, 80)
    field.complete(["Seal"])

    QTest.keyClicks(field.input, "Golf")

    assert field.value() == "Golf"
