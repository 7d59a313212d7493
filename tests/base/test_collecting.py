"""Python's search for circles rests while somebody asks for it, and goes on afterwards."""

import gc
import threading

import pytest

from crm_desktop.base.collecting import uncollected


@pytest.fixture(autouse=True)
def searching():
    was_on = gc.isenabled()
    gc.enable()
    yield
    if not was_on:
        gc.disable()


@pytest.mark.parametrize("kept", [False, True])
def test_the_search_rests_and_goes_on_also_after_a_failure(kept):
    def fail():
        with uncollected(kept=kept):
            return 1 // int(gc.isenabled())

    with pytest.raises(ZeroDivisionError):
        fail()

    assert gc.isenabled()


def test_it_goes_on_when_the_last_of_several_threads_is_done():
    inside, leave = threading.Event(), threading.Event()

    def rest():
        with uncollected():
            inside.set()
            leave.wait(10)

    other = threading.Thread(target=rest)
    other.start()
    inside.wait(10)
    with uncollected():
        pass

    assert not gc.isenabled()
    leave.set()
    other.join()
    assert gc.isenabled()


def test_where_it_was_off_before_it_stays_off():
    gc.disable()

    with uncollected(kept=True):
        pass

    assert not gc.isenabled()
