"""The shop's own rules, and who I am, in a real profile."""

import io
from typing import TYPE_CHECKING

import pytest

from crm_desktop.base import i18n
from crm_desktop.base.errors import InvalidInput
from crm_desktop.features.settings import commands, queries
from crm_desktop.features.settings.records import CustomField, Me

if TYPE_CHECKING:
    from crm_desktop.store.store import Store


def image(kind: str = "JPEG") -> bytes:
    from PIL import Image

    kept = io.BytesIO()
    Image.new("RGB", (1600, 800), "navy").save(kept, kind)
    return kept.getvalue()


def test_a_changed_interval_overlays_the_shipped_one(store: "Store") -> None:
    store.write("Settings", commands.override, "levels", "H", {"interval_days": 3})

    shop = store.read(queries.shop_rules)

    assert (shop.interval_days("P", "H"), shop.interval_days("P", "A")) == (3, 4)
    assert shop.label_of("levels", "H") == "H 级"
    assert store.read(queries.overridden, "levels") == {"H"}


def test_a_reset_gives_the_shipped_rules_back(store: "Store") -> None:
    store.write("Settings", commands.override, "levels", "H", {"interval_days": 3})
    store.write("Settings", commands.override, "numbers", "cold_factor", 3)

    store.write("Settings", commands.reset, "levels")

    shop = store.read(queries.shop_rules)
    assert shop.interval_days("P", "H") == 2
    assert shop.numbers.cold_factor == 3


def test_a_setting_can_be_changed_again_after_a_reset(store: "Store") -> None:
    for days in (3, 5):
        store.write("Settings", commands.override, "levels", "H", {"interval_days": days})
        store.write("Settings", commands.reset, "levels", "H")
    store.write("Settings", commands.override, "levels", "H", {"interval_days": 6})

    assert store.read(queries.shop_rules).interval_days("P", "H") == 6
    store.undo()
    assert store.read(queries.shop_rules).interval_days("P", "H") == 2


def test_a_list_of_the_shop_takes_new_entries(store: "Store") -> None:
    code = store.write("Settings", commands.add_choice, "sources", "老带新活动")
    again = store.write("Settings", commands.add_choice, "sources", " 老带新活动 ")

    shop = store.read(queries.shop_rules)

    assert code == again
    assert shop.label_of("sources", code) == "老带新活动"
    assert shop.sources[-1].code == code


def test_a_hidden_entry_is_offered_no_more(store: "Store") -> None:
    store.write("Settings", commands.override, "sources", "paper", {"hidden": True})

    shop = store.read(queries.shop_rules)

    assert "paper" not in [source.code for source in shop.sources]
    assert shop.label_of("sources", "paper") == "paper"


@pytest.mark.parametrize(
    ("kind", "key", "value"),
    [
        ("levels", "H", {"interval_days": 0}),
        ("levels", "H", {"interval_days": -1}),
        ("levels", "H", {"interval_days": "2"}),
        ("levels", "H", {"hidden": True}),
        ("levels", "H", {"colour": "red"}),
        ("levels", "H", {"label": " "}),
        ("sources", "x", {"label": "长" * 61}),
        ("planets", "x", {"label": "y"}),
        ("numbers", "cold_factor", 0),
        ("numbers", "nothing", 1),
        ("numbers", "stale_days", True),
        ("sources", "x", "text"),
        ("sources", " ", {"label": "y"}),
    ],
)
def test_an_impossible_change_is_refused(store: "Store", kind: str, key: str, value: object) -> None:
    with pytest.raises(InvalidInput):
        store.write("Settings", commands.override, kind, key, value)

    assert store.read(queries.shop_rules) == queries.shipped_rules()


def test_who_i_am_is_kept_tidily(store: "Store") -> None:
    assert store.read(queries.me) == Me()

    store.write("Settings", commands.save_me, Me(name=" 李  雷 ", phone="+86 13800138000", shop="北城店"))

    assert store.read(queries.me) == Me(name="李 雷", phone="138 0013 8000", shop="北城店")


def test_too_long_a_name_is_refused(store: "Store") -> None:
    with pytest.raises(InvalidInput) as problem:
        store.write("Settings", commands.save_me, Me(name="长" * 41))

    assert problem.value.field == "name"


def test_a_logo_is_kept_as_a_small_png(store: "Store") -> None:
    store.write("Settings", commands.save_me, Me(name="李雷"))
    store.write("Settings", commands.set_logo, image())

    kept = store.read(queries.logo)

    assert kept is not None
    assert kept.startswith(b"\x89PNG")
    assert store.read(queries.me).name == "李雷"
    store.write("Settings", commands.set_logo, b"")
    assert store.read(queries.logo) is None


@pytest.mark.parametrize("content", [b"not an image", b"\x89PNG\r\n\x1a\n broken", image()[:200], b"x" * 6_000_000])
def test_what_is_no_image_changes_nothing(store: "Store", content: bytes) -> None:
    with pytest.raises(InvalidInput) as problem:
        store.write("Settings", commands.set_logo, content)

    assert problem.value.field == "logo"
    assert store.read(queries.me) == Me()


def test_the_shop_adds_fields_of_its_own(store: "Store") -> None:
    club = store.write("Settings", commands.save_custom_field, CustomField("", "车友会编号"))
    store.write("Settings", commands.save_custom_field, CustomField("", "饮品", "choice", ("茶", "咖啡", "茶")))
    store.write("Settings", commands.save_custom_field, CustomField(club, "车友会", "yes_no"))

    fields = store.read(queries.custom_fields)

    assert [(field.label, field.kind, field.choices) for field in fields] == [
        ("车友会", "yes_no", ()),
        ("饮品", "choice", ("茶", "咖啡")),
    ]
    store.write("Settings", commands.remove_custom_field, club)
    assert len(store.read(queries.custom_fields)) == 1


@pytest.mark.parametrize(
    "field",
    [CustomField("", ""), CustomField("", "饮品", "choice"), CustomField("", "x", "magic"), CustomField("", "已有")],
)
def test_an_unusable_field_is_refused(store: "Store", field: CustomField) -> None:
    store.write("Settings", commands.save_custom_field, CustomField("", "已有"))

    with pytest.raises(InvalidInput):
        store.write("Settings", commands.save_custom_field, field)


def test_labels_follow_the_language(store: "Store") -> None:
    assert store.read(queries.shop_rules).label_of("statuses", "F1") == "战败"
    i18n.set_language("en")
    assert store.read(queries.shop_rules).label_of("statuses", "F1") == "Lost"
