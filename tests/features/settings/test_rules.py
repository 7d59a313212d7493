"""Rules stay usable whatever another version wrote into the settings."""

from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.features.settings import glance, rules

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda part: (
        st.lists(part, max_size=3)
        | st.dictionaries(
            st.sampled_from(["label", "interval_days", "hidden", "position", "results", "once", "minimum"]),
            part,
            max_size=4,
        )
    ),
    max_leaves=6,
)
KINDS = st.sampled_from([*rules.LISTS, "numbers", "unknown"])


@given(st.lists(st.tuples(KINDS, st.sampled_from(["H", "A", "call", "x", "cold_factor"]), JSON), max_size=4))
def test_no_setting_can_break_the_rules(changes: list[tuple[str, str, object]]) -> None:
    import json

    overrides = [(kind, key, json.dumps(value)) for kind, key, value in changes]

    shop = rules.shop_rules(glance._content("shop.toml"), glance._content("zh_CN/shop.toml"), overrides)

    assert {"H", "A", "B", "C"} <= {level.code for level in shop.levels}
    assert all(choice.label for kind in rules.LISTS for choice in shop.choices(kind))


def test_text_that_is_no_json_is_ignored() -> None:
    content = glance._content("shop.toml"), glance._content("zh_CN/shop.toml")

    assert rules.shop_rules(*content, [("levels", "H", "{oops")]) == rules.shop_rules(*content)
