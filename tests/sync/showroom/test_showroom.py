"""A shop at work: the program's own commands by chance on three laptops, and what must hold when all have met it."""

import os
from pathlib import Path

import pytest

from tests.sync.showroom.history import run

LONG = os.environ.get("CRM_LONG") == "1"
SEEDS, STEPS = (range(1, 151), 400) if LONG else (range(1, 7), 150)


@pytest.mark.parametrize("seed", SEEDS)
def test_all_laptops_show_the_same_and_every_page_can_be_read(seed: int, tmp_path: Path) -> None:
    _shop, wrong = run(seed, tmp_path, STEPS)

    assert not wrong
