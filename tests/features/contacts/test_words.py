"""What columns and values are called, in every table that is synced."""

import pytest

from crm_desktop.base import i18n
from crm_desktop.features.contacts.rules.words import field_name, record_name, shown_value
from crm_desktop.features.settings.glance import shipped_rules
from crm_desktop.store.tables import SYNCED

MADE_BY_SERVER = ("conflict", "parked")


def test_every_synced_table_has_a_word() -> None:
    i18n.set_language("en")
    nameless = [t.__tablename__ for t in SYNCED if record_name(t.__tablename__) == t.__tablename__]

    assert nameless == list(MADE_BY_SERVER)


@pytest.mark.parametrize(
    ("table", "field", "value", "shown"),
    [
        ("contact", "gender", "female", "女"), ("customer", "level", "H", "H 级"),
        ("opportunity", "stage", "lost", "已战败"),
        ("opportunity", "budget_high", "18000000", "¥180,000"), ("reception", "trade_in", "1", "是"),
        ("opportunity", "trade_in", "旧高尔夫", "旧高尔夫"), ("touch", "kind", "call", "去电"),
        ("contact", "do_not_contact", "0", "否"), ("contact", "birthday", "1985-08-15", "1985年8月15日"),
        ("contact", "name", "王芳", "王芳"), ("contact", "note", "", "–"), ("contact", "ring", "None", "–"),
        ("contact", "photo", "a1b2", "图片"), ("touch", "at", "2026-11-20 15:20:07.000000", "2026-11-20 15:20"),
        ("touch", "at", "once upon a time", "once upon a time"),
    ],
)  # fmt: skip
def test_value_is_shown_in_the_users_words(table: str, field: str, value: str, shown: str) -> None:
    assert shown_value(shipped_rules(), table, field, value) == shown


def test_one_column_name_has_the_word_of_its_table() -> None:
    assert field_name("contact_way", "value") != field_name("custom_value", "value")
