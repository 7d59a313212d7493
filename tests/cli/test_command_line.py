"""Arguments, languages, exit statuses and output of the command line."""

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = [sys.executable, "-m", "crm_desktop"]


def process(*arguments: object, **environment: str) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(
        [*PROGRAM, *map(str, arguments)],
        env={**os.environ, **environment}, capture_output=True, stdin=subprocess.DEVNULL, timeout=120, check=False,
    )  # fmt: skip


def test_global_options_stand_before_or_after(run, folder: Path):
    before = run("--profile", folder, "--json", "due")
    after = run("due", "--profile", folder, "--json")

    assert before == after
    assert before.code == 0


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_help_speaks_both_languages(run, language: str):
    told = run("--help", "--lang", language)

    assert told.code == 0
    assert ("用法" in told.out) == (language == "zh_CN")
    assert "duplicates" in told.out


def test_wrong_usage_exits_with_2(run):
    for line in ("nonsense", "search", "due --date soon", "demo --people 0", "--what", "import", "tour"):
        told = run(*line.split())
        assert told.code == 2, line
        assert told.err
        assert not told.out


def test_wrong_usage_is_one_json_document_too(run):
    told = run("due", "--date", "2026-02-30", "--json")

    assert told.code == 2
    assert "2026-02-30" in told.document["error"]


def test_wrong_usage_is_explained_in_chinese(run):
    told = run("show", "--lang", "zh_CN")

    assert "缺少" in told.err
    assert "ID" in told.err


def test_missing_profile_exits_with_2(run, tmp_path: Path):
    for command in (["due"], ["search", "王"], ["show", "1"], ["check"], ["undo"], ["duplicates"]):
        told = run(*command, "--profile", tmp_path / "none", "--json")
        assert told.code == 2, command
        assert told.document["error"]
    assert not (tmp_path / "none").exists()


def test_wrong_passphrase_exits_with_2(run, profile: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CRM_PASSPHRASE", "wrong")

    told = run("due", "--profile", profile, "--json")

    assert told.code == 2
    assert told.document["error"]


def test_passphrase_comes_from_the_environment(run, profile: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CRM_PASSPHRASE", "correct horse 电瓶")

    assert run("due", "--profile", profile, "--json").code == 0


def test_no_passphrase_where_one_is_needed_exits_with_2(run, profile: Path):
    told = run("due", "--profile", profile, "--json")

    assert told.code == 2
    assert "CRM_PASSPHRASE" in told.document["error"]


@pytest.mark.parametrize("place", ["file", "file/inside", "x" * 300])
def test_a_place_that_can_be_no_profile_exits_with_2(run, tmp_path: Path, place: str):
    (tmp_path / "file").write_text("mine", encoding="utf-8")

    told = run("demo", "--people", 3, "--profile", tmp_path / place, "--json", "--lang", "zh_CN")

    assert told.code == 2
    assert "名称太长" in told.document["error"] or "是文件，不是文件夹" in told.document["error"]
    assert (tmp_path / "file").read_text(encoding="utf-8") == "mine"


def test_demo_gives_a_new_profile_the_passphrase(run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CRM_PASSPHRASE", "锁 secret")
    told = run("demo", "--people", 3, "--profile", tmp_path / "p", "--json")
    monkeypatch.setenv("CRM_PASSPHRASE", "other")

    assert told.document == {"people": 3, "customers": 3, "touches": told.document["touches"]}
    assert run("due", "--profile", tmp_path / "p").code == 2


def test_readers_work_while_another_program_writes(crm, folder: Path):
    from crm_desktop.features.search.derived import DERIVERS
    from crm_desktop.store.store import Store

    other = Store.open(folder, passphrase=None, derivers=DERIVERS)
    try:
        readers = [crm(*command).code for command in (["due"], ["search", "王"], ["duplicates"], ["check"])]
        writers = [crm(*command) for command in (["undo"], ["demo", "--people", 3, "--add"])]
    finally:
        other.close()

    assert readers == [0, 0, 0, 0]
    assert [told.code for told in writers] == [2, 2]
    assert all(told.document["error"] for told in writers)


def test_a_bug_is_a_sentence_not_a_traceback(crm, monkeypatch: pytest.MonkeyPatch):
    from crm_desktop.base import paths
    from crm_desktop.cli import people

    def broken(_options: object) -> None:
        raise ZeroDivisionError("王芳 13800138000")

    monkeypatch.setattr(people, "search", broken)
    told = crm("search", "王")

    assert told.code == 1
    assert not told.err
    assert told.document["error"]
    log = (paths.logs_dir() / "command-line.log").read_text("utf-8")
    assert "ZeroDivisionError" in log
    assert "王芳" not in log


def test_output_is_utf8_in_a_plain_locale(folder: Path):
    done = process("search", "王", "--json", "--profile", folder, LC_ALL="C", LANG="C", PYTHONIOENCODING="ascii")

    assert done.returncode == 0
    assert json.loads(done.stdout.decode("utf-8"))["query"] == "王"
    assert "王".encode() in done.stdout  # not escaped


def test_arguments_are_utf8_in_a_latin_locale(folder: Path):
    done = process("search", "王", "--json", "--profile", folder, LC_ALL="en_US.ISO-8859-1")

    assert json.loads(done.stdout.decode("utf-8"))["query"] == "王"


def test_a_reader_that_leaves_early_is_no_error(folder: Path):
    child = subprocess.Popen(
        [*PROGRAM, "due", "--json", "--profile", str(folder), "--date", "2030-01-01"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    child.stdout.close()

    told = child.stderr.read()
    child.stderr.close()
    assert child.wait(60) == 0
    assert told == b""


@pytest.mark.parametrize(("where", "code"), [(">&-", 0), (">/dev/full", 1)])
def test_an_answer_that_cannot_be_written_is_no_traceback(folder: Path, where: str, code: int):
    command = shlex.join([*PROGRAM, "search", "王", "--json", "--profile", str(folder)])
    done = subprocess.run(["sh", "-c", f"{command} {where}"], capture_output=True, check=False, timeout=60)

    assert done.returncode == code
    assert b"Traceback" not in done.stderr
    assert done.stderr.count(b"\n") == code


@pytest.mark.parametrize("command", [["search", "王"], ["due"], ["check"], ["duplicates"], ["--help"]])
def test_no_subcommand_needs_qt(folder: Path, command: list[str]):
    script = (
        "import sys; from crm_desktop.cli import main; code = main(sys.argv[1:]);"
        "print([m for m in sys.modules if m.startswith(('PySide6', 'shiboken'))], file=sys.stderr); sys.exit(code)"
    )
    arguments = [sys.executable, "-c", script, *command, "--profile", str(folder)]
    done = subprocess.run(arguments, capture_output=True, check=False, timeout=120)

    assert done.returncode == 0
    assert done.stderr.decode().splitlines()[-1] == "[]"


def test_help_imports_nothing_heavy():
    script = (
        "import sys; from crm_desktop.cli import main; main(['--help']);"
        "print([m for m in ('sqlalchemy', 'reportlab', 'openpyxl', 'PIL') if m in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, timeout=60)

    assert done.stderr.decode().strip() == "[]"


def test_window_without_display_exits_with_2(run, monkeypatch: pytest.MonkeyPatch):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")

    told = run("--json")

    assert told.code == 2
    assert "tour" in told.document["error"]


@pytest.mark.parametrize(
    "line", ["", "gui", "--profile X", "gui --profile X", "gui --lang en", "--lang=en --profile=X", "gui --profile=X"]
)
def test_the_window_starts_without_reading_all_commands(line: str):
    from crm_desktop.cli import command_line, options

    short, long = command_line._plain_start(line.split()), options.parser().parse_args(line.split())

    assert {name: getattr(long, name) for name in vars(short)} == vars(short)


@pytest.mark.parametrize(
    "line", ["due", "gui due", "--json", "--profile", "--lang fr", "--profile --lang en", "gui -h"]
)
def test_everything_else_is_read_with_care(line: str):
    from crm_desktop.cli import command_line

    assert command_line._plain_start(line.split()) is None


@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "3000-01-01", "9999-12-31"])
def test_a_day_far_from_every_customer_gets_a_sentence(crm, tmp_path: Path, day: str):
    commands = [
        *(["network", "due", "close-day"]),
        *(f"print {form} --to {tmp_path}/x.pdf" for form in ("day-plan", "level-table", "referral-statement")),
    ]
    for command in [f"{one} --date {day}" for one in commands] + [f"{commands[-1]} --month {day[:7]}"]:
        told = crm(*command.split(), "--lang", "en")

        assert told.code == 2, command
        assert "from 1900 to 2999" in told.document["error"]


@pytest.mark.parametrize("day", ["1900-01-01", "2999-12-31"])
def test_the_first_and_the_last_day_are_answered(crm, tmp_path: Path, day: str):
    for command in ("network", "due", f"print level-table --to {tmp_path}/x.pdf"):
        assert crm(*command.split(), "--date", day).code == 0, command


def test_a_home_that_cannot_be_written_is_said(run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("CRM_HOME", str(tmp_path / "file" / "home"))

    outcome = run("--lang", "en", "demo", "--people", 3)

    assert outcome.code == 2
    assert "is a file, not a folder" in outcome.err
