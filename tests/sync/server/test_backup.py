"""Copies of the data file: where they go, and that a way back that fails leaves the data where it was."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from sync.server import backup, cli
from sync.server.settings import Settings
from tests.sync.server.shell import run


def refused(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    """What was said, in one line."""
    assert cli.main([str(one) for one in arguments]) == 1
    said = capsys.readouterr().err
    assert len(said.splitlines()) == 1
    return said


def shops(capsys: pytest.CaptureFixture[str], data: Path) -> str:
    return run(capsys, "shop", "list", "--data", data)


def other_program(file: Path) -> None:
    with contextlib.closing(sqlite3.connect(file)) as made, made:
        made.executescript("CREATE TABLE record (a); CREATE TABLE setting (a); CREATE TABLE shop (a)")


def newer_program(file: Path) -> None:
    with contextlib.closing(sqlite3.connect(file)) as made, made:
        made.execute("UPDATE setting SET value = CAST('99' AS BLOB) WHERE name = 'layout'")


@pytest.mark.parametrize(("harm", "said"), [(other_program, "no backup of a shop"), (newer_program, "newer version")])
def test_a_copy_that_cannot_be_served_does_not_take_the_place_of_the_data(
    data: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path, harm: Callable[[Path], None], said: str
) -> None:
    before, copy = shops(capsys, data), tmp_path / "copy.db"
    if harm is newer_program:
        run(capsys, "backup", copy, "--data", data)
    harm(copy)

    assert said in refused(capsys, "restore", copy, "--data", data)
    assert shops(capsys, data) == before


def test_the_data_stays_in_its_place_when_there_is_no_room_for_the_copy(
    data: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, copy = shops(capsys, data), tmp_path / "copy.db"
    run(capsys, "backup", copy, "--data", data)

    def full(source: Path, target: Path) -> None:
        target.write_bytes(b"half")
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(backup, "_copy", full)
        assert "no room" in refused(capsys, "restore", copy, "--data", data)
        assert "no room" in refused(capsys, "backup", tmp_path / "other.db", "--data", data)

    assert shops(capsys, data) == before
    assert [*data.glob("*.part"), *tmp_path.glob("*.part")] == []


def test_the_data_file_itself_may_be_named_as_the_copy(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = shops(capsys, data)

    run(capsys, "restore", data / "shop.db", "--data", data)

    assert shops(capsys, data) == before


def test_a_copy_never_takes_the_place_of_the_data_it_is_of(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (data / "shop.db").read_bytes()

    for name in ("shop.db", "shop.db-wal"):
        assert "the data itself" in refused(capsys, "backup", data / name, "--data", data)

    assert (data / "shop.db").read_bytes() == before


@pytest.mark.parametrize("place", [".", "pipe"])
def test_a_copy_goes_into_a_file_and_into_nothing_else(
    data: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path, place: str
) -> None:
    if place == "pipe":
        os.mkfifo(tmp_path / place)

    assert "no file" in refused(capsys, "backup", tmp_path / place, "--data", data)
    assert (tmp_path / place).exists()


def test_only_its_owner_may_read_the_data_and_its_copies(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy = Path(run(capsys, "backup", data.parent / "copy.db", "--data", data).strip())

    assert {stat.S_IMODE(one.stat().st_mode) for one in (data / "shop.db", copy)} == {0o600}


def test_what_lies_beside_a_copy_is_left_alone(data: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "copy.part").write_text("somebody else's", "utf-8")

    run(capsys, "backup", tmp_path / "copy.db", "--data", data)

    assert (tmp_path / "copy.part").read_text("utf-8") == "somebody else's"


def test_nobody_can_begin_to_serve_while_a_copy_takes_the_place(
    data: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sync.server import serve
    from sync.server.opening import NotPossible

    run(capsys, "backup", tmp_path / "copy.db", "--data", data)
    aside = backup._set_aside

    def tried(settings: Settings) -> object:
        with pytest.raises(NotPossible), serve._alone(settings):
            pass
        return aside(settings)

    monkeypatch.setattr(backup, "_set_aside", tried)
    run(capsys, "restore", tmp_path / "copy.db", "--data", data)


def test_what_is_set_aside_takes_the_place_of_nothing(
    data: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copies = [tmp_path / "one.db", tmp_path / "other.db"]
    for copy in copies:
        run(capsys, "backup", copy, "--data", data)
    monkeypatch.setattr(backup, "_stamp", lambda: "20261129-120000")  # both in one second

    for copy in copies:
        run(capsys, "restore", copy, "--data", data)
        run(capsys, "backup", "--data", data)

    assert len(list(data.glob("shop-before-*.db"))) == 2
    assert len(list((data / "backups").glob("shop-*.db"))) == 2
