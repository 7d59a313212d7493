"""Full disk, protected folder, damaged file, newer schema, second process: a clear sentence, the data untouched."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from crm_desktop.base.errors import DiskFull, ProfileDamaged, ProfileProblem, ProfileTooNew
from crm_desktop.cli import main
from crm_desktop.features.search.derived import DERIVERS
from crm_desktop.import_export.exchange import import_files
from crm_desktop.store.store import Store
from tests import make
from tests.faults.disks import crm, digest, small_disk

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="limits and mounts are asked of Linux")
BUG = "Something went wrong"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A profile of eighty made-up people."""
    folder = tmp_path_factory.mktemp("made") / "profile"
    assert main(["demo", "--people", "80", "--seed", "2", "--profile", str(folder), "--lang", "en"]) == 0
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """A copy of the test's own."""
    target = tmp_path / "profile"
    shutil.copytree(made, target)
    return target


def many_people(folder: Path) -> Path:
    """A table too large for the small disks below."""
    file = folder.with_name("many.csv")
    rows = (f"赵{n},{15000000000 + n},备注文字用来占地方 {n}\n" for n in range(6000))
    file.write_text("姓名,手机,备注\n" + "".join(rows), encoding="utf-8")
    return file


def test_full_disk_says_so_and_keeps_what_was_saved(made: Path, tmp_path: Path):
    size = sum(file.stat().st_size for file in made.iterdir()) // 2**20 + 2
    with small_disk(tmp_path / "disk", megabytes=size) as disk:
        shutil.copytree(made, disk / "profile")
        store = Store.open(disk / "profile", passphrase=None, derivers=DERIVERS)
        saved = make.contact(store, "最后一个", "13911110000")

        with pytest.raises(DiskFull):
            import_files(store, [many_people(tmp_path / "x")])

        store.close()
        shutil.copytree(disk / "profile", tmp_path / "rescued")

    rescued = Store.open(tmp_path / "rescued", passphrase=None, derivers=DERIVERS)
    assert rescued.check() == []
    assert rescued.read(lambda session: make_name(session, saved)) == "最后一个"
    rescued.close()


@pytest.mark.parametrize("left", [0, 12_288, 40_960])
def test_nearly_full_disk_is_told_also_by_what_only_reads(made: Path, tmp_path: Path, left: int):
    size = sum(file.stat().st_size for file in made.iterdir()) // 2**20 + 2
    with small_disk(tmp_path / "disk", megabytes=size) as disk:
        shutil.copytree(made, disk / "profile")
        room = os.statvfs(disk)
        (disk / "filler").write_bytes(b"x" * (room.f_bavail * room.f_frsize - left))
        before = digest(disk / "profile")

        for command in (["check"], ["sync"], ["due"], ["undo"]):
            told = crm(disk / "profile", *command)
            said = ("disk is full", "not connected to a shop")
            assert told.returncode == 0 or any(words in told.stderr for words in said), command

        assert digest(disk / "profile") == before
        (disk / "filler").unlink()
        assert crm(disk / "profile", "check").returncode == 0


def make_name(session, contact_id: str) -> str:
    from crm_desktop.features.contacts.queries import card

    return card(session, contact_id).name


def test_file_that_may_not_grow_is_a_sentence(folder: Path, tmp_path: Path):
    told = crm(folder, "import", many_people(folder), largest_file=(folder / "data.db").stat().st_size + 400_000)

    assert told.returncode == 1
    assert "saved before is safe" in told.stderr
    batch = re.search(r"--undo (\w+)", told.stderr)
    assert batch
    assert crm(folder, "import", "--undo", batch[1]).returncode == 0
    assert crm(folder, "check").returncode == 0


def test_no_room_for_a_new_profile_leaves_none(tmp_path: Path):
    told = crm(tmp_path / "new", "demo", "--people", 5, largest_file=20_000)

    assert told.returncode == 2
    assert BUG not in told.stderr
    assert not (tmp_path / "new" / "data.db").exists()
    assert crm(tmp_path / "new", "demo", "--people", 5).returncode == 0


def test_protected_folder_is_a_sentence(made: Path, tmp_path: Path):
    with small_disk(tmp_path / "disk", megabytes=40) as disk:
        shutil.copytree(made, disk / "profile")
        before = digest(disk / "profile")
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)

        for command in (["due"], ["search", "王"], ["undo"], ["demo", "--people", 3, "--add"]):
            told = crm(disk / "profile", *command)
            assert told.returncode == 2, command
            assert "cannot be written" in told.stderr, command

        assert crm(disk / "other", "demo", "--people", 3).returncode == 2
        assert digest(disk / "profile") == before


@pytest.mark.parametrize("seed", range(12))
def test_damaged_file_is_noticed_and_left_alone(folder: Path, seed: int, capsys: pytest.CaptureFixture[str]):
    dice = Random(seed)
    file = folder / "data.db"
    content = bytearray(file.read_bytes())
    for _ in range(dice.choice([1, 1, 40])):
        content[dice.randrange(len(content))] ^= 1 << dice.randrange(8)
    file.write_bytes(content)
    before = digest(folder)

    assert main(["check", "--profile", str(folder)]) in (1, 2)
    for command in (["due"], ["search", "wang"], ["duplicates"], ["show", "01"]):
        main([*command, "--profile", str(folder), "--lang", "en"])

    told = capsys.readouterr()
    assert told.out + told.err
    assert BUG not in told.err
    assert digest(folder) == before


@pytest.mark.parametrize("at", [0, 16, 20, 100, 4095])
def test_damaged_beginning_cannot_be_opened(folder: Path, at: int):
    file = folder / "data.db"
    content = bytearray(file.read_bytes())
    content[at] ^= 0xFF
    file.write_bytes(content)

    with pytest.raises(ProfileDamaged):
        Store.open(folder, passphrase=None, derivers=DERIVERS)

    assert file.read_bytes() == bytes(content)


@pytest.mark.parametrize("share", [0.0, 0.1, 0.9])
def test_cut_off_file_is_noticed(folder: Path, share: float, capsys: pytest.CaptureFixture[str]):
    file = folder / "data.db"
    os.truncate(file, int(file.stat().st_size * share))

    assert main(["check", "--profile", str(folder), "--lang", "en"]) in (1, 2)

    assert BUG not in capsys.readouterr().err


def test_one_damaged_key_file_is_no_loss(folder: Path):
    (folder / "keys.json").write_bytes(b"\x00" * 200)

    assert crm(folder, "check").returncode == 0


def test_without_any_key_file_the_data_is_left_alone(folder: Path):
    (folder / "keys.json").unlink()
    (folder / "keys.copy.json").write_text("{}", encoding="utf-8")
    before = digest(folder)

    told = crm(folder, "due")

    assert told.returncode == 2
    assert "key file" in told.stderr
    assert digest(folder) == before


def test_newer_profile_is_refused_and_left_alone(folder: Path):
    store = Store.open(folder, passphrase=None, derivers=DERIVERS)
    with store._transaction() as session:
        session.connection().exec_driver_sql("UPDATE alembic_version SET version_num = 'm9999'")
    store.close()
    before = digest(folder)

    with pytest.raises(ProfileTooNew):
        Store.open(folder, passphrase=None, derivers=DERIVERS)
    told = crm(folder, "due")

    assert told.returncode == 2
    assert "newer version" in told.stderr
    assert digest(folder) == before


def test_second_process_is_told_and_harmless(folder: Path):
    store = Store.open(folder, passphrase=None, derivers=DERIVERS)
    try:
        writer, reader = crm(folder, "demo", "--people", 3, "--add"), crm(folder, "due")
        person = make.contact(store, "在此期间", "13911110001")
        seen = crm(folder, "search", "在此期间")
    finally:
        store.close()

    assert writer.returncode == 2
    assert "open" in writer.stderr
    assert (reader.returncode, seen.returncode) == (0, 0)
    assert person in seen.stdout
    assert crm(folder, "check").returncode == 0


def test_lock_of_a_killed_process_does_not_stay(folder: Path):
    script = (
        "import sys; from pathlib import Path; from crm_desktop.store.store import Store;"
        "store = Store.open(Path(sys.argv[1]), passphrase=None, derivers=()); print('open', flush=True); input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdout is not None
        child.stdout.readline()
        child.kill()

    Store.open(folder, passphrase=None, derivers=DERIVERS).close()


def test_problems_are_of_one_family():
    assert issubclass(DiskFull, ProfileProblem)
    assert issubclass(ProfileDamaged, ProfileProblem)
