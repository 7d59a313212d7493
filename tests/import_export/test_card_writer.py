"""Cards that other address books read: vobject is the judge."""

import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from crm_desktop.features.settings.queries import shop_rules
from crm_desktop.features.settings.records import ShopRules
from crm_desktop.import_export.bulk import blank_row
from crm_desktop.import_export.card_writer import card_text, folded
from crm_desktop.import_export.contact_cards import read_cards
from crm_desktop.import_export.people_out import PersonOut
from crm_desktop.store.tables import Table


class NoBlobs:
    """No pictures."""

    def get(self, name: str) -> bytes | None:
        return None


def person(**columns: object) -> PersonOut:
    return PersonOut(blank_row("contact") | {"id": "1", "name": "王芳"} | columns)


@pytest.fixture(scope="module")
def store_shop(tmp_path_factory: pytest.TempPathFactory) -> ShopRules:
    """The shop's lists as shipped."""
    engine = create_engine("sqlite://")
    Table.metadata.create_all(engine)
    with Session(engine) as session:
        shop = shop_rules(session)
    engine.dispose()
    return shop


VISIBLE = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1).map(str.strip).filter(bool)


@given(note=VISIBLE, name=VISIBLE, address=VISIBLE)
def test_every_text_survives_writing_and_reading(store_shop, note: str, name: str, address: str) -> None:
    text = card_text(person(note=note, name=name, nickname=address), store_shop, blobs=NoBlobs())

    (row,) = read_cards(text.encode())[0]

    assert (row.values["NOTE"], row.values["FN"], row.values["NICKNAME"]) == (note, name, address)
    assert all(len(line) <= 75 for line in text.encode().split(b"\r\n"))


def test_another_reader_understands_our_cards(store_shop) -> None:
    made = person(note="一, 二; 三\n四\\五" * 20, company="甲;乙公司", birthday="1985-06-15", address="人民路1号")
    made.ways = [
        {"kind": "phone", "value": "13800138000", "label": "mobile"},
        {"kind": "phone", "value": "021-65521234", "label": "前台"},
        {"kind": "email", "value": "a@b.cn", "label": ""},
    ]
    made.tags = ["老乡", "车,友"]

    card = vobject.readOne(card_text(made, store_shop, blobs=NoBlobs()))

    assert card.fn.value == "王芳"
    assert (card.n.value.family, card.n.value.given) == ("王", "芳")
    assert card.note.value == made.contact["note"]
    assert [tel.value for tel in card.tel_list] == ["13800138000", "021-65521234"]
    assert card.categories.value == ["老乡", "车,友"]
    assert card.adr.value.street == "人民路1号"


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
def test_folding_never_cuts_a_character(line: str) -> None:
    made = folded(line.replace("\r", "").replace("\n", ""))

    assert made.replace("\r\n ", "") == line.replace("\r", "").replace("\n", "")
    assert all(len(piece.encode()) <= 75 for piece in made.split("\r\n"))


def test_shop_lists_name_what_a_card_shows(store) -> None:
    shop = store.read(shop_rules)
    made = person(source=shop.sources[0].code, birthday="lunar:1985-06-15")

    text = card_text(made, shop, blobs=NoBlobs())

    assert shop.sources[0].label in text
    assert "X-CRM-BIRTHDAY:lunar:1985-06-15" in text
