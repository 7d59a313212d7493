"""Asking in a thread of its own: the server judges a batch while the laptop freezes the next one."""

import threading
from collections.abc import Callable
from typing import TypeVar

Answer = TypeVar("Answer")


def in_a_thread(ask: Callable[[], Answer], /) -> Callable[[], Answer]:
    """Begin to ask. What is returned waits for the answer, and raises here what was raised there.

    Only the line to the server is used there, and nobody else uses it until the answer was waited for.
    """
    answers: list[Answer] = []
    problems: list[BaseException] = []

    def work() -> None:
        try:
            answers.append(ask())
        except BaseException as problem:  # noqa: BLE001 - it is raised where the answer is waited for
            problems.append(problem)

    thread = threading.Thread(target=work, name="sync request", daemon=True)
    thread.start()

    def answer() -> Answer:
        thread.join()
        if problems:
            raise problems[0]
        return answers[0]

    return answer
