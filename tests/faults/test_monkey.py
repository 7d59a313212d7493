"""Whatever is pressed, in whatever order: nothing goes wrong, and the file is as it should be."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from crm_desktop.features.demo import commands as demo
from crm_desktop.features.search.derived import DERIVERS
from crm_desktop.store.store import Store

ROOT = Path(__file__).resolve().parents[2]
LONG = os.environ.get("CRM_LONG") == "1"
SEEDS, PRESSES = (24, 3_000) if LONG else (3, 500)


@pytest.mark.parametrize("seed", range(SEEDS))
def test_nothing_goes_wrong_whatever_is_pressed(tmp_path: Path, seed: int) -> None:
    profile = tmp_path / "profile"
    store = Store.create(profile, passphrase=None, derivers=DERIVERS)
    demo.fill(store, people=60, seed=seed)
    store.close()
    environment = {
        **os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen", "CRM_HOME": str(tmp_path / "home"),
        "HOME": str(tmp_path),
    }  # fmt: skip

    command = [sys.executable, "-X", "faulthandler", str(ROOT / "tests/faults/monkey.py"), str(profile), str(seed)]
    ended = subprocess.run(
        [*command, str(PRESSES)], env=environment, cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert ended.returncode == 0, ended.stdout + ended.stderr[-3000:]
    [keys] = tmp_path.glob("*/keys.json")  # Qt's own file dialog lets it rename the profile's folder
    store = Store.open(keys.parent, passphrase=None, derivers=DERIVERS)
    try:
        assert store.check() == []
    finally:
        store.close()
