"""Any text survives a table and its way back."""

import csv
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from crm_desktop.features.settings.queries import shop_rules
from crm_desktop.features.settings.records import ShopRules
from crm_desktop.import_export.bulk import blank_row
from crm_desktop.import_export.export import export_headers
from crm_desktop.import_export.files import read_sources
from crm_desktop.import_export.guard import guarded
from crm_desktop.import_export.mapping import guess_mapping
from crm_desktop.import_export.people import person_of
from crm_desktop.import_export.people_out import PersonOut, table_row
from crm_desktop.import_export.person import Incoming
from crm_desktop.import_export.plan import lists_of
from crm_desktop.import_export.row_reader import Lists
from crm_desktop.import_export.sheet_writer import write_sheet
from crm_desktop.store.tables import Table

TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"], codec="utf-8"), min_size=1, max_size=40)
# What a spreadsheet shows for a formula that failed stands for nothing, also in a table of ours.
FAILED_FORMULAS = {"#n/a", "#ref!", "#value!", "#name?", "#div/0!", "#null!", "#num!"}
VISIBLE = TEXT.map(lambda text: " ".join(text.replace("\ufeff", "").split())).filter(
    lambda text: any(map(str.isalnum, text)) and text.casefold() not in FAILED_FORMULAS
)


@pytest.fixture(scope="module")
def shop() -> tuple[ShopRules, Lists]:
    """The shop's lists as shipped."""
    engine = create_engine("sqlite://")
    Table.metadata.create_all(engine)
    with Session(engine) as session:
        found = shop_rules(session), lists_of(session)
    engine.dispose()
    return found


def back(path: Path, lists: Lists) -> Incoming:
    (table,) = read_sources([path])
    (row,) = table.rows
    return person_of(row, guess_mapping(table), lists, as_customer=True)


PHONES = st.sampled_from(["13800138000", "+1 919 676 9515"])


@example(name="Null", company="None", note="n/a", level="H", phone="13800138000")  # elsewhere: not known
@given(name=VISIBLE, company=VISIBLE, note=VISIBLE, level=st.sampled_from("HABC"), phone=PHONES)
@settings(max_examples=40)
def test_any_text_survives_a_table(
    shop: tuple[ShopRules, Lists], tmp_path_factory: pytest.TempPathFactory, name: str, company: str, note: str,
    level: str, phone: str,
) -> None:  # fmt: skip
    import unicodedata

    columns = {"id": "0198f0a2" * 4, "name": name, "company": company, "note": f"{note}\n{note}"}
    person = PersonOut(blank_row("contact") | columns, customer={"level": level, "status": "P"})
    person.ways = [{"kind": "phone", "value": phone, "label": ""}]
    headers, row = export_headers(), table_row(person, shop[0])
    folder = tmp_path_factory.mktemp("out")

    write_sheet(folder / "a.xlsx", headers, [row])
    with (folder / "a.csv").open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([list(headers.values()), [guarded(row[key]) for key in headers]])

    for path in (folder / "a.xlsx", folder / "a.csv"):
        found = back(path, shop[1])
        wanted = {key: unicodedata.normalize("NFC", text) for key, text in columns.items()}
        assert found.contact["company"] == wanted["company"]
        assert found.notes[0] == wanted["note"]
        assert found.customer == {"level": level, "status": "P"}
        assert [way.value for way in found.ways] == [phone]
