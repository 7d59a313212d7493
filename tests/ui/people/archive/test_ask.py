"""A small dialog that is closed before its answer comes: nothing goes wrong, and nothing refused is kept silent."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from crm_desktop.base.errors import Refused, UserError
from crm_desktop.ui.forms import LineField
from crm_desktop.ui.page import Page
from crm_desktop.ui.people.archive.ask import Ask

Then, Failed = Callable[[Any], None], Callable[[UserError], None]


class Handed:
    """What was handed over, to be answered later."""

    def __init__(self) -> None:
        self.answers: list[tuple[Then, Failed]] = []

    def __call__(self, _values: dict[str, Any], then: Then, failed: Failed) -> None:
        self.answers.append((then, failed))


@pytest.fixture
def closed_early(services: Any) -> Iterator[tuple[Then, Failed]]:
    """The answers of a dialog that was saved and then left with Escape."""
    handed, page = Handed(), Page(services)
    ask = Ask("Another purchase", [LineField("model", "Model", inline=False)], handed, page)
    ask.open()
    ask.save()
    ask.reject()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    yield handed.answers[0]
    page.deleteLater()


def test_what_was_saved_after_its_dialog_was_closed_is_no_error(closed_early: tuple[Then, Failed]) -> None:
    closed_early[0]("id of the new purchase")


def test_a_refusal_after_the_dialog_was_closed_is_told(closed_early: tuple[Then, Failed], notices: Any) -> None:
    closed_early[1](Refused("There are too many."))

    assert notices.texts == ["There are too many."]
