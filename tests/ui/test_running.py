"""The interpreter serves the window: no search for garbage among what a page holds may stop it for long."""

import gc
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from crm_desktop.ui import running

A_FEW_MILLISECONDS = 15_000
"""So many objects are looked through in about 4 ms on a slow laptop: a quarter of a frame."""


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(running, "_share_one_heap", lambda: None)
    kept, switch, on = gc.get_threshold(), sys.getswitchinterval(), gc.isenabled()
    running.settle()
    yield
    gc.unfreeze()
    gc.set_threshold(*kept)
    sys.setswitchinterval(switch)
    if not on:
        gc.disable()


@pytest.mark.usefixtures("settled")
def test_no_search_while_a_page_fills_looks_through_much_at_once() -> None:
    looked_through: list[int] = []

    def note(phase: str, info: dict[str, Any]) -> None:
        if phase == "start":
            searched = range(1, info["generation"] + 1)
            looked_through.append(gc.get_count()[0] + sum(len(gc.get_objects(one)) for one in searched))

    gc.callbacks.append(note)
    try:
        page = [[number] for number in range(200_000)]  # as many as the agenda of a busy month holds
    finally:
        gc.callbacks.remove(note)
    assert len(page) == 200_000
    assert looked_through, "nothing was looked through at all: circles would stay"
    assert max(looked_through) <= A_FEW_MILLISECONDS
