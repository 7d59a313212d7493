"""What is private goes into no export but the full copy, unless it is asked for."""

import pytest

from crm_desktop.base.errors import FileProblem
from crm_desktop.features.contacts.commands import share
from crm_desktop.import_export.export import export_people
from tests import make


def written(store, path, **how):
    export_people(store, path, **how)
    if path.suffix != ".xlsx":
        return path.read_text("utf-8-sig").replace("\r\n ", "")
    from openpyxl import load_workbook

    return str([cell for row in load_workbook(path).active.values for cell in row])


@pytest.fixture
def both(store, clock):
    """One of the shop, one private; something is due with each."""
    people = make.customer(store, name="王芳"), make.contact(store, name="表哥", phone="13900139000")
    for person in people:
        make.follow_up(store, person)
    return people


@pytest.mark.parametrize("ending", ["csv", "xlsx", "vcf", "ics"])
def test_private_people_are_in_no_export(store, both, tmp_path, ending):
    text = written(store, tmp_path / f"all.{ending}")
    asked = written(store, tmp_path / f"asked.{ending}", with_private=True)

    assert "王芳" in text
    assert "表哥" not in text
    assert "表哥" in asked


@pytest.mark.parametrize("ending", ["csv", "vcf", "ics"])
def test_naming_somebody_private_does_not_let_him_out(store, both, tmp_path, ending):
    assert "表哥" not in written(store, tmp_path / f"some.{ending}", ids=list(both))


def test_only_private_people_are_refused_with_a_sentence(store, both, tmp_path):
    with pytest.raises(FileProblem):
        export_people(store, tmp_path / "one.csv", ids=[both[1]])
    assert not (tmp_path / "one.csv").exists()


def test_the_full_copy_holds_everything(store, both, tmp_path):
    assert "表哥" in written(store, tmp_path / "all.json")


def test_a_touch_that_stayed_private_stays_after_the_person_went(store, clock, tmp_path):
    person = make.contact(store, name="表哥")
    make.touch(store, person, note="只有我知道")
    store.write("Share", share, person)

    assert "只有我知道" not in written(store, tmp_path / "all.csv")
    assert "只有我知道" in written(store, tmp_path / "asked.csv", with_private=True)


def test_a_touch_of_the_shop_is_exported(store, clock, tmp_path):
    person = make.customer(store, name="王芳")
    make.touch(store, person, note="来店看车", private=False)

    assert "来店看车" in written(store, tmp_path / "all.csv")
