"""Small disks, and the command line in a process of its own on them."""

import contextlib
import hashlib
import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest


def crm(folder: Path, *arguments: object, largest_file: int | None = None) -> "subprocess.CompletedProcess[str]":
    """The command line in a process of its own, on a disk where no file may grow past `largest_file`."""

    def limit() -> None:
        assert largest_file is not None
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))

    return subprocess.run(
        [sys.executable, "-m", "crm_desktop", *map(str, arguments), "--profile", str(folder), "--lang", "en"],
        capture_output=True, text=True, timeout=120, check=False, preexec_fn=limit if largest_file else None,
    )  # fmt: skip


def digest(folder: Path) -> dict[str, str]:
    """What the files hold; the side files of an open database come and go."""
    kept = ("data.db", "blobs.db", "keys.json", "keys.copy.json")
    return {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in kept if (folder / name).exists()}


@contextlib.contextmanager
def small_disk(place: Path, *, megabytes: int) -> Iterator[Path]:
    """A real little disk, where the system lets us have one."""
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(place)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("mounting a small disk needs rights we do not have")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], capture_output=True, check=False)


def fill(disk: Path, *, left: int) -> Path:
    """A file that takes all the room but so many bytes; room is made by removing it."""
    filler = disk / "filler"
    filler.unlink(missing_ok=True)
    room = os.statvfs(disk)
    filler.write_bytes(b"x" * max(0, room.f_bavail * room.f_frsize - left))
    return filler
