"""Writing scripts: each change is a new version, and the shipped text is one step away."""

import json
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm_desktop.base import clock
from crm_desktop.base.errors import InvalidInput, NotFound, Refused
from crm_desktop.base.i18n import _
from crm_desktop.base.ids import new_id, shop_data_id
from crm_desktop.features.scripts import queries, rules
from crm_desktop.features.scripts.queries.library import OFF
from crm_desktop.features.scripts.records import PERSONAL, SHOP, Beat, Draft, Script
from crm_desktop.features.settings.queries import shop_rules
from crm_desktop.features.team.queries import refuse_unless_mine_to_change
from crm_desktop.store.tables import Script as Row
from crm_desktop.store.tables import Setting

_LONGEST, _LONGEST_TITLE, _LONGEST_LABEL, _LONGEST_TRUTH = 2000, 60, 40, 300


def save_version(session: Session, key: str, draft: Draft, *, scope: str = SHOP) -> int:
    """Keep changed words as the next version, which is said from now on. Returns its number.

    Words that promise too much are shown to the writer, not forbidden. Nothing changed: no new version.
    """
    was = _script(session, key)
    clean = _checked(session, draft)
    if was.own and was.scope == scope and draft_of(was) == clean:
        return was.version
    version = _last_version(session, key) + 1
    _add(session, key, clean, scope=scope, version=version, was=was)
    return version


def create(session: Session, draft: Draft, *, scope: str = PERSONAL) -> str:
    """Write a script of one's own; returns its key."""
    key = new_id()
    _add(session, key, _checked(session, draft), scope=scope, version=1, was=None)
    return key


def duplicate(session: Session, key: str) -> str:
    """A copy of one's own to change freely; returns its key."""
    was = _script(session, key)
    title = _("{title} (mine)").format(title=was.title)
    new_key = new_id()
    draft = replace(draft_of(was), title=title[:_LONGEST_TITLE])
    _add(session, new_key, draft, scope=PERSONAL, version=1, was=was)
    return new_key


def use_version(session: Session, key: str, version: int) -> None:
    """Say this version from now on; 0 goes back to the shipped text. The others are kept."""
    was = _script(session, key)
    rows = session.scalars(select(Row).where(Row.key == key, Row.deleted.is_(None))).all()
    if version == 0 and not was.shipped:
        raise NotFound(_("There is no shipped text for this script."))
    if version and not any(row.version == version for row in rows):
        raise NotFound(_("There is no such version any more."))
    for row in rows:
        row.active = 0 < row.version <= version
    session.flush()


def switch(session: Session, key: str, *, on: bool) -> None:
    """Offer a script, or no longer: one of my own is mine to switch, the others are the shop's."""
    if _script(session, key).scope != PERSONAL:
        refuse_unless_mine_to_change(session)
    row_id = shop_data_id(OFF, key)
    row = session.get(Setting, row_id)
    if on:
        if row is not None and row.deleted is None:
            row.deleted = clock.now()
    elif row is None:
        session.add(Setting(id=row_id, root=row_id, kind=OFF, key=key, value=_OFF_VALUE))
    else:
        row.deleted, row.value = None, _OFF_VALUE
    session.flush()


def remove(session: Session, key: str) -> None:
    """Throw away a script of one's own with all its versions; a shipped one can only be switched off."""
    if _script(session, key).shipped:
        raise Refused(_("A shipped script cannot be removed. Switch it off instead."))
    for row in session.scalars(select(Row).where(Row.key == key, Row.deleted.is_(None))):
        row.deleted = clock.now()
    session.flush()


def draft_of(script: Script) -> Draft:
    """A script as it is edited."""
    return Draft(
        script.title, script.situation, script.beats, stage=script.stage, opener=script.opener,
        channel=script.channel, truth=script.truth,
    )  # fmt: skip


_OFF_VALUE = json.dumps({"off": True})


def _script(session: Session, key: str) -> Script:
    found = queries.script(session, key)
    if found is None:
        raise NotFound(_("There is no such script any more."))
    return found


def _last_version(session: Session, key: str) -> int:
    # Also of removed rows: a number is never given twice, touches remember it.
    return session.scalar(select(func.max(Row.version)).where(Row.key == key)) or 0


def _checked(session: Session, draft: Draft) -> Draft:
    beats = tuple(Beat(beat.label.strip(), beat.text.strip()) for beat in draft.beats if beat.text.strip())
    title = " ".join(draft.title.split())
    if not title:
        raise InvalidInput("title", _("Enter a name."))
    if not beats:
        raise InvalidInput("text", _("A script needs at least one sentence."))
    _check_length("title", title, _LONGEST_TITLE)
    _check_length("text", "".join(beat.text for beat in beats), _LONGEST)
    _check_length("text", max((beat.label for beat in beats), key=len), _LONGEST_LABEL)
    _check_length("truth", draft.truth.strip(), _LONGEST_TRUTH)
    shop = shop_rules(session)
    _check_code("situation", draft.situation, [choice.code for choice in queries.situations()])
    _check_code("stage", draft.stage, ["", *rules.STAGES])
    _check_code("opener", draft.opener, ["", *(choice.code for choice in shop.openers)])
    _check_code("channel", draft.channel, ["", *(choice.code for choice in shop.touch_kinds)])
    return replace(draft, title=title, beats=beats, truth=draft.truth.strip())


def _check_length(field: str, text: str, most: int) -> None:
    if len(text) > most:
        raise InvalidInput(field, _("This is too long. Keep it under {most} characters.").format(most=most))


def _check_code(field: str, code: str, known: Sequence[str]) -> None:
    if code not in known:
        raise InvalidInput(field, _("Choose one of the list."))


def _add(session: Session, key: str, draft: Draft, *, scope: str, version: int, was: Script | None) -> None:
    # Who moves a script to another stage means everybody in that stage.
    same_stage = was is not None and was.stage == draft.stage
    statuses = was.statuses if was is not None and same_stage else rules.STAGES.get(draft.stage, ())
    levels = was.levels if was is not None and same_stage else ()
    session.add(
        Row(
            key=key, scope=scope, situation=draft.situation, stage=draft.stage, opener=draft.opener,
            channel=draft.channel, statuses=_joined(statuses), levels=_joined(levels), title=draft.title,
            beats=json.dumps([[beat.label, beat.text] for beat in draft.beats], ensure_ascii=False),
            truth=draft.truth, version=version, active=True,
        )
    )  # fmt: skip
    session.flush()


def _joined(codes: Sequence[str]) -> str:
    return " ".join(code or "-" for code in codes)
