"""Writing a plan: one undo step, progress, cancelling, and a profile that changed in between."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from crm_desktop.import_export import apply
from crm_desktop.import_export.apply import apply_import
from crm_desktop.import_export.exchange import import_files, preview_files
from crm_desktop.import_export.undo import list_batches, undo_import
from crm_desktop.import_export.verdicts import Verdict
from crm_desktop.store import long_step
from tests import make

PEOPLE = ["姓名,电话", *(f"客户{n},1380000{n:04}" for n in range(300))]


def test_a_preview_writes_nothing(store, people_file, rows) -> None:
    planned = preview_files(store, [people_file(*PEOPLE)])

    assert planned.to_json()["files"][0]["new"] == 300
    assert rows("contact") == []


def test_an_import_is_one_undo_step(store, people_file, rows) -> None:
    import_files(store, [people_file(*PEOPLE)])

    step = store.undo()

    assert step is not None
    assert rows("contact") == []


def test_progress_ends_with_everything(store, people_file) -> None:
    seen: list[tuple[int, int]] = []

    import_files(store, [people_file(*PEOPLE)], progress=lambda done, total: seen.append((done, total)))

    assert seen[-1] == (300, 300)
    assert [done for done, _total in seen] == sorted(done for done, _total in seen)


def test_cancelling_takes_back_what_was_written(store, people_file, rows) -> None:
    planned = preview_files(store, [people_file(*PEOPLE)])
    answers = iter([False, True])

    report = apply_import(store, planned, cancelled=lambda: next(answers))

    assert report.cancelled
    assert rows("contact") == []


def test_a_profile_that_changed_since_the_preview_is_looked_at_again(store, people_file, verdicts, rows) -> None:
    planned = preview_files(store, [people_file("姓名,电话", "王芳,13800138000")])
    make.contact(store, name="王芳", phone="13800138000")

    report = apply_import(store, planned)

    assert verdicts(report) == (0, 0, 1, 0)
    assert len(rows("contact")) == 1


def test_a_crash_leaves_a_prefix_that_can_be_taken_back(
    store, people_file, rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    write, calls = apply.write_people, iter(range(9))

    def fail_later(session, people):
        if next(calls) == 1:
            raise MemoryError
        write(session, people)

    monkeypatch.setattr(apply, "write_people", fail_later)
    monkeypatch.setattr(long_step, "LONGEST", 0)  # as if the first people had taken that long

    with pytest.raises(MemoryError):
        import_files(store, [people_file(*PEOPLE)])

    assert 0 < len(rows("contact")) < 300
    assert len(rows("contact_way")) == len(rows("contact"))
    (batch,) = store.read(list_batches)
    assert not batch.complete
    undo_import(store, batch.id)
    assert rows("contact") == []


def test_a_photo_is_kept_and_shown(store, tmp_path, rows) -> None:
    import base64

    from PIL import Image

    Image.new("RGB", (40, 40), "red").save(tmp_path / "red.png")
    picture = (tmp_path / "red.png").read_bytes()
    coded = base64.b64encode(picture).decode()
    card = f"BEGIN:VCARD\nVERSION:3.0\nFN:王芳\nPHOTO;ENCODING=b;TYPE=PNG:{coded}\nEND:VCARD\n"
    (tmp_path / "a.vcf").write_text(card, encoding="utf-8")

    first = import_files(store, [tmp_path / "a.vcf"])
    again = import_files(store, [tmp_path / "a.vcf"])

    (attachment,) = rows("attachment")
    assert rows("contact")[0]["photo"] == attachment["id"]
    assert store.blobs.get(attachment["sha256"]) == picture
    assert store.blobs.get(attachment["thumbnail"])
    assert (first.to_json()["files"][0]["new"], again.to_json()["files"][0]["duplicate"]) == (1, 1)


def test_the_search_finds_imported_people_at_once(store, people_file) -> None:
    import_files(store, [people_file("姓名,电话", "王秀英,13800138000")])

    found = store.read(lambda s: s.execute(text("SELECT name, sort_name FROM derived_person")).all())

    assert [tuple(row) for row in found] == [("王秀英", "wangxiuying")]


def test_a_picture_that_cannot_be_shown_stays_a_file(store, tmp_path, rows) -> None:
    import base64

    broken = base64.b64encode(b"\xff\xd8\xff\xe0 no picture").decode()
    card = f"BEGIN:VCARD\nVERSION:3.0\nFN:王芳\nPHOTO;ENCODING=b;TYPE=JPEG:{broken}\nEND:VCARD\n"
    (tmp_path / "a.vcf").write_text(card, encoding="utf-8")

    import_files(store, [tmp_path / "a.vcf"])

    assert rows("contact")[0]["photo"] == ""
    assert len(rows("attachment")) == 1


def test_a_row_that_cannot_be_kept_ends_the_import_and_the_profile_goes_on(store, people_file, rows) -> None:
    planned = preview_files(store, [people_file(*PEOPLE)])
    added = planned.plan.changed[-1].added
    added.append(added[0])  # the same id twice

    with pytest.raises(IntegrityError):
        apply_import(store, planned)
    make.contact(store, "王芳")

    kept = {row["name"] for row in rows("contact")}
    assert "王芳" in kept
    assert "客户299" not in kept
    assert store.check() == []


def test_what_other_programs_write_for_nothing_leaves_nothing(bring, rows) -> None:
    bring(
        "姓名,电话,生日,纪念日,性别,组",
        "王芳,13800138000,0/0/00,0000-00-00 00:00:00,Unspecified,* myContacts ::: 客户",
        "李伟,13800138001,0000-00-00,,未知,",
    )

    assert [(row["name"], row["note"], row["birthday"], row["gender"]) for row in rows("contact")] == [
        ("王芳", "", "", ""),
        ("李伟", "", "", ""),
    ]
    assert [row["name"] for row in rows("tag")] == ["客户"]


def test_the_place_wecom_writes_behind_a_name_is_no_part_of_it(bring, rows) -> None:
    bring(
        "客户名称,手机,企业", "王芳@微信,13800138000,", "李伟@宏达贸易,13800138001,宏达贸易", "赵六@西店,13800138002,",
    )  # fmt: skip

    assert sorted(row["name"] for row in rows("contact")) == ["李伟", "王芳", "赵六@西店"]
    assert all("@" not in row["note"] for row in rows("contact"))


def test_cells_that_say_there_is_nothing_are_no_numbers_and_no_cars(bring, rows) -> None:
    bring(
        "姓名,手机,微信,意向车型,备注", "王芳,#N/A,无,#REF!,NULL", "李伟,无,-,-,/", "赵六,暂无,没有,null,N/A",
        as_="customers",
    )  # fmt: skip

    assert [row["name"] for row in rows("contact")] == ["王芳", "李伟", "赵六"]
    assert [row["note"] for row in rows("contact")] == ["微信: 无", "手机: 无", "手机: 暂无\n微信: 没有"]
    assert rows("contact_way") == []
    assert [row["model"] for row in rows("opportunity") if row["model"]] == []


def test_the_same_as_above_is_what_stands_above(bring, rows) -> None:
    bring("姓名,手机,公司,备注", "王芳,13800138000,宏达,a", "李伟,13800138001,同上,〃", "赵六,同上,〃,b", as_="network")

    assert [row["name"] for row in rows("contact")] == ["王芳", "李伟", "赵六"]
    assert [row["company"] for row in rows("contact")] == ["宏达", "宏达", "宏达"]
    assert [row["note"] for row in rows("contact")] == ["a", "a", "b"]


def test_what_stands_below_a_list_is_no_person(bring, rows) -> None:
    below = ["本页合计：2批,,", "制表：张三,审核：李四,", "制表人：张三,,"]

    report = bring("日期,姓名,手机", "3/1,王芳,13800138000", *below)

    assert [row["name"] for row in rows("contact")] == ["王芳"]
    assert report.count(Verdict.REFUSED) == 3
