"""Attachments' bytes: whole ones, ones that come in pieces, and what is known of those that are not here."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from crm_desktop.store.blobs import Blobs
from crm_desktop.store.connection import connect

KEY = bytes(range(32))
BODY = bytes(range(256)) * 100
NAME = hashlib.sha256(BODY).hexdigest()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "blobs.db"


@pytest.fixture
def blobs(file: Path) -> Iterator[Blobs]:
    made = Blobs(file, KEY)
    yield made
    made.close()


def in_pieces(blobs: Blobs, body: bytes = BODY, name: str = NAME, size: int = 10_000) -> None:
    for start in range(0, len(body), size):
        blobs.add_piece(name, start, body[start : start + size])


def test_what_comes_in_pieces_is_shown_when_it_is_whole_and_right(blobs: Blobs) -> None:
    in_pieces(blobs)
    before = blobs.get(NAME), blobs.missing([NAME]), list(blobs.names())

    right = blobs.finish(NAME)

    assert before == (None, {NAME}, [])
    assert (right, blobs.get(NAME), blobs.get_beside(NAME), blobs.missing([NAME])) == (True, BODY, BODY, set())
    assert (list(blobs.names()), blobs.sizes([NAME])[NAME]) == ([NAME], len(BODY))


def test_pieces_that_are_not_what_the_name_says_are_thrown_away(blobs: Blobs) -> None:
    in_pieces(blobs, b"\1" + BODY[1:])

    assert not blobs.finish(NAME)
    assert (blobs.length(NAME), blobs.get(NAME)) == (0, None)


def test_pieces_outlive_the_program(file: Path, blobs: Blobs) -> None:
    blobs.add_piece(NAME, 0, BODY[:10_000])
    blobs.close()

    again = Blobs(file, KEY)
    assert again.length(NAME) == 10_000
    again.add_piece(NAME, 10_000, BODY[10_000:])
    assert again.finish(NAME)
    assert again.get(NAME) == BODY
    again.close()


def test_what_is_whole_is_not_dropped_by_a_second_download(blobs: Blobs) -> None:
    in_pieces(blobs)
    blobs.finish(NAME)

    blobs.drop_pieces(NAME)

    assert blobs.get(NAME) == BODY


def test_file_of_an_older_version_is_read_and_written(file: Path) -> None:
    raw = connect(file, KEY, create=True)
    raw.execute("CREATE TABLE blob (sha256 TEXT PRIMARY KEY, size INTEGER NOT NULL, data BLOB NOT NULL)")
    raw.execute("INSERT INTO blob VALUES (?, ?, ?)", (NAME, len(BODY), BODY))
    raw.close()

    looking = Blobs(file, KEY, read_only=True)
    assert (looking.get(NAME), looking.get("0" * 64), list(looking.names())) == (BODY, None, [NAME])
    assert looking.missing([NAME, "0" * 64]) == {"0" * 64}
    looking.close()
    writing = Blobs(file, KEY)
    writing.add_piece("0" * 64, 0, b"x")
    assert writing.get(NAME) == BODY
    writing.close()


def test_looking_into_a_profile_without_attachments_makes_no_file(file: Path) -> None:
    looking = Blobs(file, KEY, read_only=True)

    assert (looking.get(NAME), list(looking.names()), looking.missing([NAME]), looking.sizes([NAME]).get(NAME, 0)) == (
        None, [], {NAME}, 0,
    )  # fmt: skip
    assert not file.exists()


def test_pieces_are_encrypted_on_the_disk(file: Path, blobs: Blobs) -> None:
    blobs.add_piece(NAME, 0, b"ID card of Wang Fang " * 100)
    blobs.close()

    on_disk = b"".join(one.read_bytes() for one in file.parent.iterdir())
    assert b"Wang Fang" not in on_disk
    with pytest.raises(sqlite3.DatabaseError):
        sqlite3.connect(file).execute("SELECT 1 FROM piece")


def test_many_rows_are_kept_together_or_not_at_all(blobs: Blobs) -> None:
    with pytest.raises(Exception, match="NOT NULL"):
        blobs.run_many("INSERT INTO absent VALUES (?, ?)", [("a", 1), ("b", None)])

    assert blobs.rows("SELECT * FROM absent") == []
    blobs.run_many("INSERT INTO absent VALUES (?, ?)", [("a", 1)])
    assert blobs.rows("SELECT * FROM absent") == [("a", 1)]
