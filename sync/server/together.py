"""Pushes that arrive while one is being written wait, and are then written together: one lock, one commit for all.

Who they are is asked when the lock is held: whoever came while it was waited for goes along.

Each is judged by itself, in the order of arrival; a refusal of one changes nothing of the others.
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Generic, TypeAlias, TypeVar

from sync.core.push import Refusal
from sync.server.storage.engine import Busy

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")

MOST = 2000
"""How much is written together, by the weight of what is asked: the lock is not held for longer than a large one."""


@dataclass(eq=False)
class Turn(Generic[Asked, Answer]):
    """One that waits, or was answered."""

    asked: Asked
    woken: threading.Event = field(default_factory=threading.Event)
    leads: bool = False
    answers: list[Answer] = field(default_factory=list)
    error: Exception | None = None

    @property
    def done(self) -> bool:
        """Whether there is an answer, or a refusal."""
        return bool(self.answers) or self.error is not None


Waiting: TypeAlias = Callable[[], Sequence[Asked]]
"""Those who wait, taken out of their queue; called once, under the lock."""


class Together(Generic[Asked, Answer]):
    """For each shop a queue. Who comes to an empty one leads: he writes for all who came until he has the lock."""

    def __init__(
        self, write: Callable[[str, Waiting[Asked]], Sequence[Answer | Refusal]], weight: Callable[[Asked], int]
    ) -> None:
        self._write, self._weight = write, weight
        self._queues: dict[str, list[Turn[Asked, Answer]]] = {}
        self._led: set[str] = set()
        self._lock = threading.Lock()

    def ask(self, shop: str, asked: Asked) -> Answer:
        """Wait for the answer."""
        turn: Turn[Asked, Answer] = Turn(asked)
        with self._lock:
            self._queues.setdefault(shop, []).append(turn)
            turn.leads = shop not in self._led
            self._led.add(shop)
        while not turn.done:
            if turn.leads:
                self._lead(shop)
            else:
                turn.woken.wait()
        if turn.error is not None:
            raise turn.error
        return turn.answers[0]

    def _lead(self, shop: str) -> None:
        """Write for those who wait, oneself among them; then the next one leads."""
        turns: list[Turn[Asked, Answer]] = []

        def waiting() -> list[Asked]:
            if not turns:
                with self._lock:
                    turns.extend(self._taken(self._queues[shop]))
            return [turn.asked for turn in turns]

        try:
            self._answer(shop, turns, waiting)
        finally:
            with self._lock:
                rest = self._queues[shop]
                if rest:
                    rest[0].leads = True
                    rest[0].woken.set()
                else:
                    self._led.discard(shop)
                    del self._queues[shop]
            for turn in turns:
                turn.woken.set()

    def _taken(self, queue: list[Turn[Asked, Answer]]) -> list[Turn[Asked, Answer]]:
        """The first of a queue, and those after it that go with it."""
        turns = [queue.pop(0)]
        weight = self._weight(turns[0].asked)
        while queue and (weight := weight + self._weight(queue[0].asked)) <= MOST:
            turns.append(queue.pop(0))
        return turns

    def _answer(self, shop: str, turns: Sequence[Turn[Asked, Answer]], waiting: Waiting[Asked]) -> None:
        try:
            for answer, turn in zip(self._write(shop, waiting), turns, strict=True):
                if isinstance(answer, Refusal):
                    turn.error = answer
                else:
                    turn.answers.append(answer)
        except Exception as error:  # noqa: BLE001 - it is raised again, where each of them is asked
            waiting()  # who waited for a lock that did not come is told so
            if len(turns) == 1 or isinstance(error, Busy):
                for turn in turns:
                    turn.error = error
            else:  # one of them is to blame: each for itself, so that it spoils no other
                for turn in turns:
                    self._answer(shop, [turn], partial(list, [turn.asked]))
