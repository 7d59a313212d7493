"""The shop's scripts, and the one for a person's situation."""

import json
import tomllib
from dataclasses import replace
from functools import lru_cache
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_desktop.base import i18n
from crm_desktop.base.paths import resources
from crm_desktop.features.scripts import rules
from crm_desktop.features.scripts.records import FOLLOW_UP, Beat, Script
from crm_desktop.features.settings.records import Choice
from crm_desktop.store.prepared import Prepared
from crm_desktop.store.tables import Setting

_OWN = Prepared(
    select(Setting.key, Setting.value).where(Setting.kind == "scripts", Setting.deleted.is_(None)).order_by(Setting.key)
)


def scripts(session: Session) -> tuple[Script, ...]:
    """All scripts in the language of the moment, with the shop's own wording where there is one."""
    own = {row.key: row.value for row in _OWN.rows(session)}
    return tuple(_overlaid(script, own.get(script.key)) for script in _shipped(i18n.language()))


def script_for(
    session: Session, *, status: str = "", level: str = "", situation: str = FOLLOW_UP, channel: str = ""
) -> Script | None:
    """The script to stand beside a person; situation "referral" finds which of the four applies."""
    return rules.choose(scripts(session), status=status, level=level, situation=situation, channel=channel)


def script(session: Session, key: str) -> Script | None:
    """One script by its key."""
    return next((found for found in scripts(session) if found.key == key), None)


def situations() -> tuple[Choice, ...]:
    """Every situation there are scripts for, in the order they are shown."""
    return tuple(Choice(code, label) for code, label in _content(i18n.language()).get("situations", {}).items())


def _overlaid(shipped: Script, text: str | None) -> Script:
    try:
        value = json.loads(text or "")
        beats = tuple(Beat(str(label), str(words)) for label, words in value["beats"])
        title = str(value.get("title") or shipped.title)
    except (ValueError, KeyError, TypeError, AttributeError):
        return shipped
    return replace(shipped, title=title, beats=beats, own=True) if beats else shipped


@lru_cache(maxsize=4)
def _shipped(language: str) -> tuple[Script, ...]:
    content = _content(language)
    return tuple(
        Script(
            entry["key"], entry["title"], entry["situation"], tuple(Beat(*beat) for beat in entry["beats"]),
            tuple(entry.get("statuses", ())), tuple(entry.get("levels", ())), content["truth"],
            channel=entry.get("channel", ""),
        )
        for entry in content["scripts"]
    )


@lru_cache(maxsize=4)
def _content(language: str) -> dict[str, Any]:
    return tomllib.loads((resources() / "content" / language / "scripts.toml").read_text(encoding="utf-8"))
