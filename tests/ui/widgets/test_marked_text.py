"""Places are underlined without touching the text."""

from crm_desktop.ui.widgets.marked_text import MarkedText


def test_marks_are_shown_and_taken_away(show):
    text = MarkedText("Say")
    show(text, 300, 100)
    text.setPlainText("the lowest price")

    text.mark([(4, 10)])
    assert (text.marks(), text.text()) == (["lowest"], "the lowest price")
    text.mark([])

    assert text.marks() == []


def test_a_mark_behind_the_end_does_no_harm(show):
    text = MarkedText("Say")
    show(text, 300, 100)
    text.setPlainText("abc")

    text.mark([(1, 99)])

    assert text.marks() == ["bc"]


def test_marking_is_nothing_to_undo(show):
    text = MarkedText("Say")
    show(text, 300, 100)
    text.setPlainText("abc")

    text.mark([(0, 1)])

    assert not text.document().isUndoAvailable()
