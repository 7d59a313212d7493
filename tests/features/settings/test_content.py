"""The shipped content says the same in both languages."""

import tomllib
from typing import Any

import pytest

from crm_desktop.base import i18n
from crm_desktop.base.paths import resources
from crm_desktop.features.settings import queries
from crm_desktop.features.settings.rules import LISTS

LANGUAGES = sorted(i18n.LANGUAGES)


def content(name: str) -> dict[str, Any]:
    return tomllib.loads((resources() / "content" / name).read_text(encoding="utf-8"))


def keys(tree: Any) -> Any:
    return {name: keys(part) for name, part in tree.items()} if isinstance(tree, dict) else None


def test_both_languages_name_the_same_things() -> None:
    assert keys(content("zh_CN/shop.toml")) == keys(content("en/shop.toml"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_entry_of_every_list_has_a_name(language: str) -> None:
    i18n.set_language(language)
    shop = queries.shipped_rules()

    for kind in LISTS:
        choices = shop.choices(kind)
        assert choices, kind
        assert [choice.code for choice in choices if choice.label == choice.code and kind != "way_kinds"] == [], kind
        assert len({choice.label for choice in choices}) == len(choices), kind


def test_codes_refer_to_codes_that_exist() -> None:
    shop = queries.shipped_rules()
    results = {result.code for result in shop.touch_results}

    assert {code for kind in shop.touch_kinds for code in kind.results} <= results
    assert {kind.inverse for kind in shop.relation_kinds} == {kind.code for kind in shop.relation_kinds}
    assert {reason.family for reason in shop.lost_reasons} == {family.code for family in shop.lost_families}


def test_the_shipped_rhythms_are_those_of_the_trade() -> None:
    shop = queries.shipped_rules()

    assert [(level.code, level.horizon_days, level.interval_days) for level in shop.levels] == [
        ("H", 7, 2),
        ("A", 15, 4),
        ("B", 30, 7),
        ("C", 90, 15),
    ]
    assert [shop.interval_days(status, "") for status in ("N", "O", "F2", "F1", "D")] == [3, 3, 30, 90, None]
    assert shop.interval_days("P", "") == 15
    assert shop.effective_results == {"answered", "met", "replied"}
    assert [(item.code, item.minimum) for item in shop.carry_kit][:2] == [("business_cards", 2), ("brochures", 10)]


def test_both_languages_have_the_same_scripts() -> None:
    zh, en = content("zh_CN/scripts.toml"), content("en/scripts.toml")

    def shape(tree: dict[str, Any]) -> list[Any]:
        return [
            (s["key"], s["situation"], s.get("statuses"), s.get("levels"), len(s["beats"])) for s in tree["scripts"]
        ]

    assert shape(zh) == shape(en)
    assert list(zh["situations"]) == list(en["situations"])
    assert {script["situation"] for script in zh["scripts"]} == set(zh["situations"])
