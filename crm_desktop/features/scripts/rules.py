"""Which script fits, how its variables are filled, and which words it may not use."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache

from crm_desktop.base.i18n import language
from crm_desktop.base.names import is_han, split_name
from crm_desktop.base.paths import resources
from crm_desktop.features.scripts.records import FIRST_CONTACT, FOLLOW_UP, REFERRAL, Beat, Script

VARIABLES = (
    "salutation", "name", "surname", "title", "model", "days_owned", "consultant", "shop", "phone",
)
_VARIABLE = re.compile(r"\{([^{}\[\]]*)\}")
_PASSAGE = re.compile(r"\[([^\[\]]*)\]")
_GAPS = re.compile(r"[ \t]{2,}")
_LONE_SIGNS = re.compile(r"^[\s,，、；;]+")
_BEFORE_SIGN = re.compile(r"[ \t]+(?=[,.;:!?，。；：！？、])")
_DOUBLE_SIGN = re.compile(r"([,，、；;])\s*[,，、；;]+")


def fill(script: Script, variables: Mapping[str, str]) -> Script:
    """The script as it is spoken: what is not known leaves no hole and no braces."""
    beats = tuple(Beat(beat.label, fill_text(beat.text, variables)) for beat in script.beats)
    return replace(script, beats=tuple(beat for beat in beats if beat.text))


def fill_text(text: str, variables: Mapping[str, str]) -> str:
    """One text with its variables. A passage in brackets goes when one of its variables is unknown."""
    # Values are set in last, so that a bracket or brace within a name is never read as ours.
    values: list[str] = []

    def keep(found: re.Match[str]) -> str:
        values.append(variables.get(found[1].strip(), "").strip())
        return f"\x00{len(values) - 1}\x01" if values[-1] else "\x02"

    text = _VARIABLE.sub(keep, text.replace("\x00", "").replace("\x01", "").replace("\x02", ""))
    while (shorter := _PASSAGE.sub(lambda m: "" if "\x02" in m[1] else m[1], text)) != text:
        text = shorter
    text = re.sub(r"[{}]", "", text.replace("\x02", ""))
    text = _LONE_SIGNS.sub("", _DOUBLE_SIGN.sub(r"\1", _BEFORE_SIGN.sub("", _GAPS.sub(" ", text)))).strip()
    text = text[:1].upper() + text[1:]
    return re.sub("\x00(\\d+)\x01", lambda m: values[int(m[1])], text)


def variables(
    name: str, *, gender: str = "", titles: Mapping[str, str] | None = None, model: str = "",
    delivered_on: date | None = None, today: date | None = None,
) -> dict[str, str]:
    """What a script may say about a person; add consultant, shop and phone from `settings.queries.me`."""
    family = split_name(name)[0]
    title = (titles or {}).get(gender, "")
    known = {"name": name.strip(), "surname": family, "title": title, "model": model.strip()}
    known["salutation"] = _salutation(name.strip(), family, title)
    if delivered_on and today and today >= delivered_on:
        known["days_owned"] = str((today - delivered_on).days)
    return known


def _salutation(name: str, family: str, title: str) -> str:
    """王先生; Mr Wang; the name itself where title or family name is unknown."""
    if not (family and title):
        return name
    if language() == "zh_CN":
        return f"{family}{title}" if is_han(family[0]) else f"{name}{title}"
    return f"{title} {family}"


def choose(
    scripts: Iterable[Script], *, status: str, level: str, situation: str, channel: str = ""
) -> Script | None:
    """The script that fits best: of this situation, not for another status, level or channel, the most exact first."""
    wanted = situation
    if situation == REFERRAL:
        wanted = referral_situation(status, level)
    fitting = [
        script for script in scripts
        if script.situation == wanted and _fits(script, status, level) and script.channel in ("", channel)
    ]
    best = max(
        fitting, key=lambda script: (bool(script.channel), bool(script.levels), bool(script.statuses)), default=None
    )
    if best is None and situation == FIRST_CONTACT:
        return choose(scripts, status=status, level=level, situation=FOLLOW_UP, channel=channel)
    return best


def _fits(script: Script, status: str, level: str) -> bool:
    return (not script.statuses or status in script.statuses) and (not script.levels or level in script.levels)


def referral_situation(status: str, level: str) -> str:
    """Which of the four referral situations a person is in."""
    if status == "D":
        return "referral_owner"
    if status == "O":
        return "referral_closed"
    return "referral_strong" if status in ("N", "P") and level in ("H", "A") else "referral_weak"


def absolute_words(text: str) -> tuple[str, ...]:
    """The words in a text that promise more than anyone can keep, in the order of the list."""
    folded = text.casefold()
    found = [word for word in _flags() if _stands_in(word.casefold(), folded)]
    # 最低价 within 全网最低价 is one finding, not two.
    return tuple(word for word in found if not any(word != other and word in other for other in found))


def _stands_in(word: str, text: str) -> bool:
    if word[0].isascii() and word[0].isalpha():
        return re.search(rf"\b{re.escape(word)}", text) is not None
    return word in text


@lru_cache(maxsize=1)
def _flags() -> tuple[str, ...]:
    words: dict[str, None] = {}
    for file in sorted((resources() / "content").glob("*/scripts.toml")):
        words.update(dict.fromkeys(tomllib.loads(file.read_text(encoding="utf-8")).get("flags", ())))
    return tuple(words)
