"""Importing beside Qt for Python: no source is read and kept."""

import linecache
from pathlib import Path

import pytest

import crm_desktop.app  # noqa: F401 - what a start imports


def test_an_import_does_not_read_the_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "just_a_module.py"
    file.write_text("FIGURE = 3\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)

    import just_a_module  # type: ignore[import-not-found]

    assert just_a_module.FIGURE == 3
    assert str(file) not in linecache.cache
