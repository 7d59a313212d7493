"""What is shown takes more than one turn of the event loop at first: its code is read, it is made part by part."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QObject

from crm_desktop.base.errors import UserError
from crm_desktop.ui import navigation
from crm_desktop.ui.lanes import Lane, Ticket

PERSON = "person"
"""Asked for like a page: whether it is that of a customer or of the network is found out first."""


@dataclass(frozen=True)
class Asked:
    """A page, and what is wanted on it."""

    name: str
    focus: bool = False
    record: str = ""


class Coming:
    """Goes on when the code of a page or dialog was read, and a part at a time, so that the window lives in between.

    What was asked before with the same key is given up: the page that was asked for last is shown. `failed(key, why)`
    hears of what never comes, with what the user is to be told where the lane found out.
    """

    def __init__(self, owner: QObject, lane: Lane, failed: Callable[[str, UserError | None], object]) -> None:
        self._owner, self._lane, self._failed = owner, lane, failed
        self._tickets: dict[str, Ticket] = {}
        self._next: Callable[[], object] | None = None
        self.asked: Asked | None = None

    # Which page --------------------------------------------------------------------------------------------------

    def ask(self, name: str, *, focus: bool = False, record: str = "") -> Asked:
        """This page is awaited from now on; asked for twice, it still shows what was wanted on it the first time."""
        before = self.asked
        if before is not None and before.name == name:
            focus, record = focus or before.focus, record or before.record
        self.asked = Asked(name, focus, record)
        return self.asked

    def after(self, act: Callable[[], object]) -> None:
        """Do this, the last such thing, when the page that is awaited is on show: it may be about what is there."""
        self._next = act

    def arrive(self) -> None:
        """No page is awaited any more."""
        self.asked = None
        act, self._next = self._next, None
        if act is not None:
            act()

    def give_up(self) -> None:
        """Whatever was asked for is not shown."""
        for ticket in self._tickets.values():
            ticket.cancel()
        self._tickets.clear()
        self.asked = self._next = None

    # How it comes ------------------------------------------------------------------------------------------------

    def with_code(self, where: str, then: Callable[[], object], *, key: str) -> None:
        """Go on at once where the code is there, else when it was read on the lane."""
        if key in self._tickets:
            self._tickets.pop(key).cancel()
        if navigation.is_read(where):
            self._go_on(key, then)
        else:
            self._later(partial(navigation.read, where), lambda _done: then(), key)

    def with_answer(self, job: Callable[[], Any], then: Callable[[Any], object], *, key: str) -> None:
        """Go on with what this finds out on the lane."""
        self._later(job, then, key)

    def one_by_one(self, steps: Sequence[Callable[[], object]], then: Callable[[], object], *, key: str) -> None:
        """Do each of these and the last in a turn of its own; where there are none, go on at once."""
        if not steps:
            then()
            return

        def step(_done: object) -> None:
            steps[0]()
            self._later(_nothing, lambda _done: self.one_by_one(steps[1:], then, key=key), key)

        self._later(_nothing, step, key)

    def _later(self, job: Callable[[], object], then: Callable[[Any], object], key: str) -> None:
        def go_on(result: object) -> None:
            self._go_on(key, partial(then, result))

        self._tickets[key] = self._lane.run(self._owner, job, go_on, partial(self._failed, key), key=key)

    def _go_on(self, key: str, then: Callable[[], object]) -> None:
        with ExitStack() as unless_done:
            unless_done.callback(self._failed, key, None)
            then()
            unless_done.pop_all()


def _nothing() -> None:
    """Only that the next is done in a turn of its own."""
