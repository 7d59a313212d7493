"""A file of the archive written elsewhere: whole, or what was there stays; with the reason, and what can be done."""

import errno
import tempfile
from pathlib import Path

import pytest

from crm_desktop.base.errors import FileProblem
from crm_desktop.ui.people.archive import file_copies
from tests.faults.disks import fill, small_disk


def test_copy_onto_a_full_disk_leaves_the_file_that_was_there(tmp_path: Path) -> None:
    with small_disk(tmp_path / "stick", megabytes=1) as stick:
        (stick / "合同.pdf").write_bytes(b"the older one")
        fill(stick, left=20_000)

        with pytest.raises(FileProblem, match=r"合同\.pdf.*磁盘已满.*档案中的文件没有变动"):
            file_copies.write(stick / "合同.pdf", b"x" * 100_000)

        assert (stick / "合同.pdf").read_bytes() == b"the older one"
        assert sorted(one.name for one in stick.iterdir()) == ["filler", "合同.pdf"]


def test_copy_that_fits_is_there(tmp_path: Path) -> None:
    assert file_copies.write(tmp_path / "合同.pdf", b"contract").read_bytes() == b"contract"


@pytest.mark.parametrize("step", ["mkdtemp", "NamedTemporaryFile"])
def test_file_for_which_the_system_has_no_room_is_not_opened(step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_given: object, **_more: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    file_copies._folder()  # made before the disk was full
    monkeypatch.setattr(tempfile, step, full)

    with pytest.raises(FileProblem, match=r"无法打开 合同\.pdf：磁盘已满"):
        file_copies.private_copy("合同.pdf", b"contract")
