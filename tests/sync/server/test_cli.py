"""The command line of the server: from an empty folder to a laptop in the shop, and what an administrator does then."""

from __future__ import annotations

import contextlib
import json
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from sync.client.errors import DeviceRevoked, Offline
from sync.client.http import HttpServer
from sync.client.receipt import Traffic
from sync.client.transport import Place, Transport
from sync.core.handshake import Hello
from sync.server import certificate, cli, serve
from sync.server.opening import NotPossible
from sync.server.settings import Settings
from sync.server.storage.postgres import PostgresEngine
from tests.sync.server.shell import Laptop, run, serving


def test_from_an_empty_folder_to_two_laptops_that_share_a_shop(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with serving(data) as url:
        printed = run(capsys, "enrol", "王芳", "--data", data)
        ann = Laptop(printed)
        meg = Laptop(run(capsys, "enrol", "展厅/陈静", "--data", data))
        with ann.asking() as hers, meg.asking() as his:
            ann.hello(hers)
            ann.contact(hers, "c1")
            meg.hello(his)
            rows = meg.rows(his)

    assert ann.code.url == url
    assert "█" in printed
    assert rows == {"c1": "王c1"}
    assert run(capsys, "shop", "list", "--data", data).endswith("\t展厅\n")
    assert "王芳\tconsultant" in run(capsys, "user", "list", "展厅", "--data", data)
    listed = run(capsys, "devices", "--data", data)
    assert {ann.enrolled.device, meg.enrolled.device} <= set(listed.replace("\n", "\t").split("\t"))
    (told,) = (json.loads(line) for line in run(capsys, "audit", "--data", data).splitlines())
    assert (told["user"], told["table"], told["id"], told["outcome"]) == ("王芳", "contact", "c1", "applied")
    assert "王c1" not in str(told)


def test_a_revoked_laptop_hears_what_to_do(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with serving(data):
        ann = Laptop(run(capsys, "enrol", "王芳", "--data", data))
        run(capsys, "revoke", ann.enrolled.device, "--stolen", "--data", data)
        with ann.asking() as hers, pytest.raises(DeviceRevoked, match="stolen"):
            ann.hello(hers)


def test_customers_are_given_to_somebody_else(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with serving(data):
        ann = Laptop(run(capsys, "enrol", "王芳", "--data", data))
        bo = Laptop(run(capsys, "enrol", "李伟", "--data", data))
        with ann.asking() as hers, bo.asking() as his:
            ann.hello(hers)
            for row in ("c1", "c2", "c3"):
                ann.contact(hers, row)
            some = run(capsys, "reassign", "王芳", "李伟", "c2", "--data", data)
            first = ann.rows(hers)
            rest = run(capsys, "reassign", "王芳", "李伟", "--data", data)
            bo.hello(his)
            there, left = bo.rows(his), ann.rows(hers)

    assert (some, rest) == ("1 moved\n", "2 moved\n")
    assert set(first) == {"c1", "c3"}
    assert set(there) == {"c1", "c2", "c3"}
    assert left == {}


def test_a_restored_server_begins_an_epoch_and_keeps_who_was_revoked(
    data: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    copy = tmp_path / "copy.db"
    with serving(data):
        ann = Laptop(run(capsys, "enrol", "王芳", "--data", data))
        bo = Laptop(run(capsys, "enrol", "李伟", "--data", data))
        with ann.asking() as hers:
            ann.hello(hers)
            ann.contact(hers, "c1")
            assert run(capsys, "backup", copy, "--data", data) == f"{copy}\n"
            ann.contact(hers, "c2")
        run(capsys, "revoke", bo.enrolled.device, "--leaver", "--data", data)
        assert cli.main(["restore", str(copy), "--data", str(data)]) == 1
        assert "stop it first" in capsys.readouterr().err

    assert run(capsys, "restore", copy, "--data", data) == "展厅\tepoch 2\n"
    assert run(capsys, "restore", copy, "--data", data) == "展厅\tepoch 3\n"
    with serving(data) as url, ann.asking(url) as hers, bo.asking(url) as his:
        assert ann.hello(hers) == 3
        assert ann.rows(hers, 3) == {"c1": "王c1"}
        with pytest.raises(DeviceRevoked, match="leaver"):
            bo.hello(his)


def test_an_older_file_put_back_by_hand_is_noticed(
    data: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    with serving(data):
        ann = Laptop(run(capsys, "enrol", "王芳", "--data", data))
    shutil.copy(data / "shop.db", tmp_path / "old.db")
    with serving(data) as url, ann.asking(url) as hers:
        ann.hello(hers)
        ann.contact(hers, "c1")
    for end in ("", "-wal", "-shm"):
        (data / f"shop.db{end}").unlink(missing_ok=True)
    shutil.copy(tmp_path / "old.db", data / "shop.db")

    with serving(data) as url, ann.asking(url) as hers:
        assert ann.hello(hers) == 2


def test_the_servers_own_certificate_is_pinned(data: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    own, other = certificate.own(tmp_path / "own"), certificate.own(tmp_path / "other")
    with serving(data, "--certificate", own.file, "--key", own.key) as url:
        ann = Laptop(run(capsys, "enrol", "王芳", "--data", data))
        with ann.asking() as hers:
            assert ann.hello(hers) == 1
        stranger = HttpServer(
            Transport(Place(url, other.fingerprint), Traffic(), patience=enrolment_patience()), "d", ann.private
        )
        with pytest.raises(Offline):
            stranger.hello(Hello(ann.author, 1, {}))
        stranger.close()

    assert url.startswith("https://")
    assert ann.code.fingerprint == own.fingerprint
    assert own.key.stat().st_mode & 0o777 == 0o600
    assert certificate.own(tmp_path / "own") == own


def enrolment_patience() -> object:
    from sync.client.backoff import Patience

    return Patience()


def test_a_second_server_and_a_second_process_are_refused(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (
        serving(data),
        pytest.raises(NotPossible, match="Another server is running"),
        serve._alone(Settings(data=data)),
    ):
        pass
    assert cli.main(["serve", "--data", str(data), "--workers", "2"]) == 1
    assert "PostgreSQL" in capsys.readouterr().err


def test_data_of_a_newer_program_is_left_alone(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with contextlib.closing(sqlite3.connect(data / "shop.db")) as file, file:
        file.execute("UPDATE setting SET value = CAST('9' AS BLOB) WHERE name = 'layout'")

    assert cli.main(["shop", "list", "--data", str(data)]) == 1
    assert "newer version" in capsys.readouterr().err


def test_two_processes_serve_one_database(
    data: Path, postgres: PostgresEngine, capsys: pytest.CaptureFixture[str]
) -> None:
    database = ("--database", postgres.url)
    run(capsys, "shop", "add", "展厅", *database)
    run(capsys, "user", "add", "展厅", "王芳", *database)
    with serving(data, *database, "--workers", 2):
        laptops = [Laptop(run(capsys, "enrol", "王芳", *database)) for _ in range(4)]
        for n, laptop in enumerate(laptops):
            with laptop.asking() as server:  # a connection of its own, to whichever process takes it
                laptop.hello(server)
                laptop.contact(server, f"c{n}")
                assert set(laptop.rows(server)) == {f"c{m}" for m in range(n + 1)}


def test_every_setting_comes_from_the_environment_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CRM_SYNC_DATA", str(tmp_path / "there"))

    run(capsys, "shop", "add", "展厅")

    assert (tmp_path / "there" / "shop.db").exists()


@pytest.mark.parametrize(
    "arguments",
    [("enrol", "王芳"), ("enrol", "nobody", "--url", "https://x"), ("user", "add", "展厅", ""),
     ("user", "add", "x", "y"), ("shop", "add", "展厅"), ("revoke", "s.x", "--stolen"), ("restore", "missing.db"),
     ("restore",), ("reassign", "王芳", "nobody"), ("revoke", "\udcff", "--stolen"), ("enrol", "\udcff"),
     ("restore", ".")],
)  # fmt: skip
def test_what_cannot_be_done_is_one_sentence(
    data: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    assert cli.main([*arguments, "--data", str(data)]) == 1

    said = capsys.readouterr().err
    assert len(said.splitlines()) == 1
    assert "Traceback" not in said


def test_the_statements_for_a_cluster_spread_every_table_by_shop(capsys: pytest.CaptureFixture[str]) -> None:
    said = run(capsys, "citus-ddl")

    made = [line.split()[5] for line in said.splitlines() if line.startswith("CREATE TABLE")]
    spread = [line.split("'")[1] for line in said.splitlines() if "create_distributed_table" in line]
    assert made == spread
    assert all("PRIMARY KEY (shop" in line for line in said.splitlines() if line.startswith("CREATE TABLE"))


def test_a_schema_document_is_accepted_only_on_purpose(
    data: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    now = json.loads(run(capsys, "schema", "show", "--data", data))
    now["tables"][0]["owner"] = None
    file = tmp_path / "schema.json"
    file.write_text(json.dumps(now), "utf-8")

    assert cli.main(["schema", "accept", str(file), "--data", str(data)]) == 1
    assert "contact: owner was owner, is None" in capsys.readouterr().out
    assert json.loads(run(capsys, "schema", "show", "--data", data)) != now
    run(capsys, "schema", "accept", file, "--yes", "--data", data)
    assert json.loads(run(capsys, "schema", "show", "--data", data)) == now


def test_whoever_reads_only_the_beginning_sees_no_error():
    asked = [sys.executable, "-m", "sync.server.cli", "citus-ddl"]
    with subprocess.Popen(asked, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as told:
        told.stdout.close()
        problem = told.stderr.read()

    assert (told.returncode, problem) == (0, b"")
