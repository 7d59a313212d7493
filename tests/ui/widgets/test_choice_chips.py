"""One of several, as chips."""

from pytestqt.qtbot import QtBot

from crm_desktop.ui.widgets.choice_chips import ChoiceChips


def test_other_counts_are_shown_in_the_same_frame(qtbot: QtBot) -> None:
    chips = ChoiceChips("What")
    qtbot.addWidget(chips)
    chips.offer([("a", "Open · 1"), ("b", "Done · 1")])
    chips.show()
    qtbot.waitExposed(chips)

    chips.offer([("a", "Open · 2"), ("b", "Done · 1")])

    assert [chip.text() for chip in chips._chips if chip.isVisible()] == ["Open · 2", "Done · 1"]


def test_what_was_chosen_stays_chosen_under_other_counts(qtbot: QtBot) -> None:
    chips = ChoiceChips("What")
    qtbot.addWidget(chips)
    chips.offer([("a", "Open · 1"), ("b", "Done · 1")], chosen="b")

    chips.offer([("a", "Open · 2"), ("b", "Done · 1")])

    assert chips.code() == "b"
