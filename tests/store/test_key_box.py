"""The quick way to the data key: it saves time and memory, and nothing depends on it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from crm_desktop.base.errors import WrongPassphrase
from crm_desktop.store import key_box, keys

SECRET, KEY = bytes(range(32)), bytes(range(100, 132))


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    """A profile's folder with a key behind a passphrase."""
    keys.create_key(tmp_path, passphrase="right")
    return tmp_path


def test_only_its_secret_opens_a_box(tmp_path: Path) -> None:
    key_box.seal(tmp_path, SECRET, KEY)

    assert key_box.open_box(tmp_path, SECRET) == KEY
    assert key_box.open_box(tmp_path, bytes(32)) is None


def test_a_box_shows_neither_the_key_nor_that_it_is_one_and_belongs_to_its_owner(tmp_path: Path) -> None:
    key_box.seal(tmp_path, SECRET, KEY)

    content = (tmp_path / key_box.NAME).read_bytes()
    assert KEY not in content
    assert b"SQLite" not in content
    assert b"box" not in content
    assert os.name == "nt" or (tmp_path / key_box.NAME).stat().st_mode & 0o077 == 0
    assert [file.name for file in tmp_path.iterdir()] == [key_box.NAME]


def test_the_second_opening_needs_no_other_cipher_library(profile: Path) -> None:
    key = keys.load_key(profile, "right")

    program = (
        "import sys; from pathlib import Path; from crm_desktop.store import keys;"
        "print(keys.load_key(Path(sys.argv[1]), 'right').hex(), 'cryptography' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", program, profile], capture_output=True, text=True, check=True).stdout

    assert told.split() == [key.hex(), "False"]


@pytest.mark.parametrize("content", [None, b"", b"\x00" * 4096, os.urandom(8192)])
def test_without_a_whole_box_the_wrap_opens_and_the_box_is_made_anew(profile: Path, content: bytes | None) -> None:
    key = keys.load_key(profile, "right")
    box = profile / key_box.NAME
    box.unlink()
    if content is not None:
        box.write_bytes(content)

    assert keys.load_key(profile, "right") == key

    secret = keys._secret(keys._read(profile)[0], "right")
    assert secret is not None
    assert key_box.open_box(profile, secret) == key


def test_a_wrong_passphrase_is_refused_and_leaves_the_box(profile: Path, capfd: pytest.CaptureFixture[str]) -> None:
    keys.load_key(profile, "right")
    before = (profile / key_box.NAME).read_bytes()

    with pytest.raises(WrongPassphrase):
        keys.load_key(profile, "wrong")

    assert (profile / key_box.NAME).read_bytes() == before
    assert capfd.readouterr().err == ""


def test_after_a_change_the_old_passphrase_opens_nothing(profile: Path) -> None:
    key = keys.load_key(profile, "right")
    old = keys._secret(keys._read(profile)[0], "right")

    keys.change_passphrase(profile, key, "another")

    assert old is not None
    assert key_box.open_box(profile, old) is None
    assert keys.load_key(profile, "another") == key
    assert key_box.open_box(profile, old) is None
    with pytest.raises(WrongPassphrase):
        keys.load_key(profile, "right")


def test_a_folder_that_cannot_be_written_opens_all_the_same(profile: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = keys.load_key(profile, "right")
    (profile / key_box.NAME).unlink()

    def refuse(*_arguments: object) -> int:
        raise PermissionError

    monkeypatch.setattr("crm_desktop.store.key_box.os.open", refuse)

    assert keys.load_key(profile, "right") == key
    assert not (profile / key_box.NAME).exists()


def test_a_folder_in_the_place_of_the_box_hinders_nothing(profile: Path) -> None:
    key = keys.load_key(profile, "right")
    (profile / key_box.NAME).unlink()
    (profile / key_box.NAME).mkdir()

    assert keys.load_key(profile, "right") == key
