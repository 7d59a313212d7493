"""What is shown takes more than one turn of the event loop at first: its code is read, it is made part by part."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject

from crm_desktop.ui import navigation
from crm_desktop.ui.lanes import Lane, Ticket


class Coming:
    """Goes on when the code of a page or dialog was read, and a part at a time, so that the window lives in between.

    What was asked before with the same key is given up: the page that was asked for last is shown.
    """

    def __init__(self, owner: QObject, lane: Lane) -> None:
        self._owner, self._lane = owner, lane
        self._tickets: dict[str, Ticket] = {}

    def with_code(self, where: str, then: Callable[[], object], *, key: str) -> None:
        """Go on at once where the code is there, else when it was read on the lane."""
        if key in self._tickets:
            self._tickets.pop(key).cancel()
        if navigation.is_read(where):
            then()
        else:
            self._later(partial(navigation.read, where), then, key)

    def one_by_one(self, steps: Sequence[Callable[[], object]], then: Callable[[], object], *, key: str) -> None:
        """Do each of these and the last in a turn of its own; where there are none, go on at once."""
        if not steps:
            then()
            return

        def step() -> None:
            steps[0]()
            rest = partial(self.one_by_one, steps[1:], then, key=key)
            self._later(_nothing, rest, key)

        self._later(_nothing, step, key)

    def _later(self, job: Callable[[], object], then: Callable[[], object], key: str) -> None:
        self._tickets[key] = self._lane.run(self._owner, job, lambda _done: then(), key=key)


def _nothing() -> None:
    """Only that the next is done in a turn of its own."""
