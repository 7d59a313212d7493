"""A full disk: each command says what was not done, leaves nothing half made, and goes on once there is room."""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from crm_desktop.base.errors import DiskFull
from crm_desktop.features.attachments.commands import add_file
from crm_desktop.features.search.derived import DERIVERS
from crm_desktop.features.sync.commands import enrol, run_files, run_sync
from crm_desktop.features.sync.records import SyncStopped
from crm_desktop.store.store import Store
from tests import make
from tests.faults.disks import crm, digest, fill, small_disk
from tests.store.salvage.damage import overwrite
from tests.sync.codes import code_for, serving
from tests.sync.loopback.office import QUICK
from tests.sync.server.serving import Served

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="mounts are asked of Linux")
MEGABYTES = 12


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "disk", megabytes=MEGABYTES) as place:
        yield place


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    with serving(tmp_path / "shop.db") as running:
        yield running


@pytest.fixture
def laptop(disk: Path, empty_profile: Path, served: Served, tmp_path: Path) -> Path:
    """Meg's second one, on the small disk; the shop has more for it than it has seen yet."""
    first = _opened(tmp_path / "first")
    enrol(first, code_for(served, "meg"), patience=QUICK)
    for n in range(60):
        person = make.customer(first, name=f"王{n}", note="很长的备注" * 500)
    first.write("加文件", add_file, person, "合同.pdf", data=bytes(range(256)) * 8000)
    run_sync(first, patience=QUICK)
    run_files(first, patience=QUICK)
    first.close()
    second = _opened(disk / "profile")
    enrol(second, code_for(served, "meg"), patience=QUICK)
    make.customer(second, name="刚认识")
    second.close()
    return disk / "profile"


def _opened(folder: Path) -> Store:
    if not folder.exists():
        Store.create(folder, passphrase=None, derivers=DERIVERS).close()
    return Store.open(folder, passphrase=None, derivers=DERIVERS)


@pytest.mark.parametrize("left", [40_960, 400_000])
def test_sync_says_that_it_stopped_and_goes_on_once_there_is_room(laptop: Path, disk: Path, left: int) -> None:
    filler = fill(disk, left=left)

    told = crm(laptop, "sync")
    filler.unlink()
    again = crm(laptop, "sync")

    assert (told.returncode, "the sync stopped early" in told.stderr) == (1, True)
    assert (again.returncode, "1 file came down" in again.stdout) == (0, True)
    assert crm(laptop, "check").returncode == 0


def test_open_profile_goes_on_once_there_is_room(laptop: Path, disk: Path) -> None:
    store = _opened(laptop)
    filler = fill(disk, left=0)
    for job in (run_sync, run_files):
        with pytest.raises(SyncStopped, match="磁盘已满"):
            job(store, patience=QUICK)
    with pytest.raises(DiskFull, match="没有保存"):
        make.customer(store, name="没地方")

    filler.unlink()

    make.customer(store, name="有地方了")
    assert run_sync(store, patience=QUICK).quiet
    assert run_files(store, patience=QUICK).left == 0
    assert store.check() == []
    store.close()


@pytest.mark.parametrize("left", [0, 40_960, 200_000])
def test_backup_without_room_takes_none_and_says_so(laptop: Path, disk: Path, left: int) -> None:
    store = _opened(laptop)
    make.customer(store, name="王芳")
    filler = fill(disk, left=left)
    with pytest.raises(DiskFull, match="没有做成备份"):
        store.back_up()
    found = [file.name for file in (laptop / "backups").glob("*")]

    filler.unlink()

    assert found == []
    assert store.back_up().exists()
    store.close()


def test_damaged_file_is_as_it_was_when_there_is_no_room_for_what_it_holds(laptop: Path, disk: Path) -> None:
    overwrite(laptop / "data.db", [1])
    filler = fill(disk, left=400_000)
    before = digest(laptop)

    told = crm(laptop, "salvage")

    assert (told.returncode, "nothing was saved from the damaged file" in told.stderr) == (1, True)
    assert digest(laptop) == before
    assert not list(laptop.glob("data.part*"))
    filler.unlink()
    assert crm(laptop, "salvage").returncode == 0


@pytest.mark.parametrize("left", [0, 12_288, 40_960, 400_000])
def test_new_profile_without_room_leaves_nothing(disk: Path, left: int) -> None:
    fill(disk, left=left)

    told = crm(disk / "in" / "new", "demo", "--people", 5)

    assert (told.returncode, "no profile was made" in told.stderr) == (2, True)
    assert [one.name for one in disk.iterdir()] == ["filler"]


def test_what_only_reads_does_not_speak_of_a_change(laptop: Path, disk: Path) -> None:
    store = _opened(laptop)
    store.write("加文件", add_file, make.customer(store, name="王芳"), "合同.pdf", data=b"contract")
    store.close()
    fill(disk, left=40_960)

    told = crm(laptop, "check")

    assert (told.returncode, "cannot be read now" in told.stderr) == (1, True)


@pytest.mark.parametrize("ending", ["csv", "xlsx", "vcf", "json", "ics"])
def test_export_onto_a_full_disk_names_its_file_and_leaves_none(laptop: Path, tmp_path: Path, ending: str) -> None:
    shutil.copytree(laptop, tmp_path / "profile")
    with small_disk(tmp_path / "stick", megabytes=1) as stick:
        fill(stick, left=0)

        told = crm(tmp_path / "profile", "export", "--to", stick / f"people.{ending}")

        assert (told.returncode, "the disk is full" in told.stderr) == (1, True)
        assert [one.name for one in stick.iterdir()] == ["filler"]


@pytest.mark.parametrize("command", [("map",), ("print", "day-plan"), ("print", "level-table")])
def test_paper_onto_a_full_disk_names_its_file_and_leaves_none(
    laptop: Path, tmp_path: Path, command: tuple[str, ...]
) -> None:
    shutil.copytree(laptop, tmp_path / "profile")
    with small_disk(tmp_path / "stick", megabytes=1) as stick:
        fill(stick, left=0)

        told = crm(tmp_path / "profile", *command, "--to", stick / "paper.pdf")

        assert (told.returncode, "paper.pdf cannot be written: the disk is full" in told.stderr) == (1, True)
        assert [one.name for one in stick.iterdir()] == ["filler"]
