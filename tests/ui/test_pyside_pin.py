"""PySide6 6.12.0 drops one reference to `True` with every signal on Python 3.11, and crashes after some hundred."""

import sys
import tomllib
from pathlib import Path

import PySide6
from PySide6.QtCore import QObject, Signal

PROJECT = Path(__file__).resolve().parents[2] / "pyproject.toml"


class Bell(QObject):
    rung = Signal()


def test_signals_leave_reference_counts_alone() -> None:
    bell = Bell()
    rings = 0

    def count() -> None:
        nonlocal rings
        rings += 1

    bell.rung.connect(count)
    before = sys.getrefcount(True), sys.getrefcount(None)

    for _ring in range(1000):
        bell.rung.emit()
    after = sys.getrefcount(True), sys.getrefcount(None)

    assert rings == 1000
    assert abs(after[0] - before[0]) < 100
    assert abs(after[1] - before[1]) < 100


def test_the_version_that_crashes_stays_out() -> None:
    dependencies = tomllib.loads(PROJECT.read_text("utf-8"))["project"]["dependencies"]

    assert "PySide6-Essentials>=6.11,<6.12" in dependencies
    assert tuple(map(int, PySide6.__version__.split(".")[:2])) == (6, 11)
