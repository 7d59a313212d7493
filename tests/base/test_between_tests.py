"""What a test leaves in circles does not stay until all tests are done."""

import gc
import weakref
from collections.abc import Iterator

import pytest

from tests import collecting


class Circle:
    """Refers to itself, and holds much."""

    def __init__(self) -> None:
        self.itself, self.held = self, [[number] for number in range(collecting.MUCH + 1)]


@pytest.fixture(autouse=True)
def _at_rest() -> Iterator[None]:
    """As the program's window leaves it when it is imported."""
    was_on = gc.isenabled()
    gc.collect()
    gc.disable()
    yield
    if was_on:
        gc.enable()


def _left_behind() -> weakref.ref[Circle]:
    return weakref.ref(Circle())


def test_a_circle_that_holds_much_is_let_go_before_the_next_test() -> None:
    left = _left_behind()
    assert left() is not None

    collecting.let_go()

    assert left() is None


def test_what_is_still_used_stays() -> None:
    used = Circle()

    collecting.let_go()

    assert len(used.itself.held) > collecting.MUCH


def test_it_is_asked_after_every_test(request: pytest.FixtureRequest) -> None:
    called = {one.plugin_name for one in request.config.hook.pytest_runtest_logfinish.get_hookimpls()}

    assert any(name.endswith("tests/conftest.py") for name in called)
