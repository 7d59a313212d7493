"""Which scripts of the library somebody is looking for."""

from crm_desktop.base import names, pinyin
from crm_desktop.features.scripts.records import Script, Wanted


def search_words(script: Script) -> str:
    """All a script is found by: name, words, and the name in pinyin and initials."""
    said = names.folded(f"{script.title} {script.text}")
    return f"{said}\n{pinyin.sort_key(script.title)}\n{pinyin.initials(script.title)}"


def wanted(script: Script, words: str, looked_for: Wanted) -> bool:
    """Whether a script is among those looked for; `words` are its search words."""
    codes = (
        (looked_for.situations, script.situation), (looked_for.stages, script.stage),
        (looked_for.openers, script.opener), (looked_for.channels, script.channel), (looked_for.scopes, script.scope),
    )  # fmt: skip
    if any(chosen and code not in chosen for chosen, code in codes):
        return False
    return all(word in words for word in names.folded(looked_for.text).split())
