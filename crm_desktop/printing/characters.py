"""Text made printable: pictures become words, invisible signs go, unknown characters stay and get a frame later."""

import re
import unicodedata

from crm_desktop.base.i18n import _
from crm_desktop.printing.fonts import Fonts

SAME_SIGN = {
    "✔": "✓", "✅": "✓", "☑": "✓", "🗸": "✓", "✖": "×", "❌": "×", "❎": "×", "✗": "×", "☐": "□", "⬜": "□",
    "✆": "☎", "☏": "☎", "📞": "☎", "📱": "☎", "⭐": "★", "🌟": "★", "•": "·", "►": "→", "➡": "→", "⬅": "←",
    "\u2011": "-", "\u2212": "-", "\u2007": "\u00a0", "\u202f": "\u00a0",
}
DROPPED = {"\ufeff", "\u20e3", "\u00ad"}
_STRAIGHT = re.compile(r"(?<=[A-Za-zÀ-ɏ])[’‘](?=[A-Za-zÀ-ɏ])")


def _words_of_pictures() -> dict[str, str]:
    return {
        "👍": _("thumbs up"), "👌": _("OK"), "👏": _("applause"), "🙏": _("thank you"), "💪": _("go for it"),
        "😊": _("smile"), "😀": _("smile"), "😄": _("smile"), "🙂": _("smile"), "😁": _("smile"), "😂": _("laugh"),
        "🤣": _("laugh"), "😅": _("sweat"), "😭": _("crying"), "😢": _("crying"), "😡": _("angry"), "😠": _("angry"),
        "🤔": _("thinking"), "😍": _("in love"), "❤": _("heart"), "💕": _("heart"), "🌹": _("rose"), "🎂": _("cake"),
        "🎉": _("congratulations"), "🎁": _("gift"), "🚗": _("car"), "🚙": _("car"), "🔥": _("hot"), "💰": _("money"),
        "🏠": _("home"), "📍": _("place"), "📅": _("calendar"), "⏰": _("alarm"), "🈲": _("forbidden"),
    }


def printable(text: str, fonts: Fonts) -> str:
    """The same text in characters that can stand on paper; line feeds stay, other spaces become one kind."""
    if fonts.seen.issuperset(text):
        return _STRAIGHT.sub("'", text) if "’" in text else text
    text = _STRAIGHT.sub("'", unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(char if char in fonts.seen else _readable(char, fonts) for char in text)


def _readable(char: str, fonts: Fonts) -> str:
    if char in SAME_SIGN and fonts.has(SAME_SIGN[char]):
        return SAME_SIGN[char]
    category = unicodedata.category(char)
    if char in ("\n", "\u00a0"):
        return char
    if category.startswith("Z") or char == "\t":
        return "\u3000" if char == "\u3000" else " "
    if _is_invisible(char, category):
        return ""
    if fonts.has(char):
        fonts.seen.add(char)
        return char
    if category == "So":
        return f"[{_picture_name(char)}]"
    return char


def _is_invisible(char: str, category: str) -> bool:
    if category in ("Cc", "Cf") or char in DROPPED:
        return True
    code = ord(char)
    return 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF or 0x1F3FB <= code <= 0x1F3FF


def _picture_name(char: str) -> str:
    code = ord(char)
    if 0x1F1E6 <= code <= 0x1F1FF:  # half of a flag
        return chr(code - 0x1F1E6 + ord("A"))
    known = _words_of_pictures().get(char)
    return known or unicodedata.name(char, f"U+{code:04X}").lower()
