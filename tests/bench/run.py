"""Prints the speed table: name, floor, figure, ratio, limit, ok or OVER; the exit status is 1 if any is OVER.

    run.py [sync] [--profile FOLDER] [--people N] [--only NAME,NAME] [--record]
"""

import argparse
import compileall
import os
import platform
import re
import sys
from collections.abc import Iterable
from contextlib import nullcontext
from importlib import import_module
from pathlib import Path
from subprocess import TimeoutExpired

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.bench.line import Line  # noqa: E402
from tests.bench.processes import big_profile, environment  # noqa: E402

BENCHES = (
    "start", "search", "archive", "scroll", "follow_ups", "touch", "due", "importing", "sheets", "relations", "memory",
    "doubles",
)  # fmt: skip
GROUPS = {"sync": ("sync_wire", "sync_store", "sync_saves", "sync_postgres", "sync_first", "sync_growth")}
"""Benches that need no big profile and are asked for together; they are not among the usual ones."""
RESULTS = Path(__file__).with_name("RESULTS.md")


def main() -> int:
    """Run the benches asked for."""
    options = _options()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ.update(environment())
    for folder in ("crm_desktop", "sync", "tests/bench"):
        compileall.compile_dir(ROOT / folder, quiet=2)
    lines: list[Line] = []
    group = GROUPS.get(options.group, ())
    with nullcontext(Path()) if group else big_profile(options.profile, options.people) as profile:
        for name in group or (options.only.split(",") if options.only else BENCHES):
            for line in _measured(name, profile):
                print(line, flush=True)
                lines.append(line)
    if options.record:
        title = f"## {options.group.capitalize()}" if group else ""
        _record(title, _table(lines, "" if group else f"Profile: {options.people:,} people, about ten touches each."))
    return 1 if any(line.over for line in lines) else 0


def _measured(name: str, profile: Path) -> Iterable[Line]:
    """The lines of a bench; one that says that it did not end, where a child of it took too long: the others go on."""
    try:
        return import_module(f"tests.bench.{name}").measure(profile)
    except TimeoutExpired as late:
        return [Line(f"{name} did not end", None, 1000 * late.timeout, "in time", 0)]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="The speed table.")
    parser.add_argument("group", nargs="?", choices=tuple(GROUPS), help="only these, without the big profile")
    parser.add_argument("--profile", help="measure on this profile; made when it is missing, kept afterwards")
    parser.add_argument("--people", type=int, default=100_000, help="how many people the profile gets when it is made")
    parser.add_argument("--only", default="", help=f"some of {', '.join(BENCHES)}")
    parser.add_argument("--record", action="store_true", help="write RESULTS.md")
    return parser.parse_args()


def _record(title: str, table: str) -> None:
    """Write a table in the place of the one that stands under this title; the others stay."""
    kept = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else ""
    parts = re.split(r"^(?=## )", kept, flags=re.MULTILINE)
    sections = {one.splitlines()[0] if one.startswith("## ") else "": one for one in parts if one.strip()}
    sections[title] = f"{title or '# Results of the benches'}\n\n{table}"
    RESULTS.write_text("\n".join(f"{one.rstrip()}\n" for _, one in sorted(sections.items())), encoding="utf-8")


def _table(lines: list[Line], profile: str) -> str:
    rows = ["| what | floor | figure | ratio | limit | verdict |", "| --- | --- | --- | --- | --- | --- |"]
    rows += [f"| {' | '.join(line.cells())} |" for line in lines]
    return "\n".join([*_machine(profile), "", *rows, ""])


def _machine(profile: str) -> list[str]:
    memory = ""
    if hasattr(os, "sysconf") and "SC_PHYS_PAGES" in os.sysconf_names:
        memory = f", {os.sysconf('SC_PHYS_PAGES') * os.sysconf('SC_PAGE_SIZE') / 2**30:.0f} GB of memory"
    from PySide6 import __version__ as qt

    return [
        f"Machine: {os.cpu_count()} cores ({platform.machine()}){memory}, {platform.system()}, Python "
        f"{platform.python_version()}, PySide6 {qt}, drawn offscreen.",
        *([profile] if profile else []),
        "All floors are measured in the same run, alternating with the figures.",
        *([_busy()] if hasattr(os, "getloadavg") else []),
    ]


def _busy() -> str:
    """Absolute limits mean little where other work has the cores."""
    load, cores = os.getloadavg()[1], os.cpu_count() or 1
    idle = "nothing else ran" if load < cores else "other work had the cores: absolute figures are too high"
    return f"Load of the last five minutes: {load:.1f} on {cores} cores; {idle}."


if __name__ == "__main__":
    sys.exit(main())
