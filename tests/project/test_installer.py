"""The scripts that set up and start are in a shape their shells accept."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

INSTALLER = Path(__file__).resolve().parents[2] / "installer"
SHELL = shutil.which("dash") or shutil.which("sh")


@pytest.mark.skipif(SHELL is None, reason="there is no POSIX shell here")
@pytest.mark.parametrize("name", ["setup.sh", "run.sh", "test.sh"])
def test_a_plain_shell_can_read_it(name: str) -> None:
    assert SHELL is not None
    done = subprocess.run([SHELL, "-n", str(INSTALLER / name)], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(os.name == "nt", reason="Windows does not mark what can be run")
@pytest.mark.parametrize("path", ["installer/run.sh", "installer/test.sh", "installer/setup.sh", ".ci/run"])
def test_it_may_also_be_started_by_its_name(path: str) -> None:
    assert os.access(INSTALLER.parent / path, os.X_OK)


def test_windows_powershell_reads_the_chinese_right() -> None:
    text = (INSTALLER / "setup.ps1").read_bytes()

    assert text.startswith(b"\xef\xbb\xbf"), "without its mark Windows PowerShell 5 takes it for the old code page"
    assert text.count(b"\n") == text.count(b"\r\n")


@pytest.mark.parametrize("name", ["run.cmd", "test.cmd"])
def test_windows_reads_whole_lines(name: str) -> None:
    text = (INSTALLER / name).read_bytes()

    assert text.count(b"\n") == text.count(b"\r\n")
    assert text.isascii()
