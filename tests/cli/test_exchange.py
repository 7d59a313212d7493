"""import and export by command line: the counts, the undo, the files."""

import csv
import signal
from pathlib import Path

import pytest

from crm_desktop.cli import output

ROWS = """姓名,手机,级别,意向车型,备注
王小明,13911112222,H,汉 EV,周六来店
李小红,13911113333,B,海豚,
,,,,
王小明,13911112222,H,汉 EV,周六来店
"""


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A small Chinese table with an empty row and one person twice."""
    file = tmp_path / "客户.csv"
    file.write_text(ROWS, encoding="gb18030")
    return file


def test_import_accounts_for_every_row(run, table: Path, tmp_path: Path):
    told = run("import", table, "--profile", tmp_path / "new", "--json")

    assert told.code == 0
    [report] = told.document["files"]
    assert report["file"] == "客户.csv"
    assert report["new"] == 2
    assert report["duplicate"] == 1
    assert report["rows"] == report["new"] + report["updated"] + report["duplicate"] + len(report["refused"])
    assert (
        run("search", "13911112222", "--profile", tmp_path / "new", "--json").document["results"][0]["name"] == "王小明"
    )
    assert run("check", "--profile", tmp_path / "new").code == 0


def test_import_twice_changes_nothing(run, table: Path, tmp_path: Path):
    run("import", table, "--profile", tmp_path / "new")

    [report] = run("import", table, "--profile", tmp_path / "new", "--json").document["files"]

    assert (report["new"], report["updated"]) == (0, 0)


def test_dry_run_writes_nothing(run, table: Path, tmp_path: Path):
    told = run("import", table, "--dry-run", "--profile", tmp_path / "new", "--json")

    assert told.code == 0
    assert told.document["batch"] is None
    assert told.document["files"][0]["new"] == 2
    assert not (tmp_path / "new").exists()


def test_dry_run_says_what_the_import_does(crm, table: Path):
    dry = crm("import", table, "--dry-run").document["files"]
    wet = crm("import", table).document["files"]

    assert dry == wet


@pytest.mark.parametrize(("kind", "customer"), [("customers", True), ("network", False)])
def test_people_become_what_is_said(run, table: Path, tmp_path: Path, kind: str, customer: bool):
    run("import", table, "--as", kind, "--profile", tmp_path / "new")
    [hit] = run("search", "李小红", "--profile", tmp_path / "new", "--json").document["results"]

    assert hit["customer"] is customer


def test_a_batch_is_taken_back(crm, table: Path):
    before = len(crm("search", "1", "--limit", 1000).document["results"])
    batch = crm("import", table).document["batch"]

    told = crm("import", "--undo", batch)

    assert told.code == 0
    assert told.document["removed"] == 2
    assert len(crm("search", "1", "--limit", 1000).document["results"]) == before
    assert crm("import", "--undo", batch).code == 1  # once only
    assert crm("check").code == 0


def test_undo_takes_a_whole_import_back(crm, table: Path):
    crm("import", table)

    assert crm("undo").code == 0
    assert crm("search", "13911112222").document["results"] == []


def test_unknown_batch_exits_with_1(crm):
    assert crm("import", "--undo", "nothing").code == 1


def test_missing_file_exits_with_2_and_makes_no_profile(run, tmp_path: Path):
    told = run("import", tmp_path / "none.csv", "--profile", tmp_path / "new", "--json")

    assert told.code == 2
    assert "none.csv" in told.document["error"]
    assert not (tmp_path / "new").exists()


def test_unreadable_file_changes_nothing(crm, table: Path, tmp_path: Path):
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04 this is no workbook")

    told = crm("import", table, broken)

    assert told.code == 1
    assert "broken.xlsx" in told.document["error"]
    assert crm("search", "13911112222").document["results"] == []


@pytest.mark.parametrize("ending", ["csv", "xlsx", "vcf", "json"])
def test_everybody_is_exported(crm, tmp_path: Path, ending: str):
    target = tmp_path / f"all.{ending}"

    told = crm("export", "--private", "--to", target)

    assert told.code == 0
    assert told.document == {"file": str(target), "people": 60}
    assert target.stat().st_size > 1000


def test_csv_has_a_mark_and_the_agreed_columns(crm, tmp_path: Path):
    crm("export", "--private", "--to", tmp_path / "all.csv", "--lang", "zh_CN")
    content = (tmp_path / "all.csv").read_bytes()

    rows = list(csv.DictReader(content.decode("utf-8-sig").splitlines()))

    assert content.startswith(b"\xef\xbb\xbf")
    assert {"id", "姓名", "电话", "备注"} <= set(rows[0])
    assert len(rows) == 60


def test_private_people_stay_unless_asked_for(crm, tmp_path: Path):
    private = crm("network").document["private"]

    assert crm("export", "--to", tmp_path / "shop.csv").document["people"] == 60 - private


def test_a_selection_is_exported(crm, tmp_path: Path):
    chosen = [hit["id"] for hit in crm("search", "level:A", "--limit", 3).document["results"]]

    assert crm("export", *chosen, "--to", tmp_path / "some.vcf").document["people"] == 3
    assert crm("export", "--filter", "level:A", "--to", tmp_path / "a.csv").document["people"] >= 3


def test_unknown_filter_words_are_refused(crm, tmp_path: Path):
    told = crm("export", "--filter", "level:Z9 colour:red", "--to", tmp_path / "x.csv")

    assert told.code == 1
    assert not (tmp_path / "x.csv").exists()


def test_full_copy_imports_back_identical(crm, run, tmp_path: Path):
    crm("export", "--to", tmp_path / "all.json")
    other = tmp_path / "other"

    told = run("import", tmp_path / "all.json", "--profile", other, "--json")
    run("export", "--to", tmp_path / "again.json", "--profile", other)

    assert told.code == 0
    assert (tmp_path / "again.json").read_bytes() == (tmp_path / "all.json").read_bytes()
    assert run("check", "--profile", other).code == 0


def test_ctrl_c_takes_an_import_back(crm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    file = tmp_path / "many.csv"
    file.write_text("姓名,手机\n" + "".join(f"赵{n},{15000000000 + n}\n" for n in range(1500)), encoding="utf-8")
    monkeypatch.setattr(output.Progress, "__call__", lambda _self, _done, _total: signal.raise_signal(signal.SIGINT))
    before = signal.getsignal(signal.SIGINT)

    told = crm("import", file)

    assert told.code == 1
    assert told.document["cancelled"]
    assert crm("search", "赵7").document["results"] == []
    assert signal.getsignal(signal.SIGINT) is before
    assert crm("check").code == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a full disk is played by /dev/full")
@pytest.mark.parametrize("ending", ["csv", "vcf", "xlsx", "json", "ics"])
def test_a_full_disk_of_an_export_is_told_of_the_file(crm, tmp_path: Path, ending: str):
    (tmp_path / f".out.{ending}.part").symlink_to("/dev/full")

    told = crm("export", "--to", tmp_path / f"out.{ending}", "--lang", "en")

    assert told.code == 1
    assert f"out.{ending} cannot be written" in told.document["error"]
    assert not (tmp_path / f"out.{ending}").exists()


def test_why_an_export_cannot_be_written_is_said_in_the_users_language(crm, tmp_path: Path):
    (tmp_path / "folder.csv").mkdir()

    said = [crm("export", "--to", tmp_path / name, "--lang", "zh_CN") for name in ("no/x.csv", "folder.csv")]

    assert [told.code for told in said] == [1, 1]
    assert "文件夹不存在" in said[0].document["error"]
    assert "是文件夹" in said[1].document["error"]


@pytest.mark.parametrize(("command", "ending"), [("export", "csv"), ("print level-table", "pdf"), ("map", "png")])
def test_a_place_that_is_no_file_is_told_for_what_it_is(crm, tmp_path: Path, command: str, ending: str):
    folder, file = tmp_path / f"folder.{ending}", tmp_path / f"file.{ending}"
    folder.mkdir()
    file.write_bytes(b"kept")

    def said(where: object) -> str:
        told = crm(*command.split(), "--to", where, "--lang", "en")
        assert told.code in (1, 2), where
        return str(told.document["error"])

    assert "--to" in said("")
    assert "folder" in said(folder)
    assert "folder" in said(tmp_path)
    assert "folder" in said(f"{tmp_path}/new.{ending}/")
    assert "folder" in said(f"{file}/")
    assert "a part of its path is a file" in said(file / f"x.{ending}")
    assert "its name is too long" in said(tmp_path / f"{'a' * 300}.{ending}")
    assert file.read_bytes() == b"kept"
    assert sorted(one.name for one in tmp_path.iterdir()) == sorted([file.name, folder.name, "profile"])


def test_a_name_no_file_can_have_is_told_in_a_sentence(crm):
    for command in (["import"], ["catalogue", "import"]):
        told = crm(*command, f"{'王' * 200}.csv")

        assert told.code in (1, 2), command
        assert "王王" in told.document["error"]
