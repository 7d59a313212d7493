import threading

import pytest

from sync.client.meanwhile import in_a_thread


def test_something_else_goes_on_while_the_server_is_asked() -> None:
    frozen = threading.Event()

    def ask() -> str:
        assert frozen.wait(10)
        return "judged"

    answer = in_a_thread(ask)
    frozen.set()

    assert answer() == "judged"


def test_what_asking_raised_is_raised_where_the_answer_is_waited_for() -> None:
    def ask() -> str:
        raise ValueError("offline")

    answer = in_a_thread(ask)

    with pytest.raises(ValueError, match="offline"):
        answer()
