"""Any text becomes printable: rare characters stay, pictures become words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.base import i18n
from crm_desktop.printing import fonts as faces
from crm_desktop.printing.characters import printable


def _printed(text: str) -> str:
    return printable(text, faces.load())


@pytest.mark.parametrize("name", ["王䶮", "㛃", "𬭎", "赟堃犇", "阿不都热合曼·买买提", "喆"])
def test_rare_name_characters_are_in_the_font(name: str) -> None:
    fonts = faces.load()

    assert _printed(name) == name
    assert all(fonts.has(char) for char in name)


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("好👍🏻", "好[点赞]"), ("✔ 已付", "✓ 已付"), ("✆138", "☎138"), ("🎂", "[蛋糕]"), ("🦄", "[unicorn face]"),
        ("🇨🇳", "[C][N]"), ("a\u200bb\ufeff", "ab"), ("don’t", "don't"), ("一\r\n二\t三", "一\n二 三"),
        ("👨\u200d👩", "[man][woman]"),
    ],
)
def test_pictures_become_words_and_invisible_signs_go(written: str, printed: str) -> None:
    assert _printed(written) == printed


def test_pictures_speak_the_language_of_the_moment() -> None:
    i18n.set_language("en")

    assert _printed("👍") == "[thumbs up]"


def test_a_character_the_font_lacks_is_kept_for_its_frame() -> None:
    assert _printed("\U0002a6d6") == "\U0002a6d6"
    assert not faces.load().has("\U0002a6d6")


@given(st.text())
def test_any_text_is_made_printable_once_and_for_all(text: str) -> None:
    once = _printed(text)

    assert _printed(once) == once


@given(st.text(alphabet=st.characters(codec="gb2312")))
def test_chinese_text_is_only_changed_in_its_blanks(text: str) -> None:
    assert "".join(_printed(text).split()).replace("'", "’") == "".join(
        char for char in "".join(text.split()) if char.isprintable()
    ).replace("•", "·").replace("'", "’")
