"""Child processes of the benches, and the profile they work on."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]


def environment() -> dict[str, str]:
    """Of a user's start: compiled code may be kept, nothing asks for a passphrase, no display is needed."""
    changed = {"QT_QPA_PLATFORM": "offscreen", "CRM_PASSPHRASE": "", "PYTHONPATH": str(ROOT), "LANG": "zh_CN.UTF-8"}
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONDONTWRITEBYTECODE", "LC_ALL")}
    return {**kept, "CRM_HOME": str(home()), **changed}


def home() -> Path:
    """Preferences and logs of the benches, apart from the user's."""
    folder = Path(tempfile.gettempdir()) / "showroom-crm-bench" / "home"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def answer_of(script: str, *arguments: object, timeout: float = 1800) -> Any:
    """Run a child to its end; the JSON on its last line."""
    command = [sys.executable, str(HERE / script), *map(str, arguments)]
    done = subprocess.run(command, env=environment(), stdout=subprocess.PIPE, check=True, timeout=timeout)
    return json.loads(done.stdout.decode().strip().splitlines()[-1])


def moments_of(script: str, *arguments: object) -> dict[str, float]:
    """Milliseconds from the start of the process until it says each word; it is ended after the last one."""
    command = [sys.executable, str(HERE / script), *map(str, arguments)]
    begun = time.perf_counter()
    heard: dict[str, float] = {}
    with subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        for line in child.stdout:
            heard[line.strip()] = (time.perf_counter() - begun) * 1000
            if line.strip() == "end":
                break
        child.wait(60)
    return heard


@contextmanager
def big_profile(given: str | None, people: int) -> Iterator[Path]:
    """The profile to measure on: the named one, made when it is missing, or one that is gone afterwards."""
    folder = Path(given) if given else Path(tempfile.mkdtemp(prefix="showroom-crm-bench-")) / "profile"
    if not (folder / "data.db").exists():
        print(f"making {people:,} people …", file=sys.stderr, flush=True)
        command = [sys.executable, "-m", "crm_desktop", "demo", "--people", str(people), "--seed", "1"]
        subprocess.run([*command, "--profile", str(folder)], env=environment(), check=True, stdout=sys.stderr)
    # A profile of an earlier version is brought up to date before anything is timed.
    command = [sys.executable, "-m", "crm_desktop", "due", "--json", "--profile", str(folder)]
    subprocess.run(command, env=environment(), check=True, stdout=subprocess.DEVNULL)
    try:
        yield folder
    finally:
        if not given:
            shutil.rmtree(folder.parent, ignore_errors=True)


def resident() -> float:
    """Megabytes of memory this process holds."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024
    import resource  # elsewhere only the highest so far is told

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / 2**20 if sys.platform == "darwin" else most / 1024
