"""The full copy: the same bytes after a journey through an empty profile."""

import errno
import json
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import text

from crm_desktop.base.errors import FileProblem
from crm_desktop.features.attachments import commands as attachments
from crm_desktop.import_export import full_copy_reading
from crm_desktop.import_export.exchange import import_files, preview_files
from crm_desktop.import_export.export import export_people
from crm_desktop.import_export.undo import undo_import
from crm_desktop.store.store import Store
from tests import make
from tests.conftest import PASSPHRASE, derivers


@pytest.fixture
def other(empty_profile: Path, tmp_path: Path):
    """A second, empty profile."""
    import shutil

    shutil.copytree(empty_profile, tmp_path / "other")
    store = Store.open(tmp_path / "other", passphrase=PASSPHRASE, derivers=derivers())
    yield store
    store.close()


@pytest.fixture
def copy(store, tmp_path) -> Path:
    """A copy of a profile with a bit of everything."""
    first = make.customer(store, name="王芳", phone="13800138000", note="“引号”\n\u2028换行 \U0002b7a9", wechat="wx")
    second = make.contact(store, name="李雷", phone="13900139000", tags=("老乡",))
    make.touch(store, first, note="谈了")
    make.follow_up(store, first)
    make.vehicle(store, first, plate="沪A12345")
    make.relation(store, first, second)
    make.commitment(store, first)
    store.write("Attach", attachments.add_file, second, "合同.txt", data=b"\x00\x01bytes")
    gone = make.contact(store, name="走了")
    store.write(
        "Trash",
        lambda s: s.execute(text("UPDATE contact SET deleted = '2026-01-02' WHERE id = :i"), {"i": gone}) and None,
    )
    export_people(store, tmp_path / "copy.json")
    return tmp_path / "copy.json"


def test_a_copy_of_a_copy_is_the_same_byte_for_byte(other, copy, tmp_path) -> None:
    report = import_files(other, [copy]).to_json()["files"][0]
    export_people(other, tmp_path / "again.json")

    assert (tmp_path / "again.json").read_bytes() == copy.read_bytes()
    assert report["new"] == report["rows"] > 10


def test_a_copy_is_ordinary_json(copy) -> None:
    told = json.loads(copy.read_text(encoding="utf-8"))

    assert (told["format"], told["version"]) == ("showroom-crm-full-copy", 1)
    assert "row_seq" not in told["tables"]["contact"][0]
    assert len(told["blobs"]) == 1
    assert any(row["deleted"] for row in told["tables"]["contact"])


def test_a_copy_laid_out_anew_is_read_too(other, copy, tmp_path) -> None:
    told = json.loads(copy.read_text(encoding="utf-8"))
    told["tables"] = dict(sorted(told["tables"].items()))  # children before parents
    (tmp_path / "pretty.json").write_text(json.dumps(told, indent=2), encoding="utf-8")

    import_files(other, [tmp_path / "pretty.json"])
    export_people(other, tmp_path / "again.json")

    assert (tmp_path / "again.json").read_bytes() == copy.read_bytes()


def test_a_dry_run_judges_and_writes_nothing(other, copy) -> None:
    report = preview_files(other, [copy]).to_json()["files"][0]

    assert report["new"] == report["rows"]
    assert other.read(lambda s: s.execute(text("SELECT count(*) FROM contact")).scalar_one()) == 0


def test_what_is_here_with_other_values_stays(other, copy) -> None:
    import_files(other, [copy])
    other.write("Edit", lambda s: s.execute(text("UPDATE contact SET job = '会计' WHERE name = '王芳'")) and None)

    report = import_files(other, [copy]).to_json()["files"][0]

    assert (report["new"], report["updated"], len(report["refused"])) == (0, 0, 1)
    assert other.read(lambda s: s.execute(text("SELECT job FROM contact WHERE name = '王芳'")).scalar_one()) == "会计"


def test_importing_a_copy_can_be_taken_back(other, copy) -> None:
    report = import_files(other, [copy])

    undo_import(other, report.batch)

    assert other.read(lambda s: s.execute(text("SELECT count(*) FROM contact WHERE deleted IS NULL")).scalar_one()) == 0


def test_a_cut_off_copy_changes_nothing(other, copy) -> None:
    data = copy.read_bytes()
    copy.write_bytes(data[: len(data) // 2])

    with pytest.raises(FileProblem, match="不完整"):
        import_files(other, [copy])

    assert other.read(lambda s: s.execute(text("SELECT count(*) FROM contact")).scalar_one()) == 0


def test_a_copy_that_is_gone_is_told(other, copy) -> None:
    copy.unlink()

    with pytest.raises(FileProblem, match="找不到"):
        other.read(full_copy_reading.judge_full_copy, copy)
    with pytest.raises(FileProblem, match="找不到"):
        full_copy_reading.import_full_copy(other, copy)


def test_a_stick_pulled_out_in_the_middle_leaves_nothing_behind(store, other, copy, tmp_path, monkeypatch) -> None:
    for number in range(500):
        make.contact(store, name=f"王{number}")
    export_people(store, copy)
    reads, line = count(), full_copy_reading._by_line

    def pulled_out(file):
        whole = next(reads) == 0  # it is looked through first
        for number, entry in enumerate(line(file)):
            if number == 450 and not whole:
                raise OSError(errno.EIO, "Input/output error")
            yield entry

    monkeypatch.setattr(full_copy_reading, "_by_line", pulled_out)
    with pytest.raises(FileProblem, match="磁盘"):
        full_copy_reading.import_full_copy(other, copy)

    assert other.read(lambda s: s.execute(text("SELECT count(*) FROM contact WHERE deleted IS NULL")).scalar_one()) == 0


def test_a_copy_of_a_later_version_is_refused(other, copy) -> None:
    copy.write_bytes(copy.read_bytes().replace(b'"version":1', b'"version":2', 1))

    with pytest.raises(FileProblem, match="更新版本"):
        import_files(other, [copy])


def test_rows_whose_person_is_missing_are_refused(other, copy, tmp_path) -> None:
    told = json.loads(copy.read_text(encoding="utf-8"))
    told["tables"]["contact"] = [row for row in told["tables"]["contact"] if row["name"] != "王芳"]
    told["tables"]["invented"] = [{"id": "1", "root": "1"}]
    (tmp_path / "partial.json").write_text(json.dumps(told), encoding="utf-8")

    report = import_files(other, [tmp_path / "partial.json"]).to_json()["files"][0]

    assert len(report["refused"]) > 4
    assert report["rows"] == report["new"] + len(report["refused"])


def test_a_copy_is_imported_by_itself(other, copy, tmp_path) -> None:
    (tmp_path / "a.csv").write_text("姓名\n王芳\n", encoding="utf-8")

    with pytest.raises(FileProblem, match="单独导入"):
        import_files(other, [copy, tmp_path / "a.csv"])
