"""What an administrator gets wrong, or finds broken: a sentence and a status, never a trace of the program."""

from __future__ import annotations

import contextlib
import os
import socket
import sqlite3
import ssl
from pathlib import Path

import pytest

from sync.server import certificate, cli, serve
from sync.server.settings import Settings
from sync.server.storage import postgres
from sync.server.storage.engine import Busy, Full
from tests.sync.server.shell import run


def told(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str]:
    status = cli.main([str(one) for one in arguments])
    return status, capsys.readouterr().err


@pytest.mark.parametrize("kind", ["a file", "random bytes", "another program's", "a folder"])
@pytest.mark.parametrize("command", [("shop", "list"), ("serve",), ("audit",), ("backup",)])
def test_data_that_cannot_be_used_is_told_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str, command: tuple[str, ...]
) -> None:
    data = tmp_path / "data"
    if kind == "a file":
        data.write_text("mine", "utf-8")
    else:
        data.mkdir()
    if kind == "random bytes":
        (data / "shop.db").write_bytes(b"no database " * 5000)
    elif kind == "a folder":
        (data / "shop.db").mkdir()
    elif kind == "another program's":
        with contextlib.closing(sqlite3.connect(data / "shop.db")) as made, made:
            made.executescript("CREATE TABLE record (a); CREATE TABLE setting (a)")
    more = ("--host", "127.0.0.1", "--port", 0) if command == ("serve",) else ()

    status, said = told(capsys, *command, "--data", data, *more)

    assert status == 1
    assert len(said.splitlines()) == 1


@pytest.mark.parametrize(
    ("error", "word"),
    [(Full(), "room"), (sqlite3.OperationalError("database or disk is full"), "room"), (OSError(28, "no"), "room"),
     (Busy(), "moment"), (PermissionError(13, "no", "x"), "x")],
)  # fmt: skip
def test_what_the_machine_refuses_is_told_in_a_sentence(
    data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, error: Exception, word: str
) -> None:
    def failing(*_: object) -> None:
        raise error

    monkeypatch.setattr("sync.server.registry.Registry.add_shop", failing)

    status, said = told(capsys, "shop", "add", "x", "--data", data)

    assert status == 1
    assert word in said


@pytest.mark.parametrize("where", ["postgresql://x:y@127.0.0.1:1/z", "nonsense", "mysql://x@127.0.0.1:1/z"])
def test_a_database_that_does_not_answer_is_told_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], where: str
) -> None:
    status, said = told(capsys, "shop", "list", "--data", tmp_path, "--database", where)

    assert (status, len(said.splitlines())) == (1, 1)
    assert said.startswith("The database cannot be used")


def test_a_port_that_is_taken_is_told_once_with_what_to_do(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        status, said = told(capsys, "serve", "--data", data, "--host", "127.0.0.1", "--port", port)

    assert status == 1
    assert said.strip() == f"Port {port} of 127.0.0.1 cannot be used: Address already in use. Another one: --port N"


@pytest.mark.parametrize("given", [("--port", 99999), ("--port", -1), ("--workers", 0), ("--workers", -2)])
def test_a_number_no_server_can_have_is_refused(
    data: Path, capsys: pytest.CaptureFixture[str], given: tuple[str, int]
) -> None:
    status, said = told(capsys, "serve", "--data", data, "--host", "127.0.0.1", *given)

    assert (status, len(said.splitlines())) == (2, 1)
    assert said.startswith(given[0])


@pytest.mark.parametrize(("name", "value"), [("PORT", "abc"), ("BLOB_HOURS", "-3"), ("ANNOUNCE", "maybe")])
def test_a_setting_of_the_environment_that_means_nothing_is_named(
    data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"CRM_SYNC_{name}", value)

    status, said = told(capsys, "shop", "list", "--data", data)

    assert (status, len(said.splitlines())) == (2, 1)
    assert f"CRM_SYNC_{name}" in said
    assert "pydantic" not in said


def test_a_certificate_without_its_key_is_refused(
    data: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    own, other = certificate.own(tmp_path / "own"), certificate.own(tmp_path / "other")
    serving = ("serve", "--data", data, "--host", "127.0.0.1", "--port", 0)
    words = tmp_path / "words"
    words.write_text("no certificate", "utf-8")

    for given in (
        ("--certificate", own.file), ("--key", own.key), ("--certificate", own.file, "--key", other.key),
        ("--certificate", words, "--key", words), ("--certificate", tmp_path / "nothing", "--key", own.key),
    ):  # fmt: skip
        status, said = told(capsys, *serving, *given)
        assert (status, len(said.splitlines())) == (1, 1)

    ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(own.file, own.key)
    assert certificate.given(own.file, own.key) == own


@pytest.mark.parametrize("url", ["foo", "http://10.0.0.1:8765", "https://10.0.0.1:99999999", "https://[::1", "ftp://x"])
def test_an_address_no_laptop_would_speak_to_is_refused(
    data: Path, capsys: pytest.CaptureFixture[str], url: str
) -> None:
    for command in (("enrol", "王芳"), ("serve", "--host", "127.0.0.1", "--port", 0)):
        status, said = told(capsys, *command, "--data", data, "--url", url)
        assert (status, len(said.splitlines())) == (1, 1)
        assert url in said


@pytest.mark.parametrize("address", ["", "shop.example", "127.0.0.1", "fd00::1"])
def test_what_is_no_address_of_the_network_is_not_announced(data: Path, address: str) -> None:
    place = serve.Place("https://x", address, 1, None)

    with serve._announced(Settings(data=data, host="0.0.0.0"), None, place):  # type: ignore[arg-type]
        pass


@pytest.mark.parametrize("name", ["", " ", " 展厅", "a\nb", "a\tb", "王" * 101, os.fsdecode(b"\xff\xfe")])
def test_a_name_that_nobody_can_type_again_is_refused(
    data: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    before = run(capsys, "shop", "list", "--data", data), run(capsys, "user", "list", "展厅", "--data", data)

    for command in (("shop", "add", name), ("user", "add", "展厅", name)):
        status, said = told(capsys, *command, "--data", data)
        assert (status, len(said.splitlines())) == (1, 1)

    assert (run(capsys, "shop", "list", "--data", data), run(capsys, "user", "list", "展厅", "--data", data)) == before


def test_why_a_name_is_refused_is_said(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "SHOP/NAME" in told(capsys, "user", "add", "展厅", "a/b", "--data", data)[1]
    assert "is no name" in told(capsys, "user", "add", "展厅", " ", "--data", data)[1]


def test_customers_of_nobody_are_not_said_to_be_moved(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, "reassign", "王方", "李伟", "--data", data) == (1, "not known: 王方\n")


@pytest.mark.parametrize("last", ["-5", "0", "99999999999999999999999", "x"])
def test_a_number_of_lines_is_one(data: Path, last: str) -> None:
    with pytest.raises(SystemExit, match="2"):
        cli.main(["audit", "--data", str(data), "--last", last])


@pytest.mark.parametrize(
    "body", ["[]", "{}", '{"tables": [{}]}', '{"tables": [{"name": "x", "columns": 5}]}', "x", None]
)
def test_what_is_no_schema_document_is_not_accepted(
    data: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path, body: str | None
) -> None:
    before, file = run(capsys, "schema", "show", "--data", data), tmp_path / "schema.json"
    if body is not None:
        file.write_text(body, "utf-8")

    status, said = told(capsys, "schema", "accept", file, "--yes", "--data", data)

    assert (status, len(said.splitlines())) == (1, 1)
    assert run(capsys, "schema", "show", "--data", data) == before


def test_a_setting_that_is_empty_is_not_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CRM_SYNC_DATA", "")

    assert Settings().data.is_absolute()


# What the administrator names ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "command",
    [("devices",), ("shop", "list"), ("user", "list", "展厅"), ("audit",), ("backup",), ("restore", "--mark"),
     ("compact",), ("views",), ("revoke", "x", "--stolen")],
)  # fmt: skip
def test_a_folder_without_data_is_told_and_stays_as_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: tuple[str, ...]
) -> None:
    """A folder that was mistyped: an empty shop in it would only say that nothing is there."""
    data = tmp_path / "typo"

    status, said = told(capsys, *command, "--data", data)

    assert status == 1
    assert f"There is no data in {data}" in said
    assert not data.exists()


@pytest.mark.parametrize("command", [("shop", "list"), ("shop", "add", "新店"), ("devices",), ("serve",), ("backup",)])
def test_the_data_of_another_program_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: tuple[str, ...]
) -> None:
    with contextlib.closing(sqlite3.connect(tmp_path / "shop.db")) as made, made:
        made.executescript("CREATE TABLE shop (shop, name, epoch, n, made); CREATE TABLE goods (a)")
    before = (tmp_path / "shop.db").read_bytes()

    status, said = told(capsys, *command, "--data", tmp_path)

    assert status == 1
    assert said.startswith(f"{tmp_path / 'shop.db'} is of another program. Nothing was changed")
    assert (tmp_path / "shop.db").read_bytes() == before


def test_a_file_in_the_place_of_the_folder_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "data").touch()

    assert "is no folder" in told(capsys, "shop", "add", "新店", "--data", tmp_path / "data")[1]


def test_a_copy_that_cannot_be_made_names_the_data(
    data: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    with contextlib.closing(sqlite3.connect(data / "shop.db")) as file, file:
        file.executescript("ALTER TABLE record RENAME COLUMN scope TO lost")

    status, said = told(capsys, "backup", tmp_path / "copy.db", "--data", data)

    assert status == 1
    assert str(data / "shop.db") in said
    assert ".part" not in said


def test_which_shop_is_meant_is_asked_by_name(data: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    run(capsys, "shop", "add", "新店", "--data", data)

    which = "There is more than one shop. Which? --shop 展厅, --shop 新店\n"
    assert told(capsys, "audit", "--data", data) == (1, which)
    assert told(capsys, "audit", "--shop", "没有", "--data", data) == (1, "not known: 没有\n")


def test_data_without_a_shop_says_how_to_begin(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with contextlib.closing(sqlite3.connect(data / "shop.db")) as file, file:
        file.execute("DELETE FROM shop")

    assert told(capsys, "audit", "--data", data) == (1, "There is no shop yet: crm-sync-server shop add NAME\n")


@pytest.mark.parametrize(
    ("why", "word"), [("attempt to write a readonly database", "may not be written"), ("database is locked", "moment")]
)
def test_data_that_is_not_broken_is_not_told_to_be(
    data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, why: str, word: str
) -> None:
    def failing(*_: object) -> None:
        raise sqlite3.OperationalError(why)

    monkeypatch.setattr("sync.server.commands.opened", failing)
    status, said = told(capsys, "shop", "list", "--data", data)

    assert status == 1
    assert word in said
    assert "restore" not in said


@pytest.mark.parametrize("url", ["mysql://ann:secret@here/shop", "shop.db"])
def test_what_is_no_address_of_a_database_is_told_without_its_password(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], url: str
) -> None:
    status, said = told(capsys, "shop", "list", "--database", url, "--data", tmp_path)

    assert status == 1
    assert "postgresql://USER@HOST/NAME" in said
    assert "secret" not in said


def test_a_database_that_says_nothing_is_not_waited_for_without_end(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "CONNECT_SECONDS", 2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"postgresql://127.0.0.1:{silent.getsockname()[1]}/shop"
        status, said = told(capsys, "shop", "list", "--database", url, "--data", tmp_path)

    assert status == 1
    assert said.startswith("The database cannot be used: ")


@pytest.mark.parametrize("given", [("audit", "--last", "0"), ("audit", "--last", "x"), ("restore", "--above", "x")])
def test_a_number_that_is_none_is_told_as_that(
    data: Path, capsys: pytest.CaptureFixture[str], given: tuple[str, ...]
) -> None:
    with pytest.raises(SystemExit):
        cli.main([*given, "--data", str(data)])

    assert "is no number from" in capsys.readouterr().err
