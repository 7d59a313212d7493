"""The token table is readable in both themes, and the theme switches while the window is open."""

import string

import pytest
from PySide6.QtGui import QColor, QRawFont
from PySide6.QtWidgets import QApplication

from crm_desktop.base import paths
from crm_desktop.ui.theme import fonts, icons
from crm_desktop.ui.theme.theme import Theme, style_sheet
from crm_desktop.ui.theme.tokens import DARK, LIGHT, Tokens

TONES = ("muted", "accent", "ok", "warn", "bad")
GROUNDS = ("bg", "surface", "raised")


def luminance(colour: str) -> float:
    parts = [part / 255 for part in (QColor(colour).red(), QColor(colour).green(), QColor(colour).blue())]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(ink: str, ground: str) -> float:
    light, dark = sorted((luminance(ink), luminance(ground)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
class TestContrast:
    def test_words_are_readable_on_every_ground(self, tokens: Tokens) -> None:
        for ink in (tokens.text, tokens.muted, tokens.faint, *(tokens.ink(tone) for tone in TONES)):
            for ground in GROUNDS:
                assert contrast(ink, getattr(tokens, ground)) >= 4.5, (ink, ground)

    def test_words_are_readable_on_a_selected_row(self, tokens: Tokens) -> None:
        for ink in (tokens.text, tokens.muted, tokens.accent_text):
            assert contrast(ink, tokens.accent_tint) >= 4.5, ink

    def test_pills_are_readable(self, tokens: Tokens) -> None:
        for tone in TONES:
            assert contrast(tokens.ink(tone), tokens.tint(tone)) >= 4.5, tone

    def test_filled_buttons_are_readable(self, tokens: Tokens) -> None:
        for fill in (tokens.accent_fill, tokens.accent_hover):
            assert contrast(tokens.on_accent, fill) >= 4.5, fill

    def test_marked_matches_are_readable(self, tokens: Tokens) -> None:
        for ink in (tokens.text, tokens.muted):
            assert contrast(ink, tokens.mark) >= 4.5, ink

    def test_avatars_are_readable(self, tokens: Tokens) -> None:
        for ink, ground in tokens.avatars:
            assert contrast(ink, ground) >= 4.5, (ink, ground)


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_the_style_sheet_knows_every_token_it_names(tokens: Tokens) -> None:
    assert "$" not in style_sheet(tokens)


def test_the_theme_switches_at_run_time(theme: Theme, qapp: QApplication) -> None:
    theme.choose("dark")

    assert qapp.palette().window().color().name() == DARK.bg.lower()
    assert DARK.surface in qapp.styleSheet()


def test_an_icon_takes_the_colour_of_the_theme(theme: Theme) -> None:
    theme.choose("dark")
    icons.icon("check", "ok").pixmap(16, 16)

    assert theme.choice == "dark"


def test_every_first_icon_is_in_the_font(theme: Theme) -> None:
    assert all(icons._code_of(name) == code for name, code in icons._first_names().items())


def test_an_icon_is_found_by_its_whole_name_only(theme: Theme) -> None:
    assert icons.glyph("abacus") == "\U000f16e0"
    for unknown in ("abacu", "ab.cus", "no-such-icon"):
        with pytest.raises(KeyError):
            icons.glyph(unknown)


def test_tokens_follow_the_choice(theme: Theme) -> None:
    from crm_desktop.ui.theme import theme as module

    theme.choose("dark")
    assert module.tokens() is DARK
    theme.choose("light")
    assert module.tokens() is LIGHT


@pytest.mark.parametrize("file", fonts.FILES)
def test_characters_in_common_use_lie_together_in_the_font_and_rare_ones_are_there(theme: Theme, file: str) -> None:
    # What is drawn is read from the file in large pieces: scattered over it, everyday text would hold all of it.
    font = QRawFont(str(paths.resources() / "fonts" / file), 16)
    codes = [bytes((high, low)) for high in range(0xB0, 0xD8) for low in range(0xA1, 0xFF)]
    common = "".join(code.decode("gb2312", "ignore") for code in codes)
    rare = "䶮㛃𬭎"

    places = font.glyphIndexesForString(common + string.printable[:94])

    assert len(common) == 3755
    assert min(places) > 0
    assert max(places) < 4300
    assert min(font.glyphIndexesForString(rare)) > max(places)
