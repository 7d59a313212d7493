"""How the variables of a script are filled with the facts of a person."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from crm_desktop.base.i18n import _, language
from crm_desktop.base.names import is_han, split_name
from crm_desktop.features.scripts.records import Beat, Script, Variable

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


def variable_meanings() -> tuple[Variable, ...]:
    """Every variable, and what stands there when it is spoken."""
    meanings = {
        "salutation": _("How the person is addressed: Mr Wang"),
        "name": _("The whole name"),
        "surname": _("The family name"),
        "title": _("Mr or Ms, where the gender is known"),
        "model": _("The model the person wants or owns"),
        "days_owned": _("Days since the car was handed over"),
        "consultant": _("My name"),
        "shop": _("The name of the shop"),
        "phone": _("My phone number"),
    }
    return tuple(Variable(name, meanings[name]) for name in VARIABLES)
