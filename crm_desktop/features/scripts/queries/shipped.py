"""The scripts the program comes with, in each language."""

import tomllib
from functools import lru_cache
from typing import Any

from crm_desktop.base.paths import resources
from crm_desktop.features.scripts import rules
from crm_desktop.features.scripts.records import Beat, Script


@lru_cache(maxsize=4)
def shipped(language: str) -> tuple[Script, ...]:
    """All of them in one language."""
    content = _content(language)
    return tuple(_script(entry, content["truth"]) for entry in content["scripts"])


def situation_names(language: str) -> dict[str, str]:
    """Code and name of every situation, in the order they are shown."""
    return dict(_content(language).get("situations", {}))


def _script(entry: dict[str, Any], truth: str) -> Script:
    statuses = tuple(entry.get("statuses", ()))
    return Script(
        key=entry["key"], title=entry["title"], situation=entry["situation"],
        beats=tuple(Beat(*beat) for beat in entry["beats"]), statuses=statuses,
        levels=tuple(entry.get("levels", ())), truth=entry.get("truth", truth), channel=entry.get("channel", ""),
        stage=entry.get("stage", rules.stage_of(statuses)), opener=entry.get("opener", ""),
    )  # fmt: skip


@lru_cache(maxsize=4)
def _content(language: str) -> dict[str, Any]:
    return tomllib.loads((resources() / "content" / language / "scripts.toml").read_text(encoding="utf-8"))
