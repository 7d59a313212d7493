"""The scripts in force: the shipped texts, overlaid by the newest active version of each."""

import json
from collections import defaultdict
from dataclasses import replace
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from crm_desktop.base import i18n
from crm_desktop.features.scripts import rules
from crm_desktop.features.scripts.queries.shipped import shipped, situation_names
from crm_desktop.features.scripts.records import FOLLOW_UP, Beat, Script, Version
from crm_desktop.features.settings.records import Choice
from crm_desktop.store.prepared import Prepared
from crm_desktop.store.tables import Script as Row
from crm_desktop.store.tables import Setting

OFF = "scripts"
"""The kind of setting that takes a script out of what is offered."""

_COLUMNS = (
    Row.key, Row.scope, Row.situation, Row.stage, Row.opener, Row.channel, Row.statuses, Row.levels, Row.title,
    Row.beats, Row.truth, Row.version, Row.active, Row.created,
)  # fmt: skip
_LIVING = select(*_COLUMNS).where(Row.deleted.is_(None)).order_by(Row.created, Row.id)
_ROWS = Prepared(_LIVING)
_OF_KEY = Prepared(_LIVING.where(Row.key == bindparam("key")))
_OFF = Prepared(select(Setting.key, Setting.value).where(Setting.kind == OFF, Setting.deleted.is_(None)))


def scripts(session: Session) -> tuple[Script, ...]:
    """All scripts that are offered, in the language of the moment and the newest words."""
    return _offered(*_said(session))


def every_script(session: Session) -> tuple[Script, ...]:
    """The whole library, also what is switched off: the shipped ones in their order, then the others."""
    return _library(*_said(session))


def _said(session: Session) -> tuple[str, tuple[Any, ...], frozenset[str]]:
    """All that the library is made of: the language, every version, and what is switched off."""
    off = frozenset(row.key for row in _OFF.rows(session) if '"off": true' in row.value)
    return i18n.language(), tuple(_ROWS.rows(session)), off


# Every archive asks for the scripts, and hardly ever has one changed since.


@lru_cache(maxsize=2)
def _offered(language: str, versions: tuple[Any, ...], off: frozenset[str]) -> tuple[Script, ...]:
    return tuple(script for script in _library(language, versions, off) if script.on)


@lru_cache(maxsize=2)
def _library(language: str, versions: tuple[Any, ...], off: frozenset[str]) -> tuple[Script, ...]:
    rows: dict[str, list[Any]] = defaultdict(list)
    for row in versions:
        rows[row.key].append(row)
    known = {script.key: script for script in shipped(language)}
    found = [_in_force(known.get(key), rows.get(key, [])) for key in {**known, **rows}]
    return tuple(replace(script, on=False) if script.key in off else script for script in found)


def script(session: Session, key: str) -> Script | None:
    """One script by its key, also when it is switched off."""
    return next((found for found in every_script(session) if found.key == key), None)


def script_for(
    session: Session, *, status: str = "", level: str = "", situation: str = FOLLOW_UP, channel: str = ""
) -> Script | None:
    """The script to stand beside a person; situation "referral" finds which of the four applies."""
    return rules.choose(scripts(session), status=status, level=level, situation=situation, channel=channel)


def versions(session: Session, key: str) -> tuple[Version, ...]:
    """All versions of a script, the newest first and the shipped text last."""
    rows = _OF_KEY.rows(session, key=key)
    base = next((one for one in shipped(i18n.language()) if one.key == key), None)
    if base is None and not rows:
        return ()
    said = _in_force(base, rows)
    found = [
        Version(script, row.created, _same(script, said))
        for row in _newest(rows)
        if (script := _made(base, row)) is not None
    ]
    return (*found, *((Version(base, None, said.version == 0),) if base else ()))


def situations() -> tuple[Choice, ...]:
    """Every situation there are scripts for, in the order they are shown."""
    return tuple(Choice(code, label) for code, label in situation_names(i18n.language()).items())


def _newest(rows: list[Any]) -> list[Any]:
    """Of what two laptops wrote within one second, what was written last stands first: the rows come as written."""
    return sorted(rows, key=lambda row: (row.version, row.created))[::-1]


def _same(one: Script, other: Script) -> bool:
    return (one.version, one.scope, one.beats) == (other.version, other.scope, other.beats)


def _in_force(base: Script | None, rows: list[Any]) -> Script:
    """The newest active version; without one the shipped text, or for an own script its newest words."""
    newest = _newest(rows)
    made = (_made(base, row) for row in newest if row.active)
    active = next((script for script in made if script is not None), None)
    if active is not None:
        return active
    if base is not None:
        return base
    last = next((script for row in newest if (script := _made(None, row)) is not None), None)
    return replace(last or Script(newest[0].key, newest[0].title, FOLLOW_UP, ()), on=False, shipped=False)


def _made(base: Script | None, row: Any) -> Script | None:
    try:
        beats = tuple(Beat(str(label), str(words)) for label, words in json.loads(row.beats))
    except (ValueError, TypeError):
        return None
    if not beats:
        return None
    if base is not None and not row.situation:
        return replace(base, title=row.title or base.title, beats=beats, scope=row.scope, version=row.version)
    return Script(
        key=row.key, title=row.title or row.key, situation=row.situation or FOLLOW_UP, beats=beats,
        statuses=_codes(row.statuses), levels=_codes(row.levels), truth=row.truth or (base.truth if base else ""),
        channel=row.channel, stage=row.stage, opener=row.opener, scope=row.scope, version=row.version,
        shipped=base is not None,
    )  # fmt: skip


def _codes(text: str) -> tuple[str, ...]:
    """Codes apart by blanks; - stands for the empty one."""
    return tuple("" if code == "-" else code for code in text.split())
