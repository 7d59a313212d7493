"""Changing the shop's rules, who I am, and the shop's own fields. Every row has the same id on every laptop."""

import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_desktop.base import clock, phone
from crm_desktop.base.errors import InvalidInput
from crm_desktop.base.i18n import _
from crm_desktop.base.ids import new_id, shop_data_id
from crm_desktop.features.settings import queries, rules
from crm_desktop.features.settings.records import FIELD_KINDS, CustomField, Me, RuleEdit
from crm_desktop.features.team.queries import refuse_unless_mine_to_change
from crm_desktop.store.tables import RuleChange, Setting

_LOGO_PIXELS = 1200
_MEGABYTE = 1024 * 1024


def save_me(session: Session, me: Me) -> None:
    """Keep who I am; it stands on every sheet and in every script."""
    clean = Me(
        name=rules.clean_line("name", me.name, longest=40),
        title=rules.clean_line("title", me.title, longest=40),
        phone=phone.display(rules.clean_line("phone", me.phone, longest=40)),
        shop=rules.clean_line("shop", me.shop, longest=80),
        address=rules.clean_line("address", me.address, longest=160),
        logo=me.logo,
    )
    _keep(session, "me", "", json.dumps(asdict(clean), ensure_ascii=False))


def set_logo(session: Session, content: bytes) -> str:
    """Keep an image as the shop's logo; no bytes take it away. Returns its name."""
    name = session.info["blobs"].put(_as_png(session, content)) if content else ""
    save_me(session, replace(queries.me(session), logo=name))
    return str(name)


def _as_png(session: Session, content: bytes) -> bytes:
    from PIL import Image, UnidentifiedImageError

    most = queries.shop_rules(session).numbers.logo_mb
    if len(content) > most * _MEGABYTE:
        raise InvalidInput("logo", _("The image is larger than {most} MB. Choose a smaller one.").format(most=most))
    try:
        with Image.open(io.BytesIO(content)) as image:
            image.thumbnail((_LOGO_PIXELS, _LOGO_PIXELS))
            kept = io.BytesIO()
            image.convert("RGBA").save(kept, "PNG")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as problem:
        message = _("This file is not an image that can be read. The logo was not changed. Choose a PNG or JPEG file.")
        raise InvalidInput("logo", message) from problem
    return kept.getvalue()


def override(session: Session, kind: str, key: str, value: object) -> None:
    """Change one entry of a list (a mapping of its fields) or one of the numbers."""
    if not key.strip() or len(key) > 60:
        raise InvalidInput("key", _("Enter a name."))
    if isinstance(value, Mapping):
        apply_rules(session, [RuleEdit(kind, key, value)])
    else:
        _keep(session, kind, key, rules.checked_override(kind, key, value))


def apply_rules(session: Session, edits: Sequence[RuleEdit]) -> None:
    """Make these changes of the rules, and note each that decides when people are due."""
    for edit in edits:
        _refuse_shop_data(session, edit.kind)
        before = rules.decided_by(queries.shop_rules(session), edit.kind, edit.key)
        row = session.get(Setting, shop_data_id(edit.kind, edit.key))
        text = queries.text_of(edit, row.value if row is not None and row.deleted is None else "")
        if text is not None:
            _keep(session, edit.kind, edit.key, text)
        elif row is not None and row.deleted is None:
            row.deleted = clock.now()
            session.flush()
            session.info.pop(queries.KNOWN_RULES, None)
        _note_change(session, edit.kind, edit.key, before)


def set_days_off(session: Session, weekly: Iterable[int], *, national: bool = True) -> None:
    """On which days of the week (0 Monday) I do not work, and whether I am off on public holidays."""
    apply_rules(session, [RuleEdit(rules.DAYS_OFF, "", {"weekly": list(weekly), "national": national})])


def add_leave(session: Session, first: date, last: date, *, note: str = "") -> str:
    """Days on which I am away. Returns the code of the leave."""
    code = new_id()
    apply_rules(session, [RuleEdit(rules.LEAVE, code, {"first": first, "last": last, "note": note})])
    return code


def remove_leave(session: Session, code: str) -> None:
    """I am not away after all."""
    apply_rules(session, [RuleEdit(rules.LEAVE, code)])


def _note_change(session: Session, kind: str, key: str, before: object) -> None:
    """Shown on the timeline of people whose day it moved."""
    after = rules.decided_by(queries.shop_rules(session), kind, key)
    if before == after:
        return
    session.add(RuleChange(
        at=clock.now(), kind=kind, key=key, before=json.dumps(before, ensure_ascii=False),
        after=json.dumps(after, ensure_ascii=False)))
    session.flush()


def add_choice(session: Session, kind: str, label: str) -> str:
    """Add an entry to one of the shop's open lists; returns its code."""
    if kind not in rules.LISTS or kind in rules.CLOSED:
        raise InvalidInput("kind", _("Nothing can be added to this list."))
    label = rules.clean_line("label", label, longest=60)
    known = {choice.label: choice.code for choice in queries.shop_rules(session).choices(kind)}
    if label in known:
        return known[label]
    code = new_id()
    override(session, kind, code, {"label": label})
    return code


def reset(session: Session, kind: str, key: str | None = None) -> None:
    """Give a whole list, or one entry of it, back its shipped form."""
    _refuse_shop_data(session, kind)
    wanted = select(Setting).where(Setting.kind == kind, Setting.deleted.is_(None))
    if key is not None:
        wanted = wanted.where(Setting.key == key)
    before = queries.shop_rules(session)
    rows = session.scalars(wanted).all()
    for row in rows:
        row.deleted = clock.now()
    session.flush()
    session.info.pop(queries.KNOWN_RULES, None)
    for row in rows:
        _note_change(session, kind, row.key, rules.decided_by(before, kind, row.key))


def save_custom_field(session: Session, field: CustomField) -> str:
    """Add a field to the archive or change it; returns its code."""
    label = rules.clean_line("label", field.label, longest=40)
    if not label:
        raise InvalidInput("label", _("Enter a name."))
    if field.kind not in FIELD_KINDS:
        raise InvalidInput("kind", _("The shop has no such setting."))
    choices = tuple(dict.fromkeys(c for c in (rules.clean_line("choices", c) for c in field.choices) if c))
    if field.kind == "choice" and not choices:
        raise InvalidInput("choices", _("Enter at least one choice."))
    others = queries.custom_fields(session)
    if any(other.label == label and other.code != field.code for other in others):
        raise InvalidInput("label", _("There is already a field with this name."))
    code = field.code or new_id()
    position = field.position or next(
        (other.position for other in others if other.code == code), max((o.position for o in others), default=0) + 1
    )
    value = {"label": label, "kind": field.kind, "choices": choices, "position": position}
    _keep(session, "custom_fields", code, json.dumps(value, ensure_ascii=False))
    return code


def remove_custom_field(session: Session, code: str) -> None:
    """Take a field off the archive; the values entered so far stay in the data."""
    reset(session, "custom_fields", code)


def keep_own(session: Session, kind: str, key: str, text: str) -> None:
    """Keep a person's own setting, which is none of the shop's rules."""
    _keep(session, kind, key, text)


def _refuse_shop_data(session: Session, kind: str) -> None:
    if kind not in rules.OWN:
        refuse_unless_mine_to_change(session)


def keep_as_is(session: Session, kind: str, key: str, text: str) -> None:
    """Keep a setting as it once was kept, and note what it decides; for the shop's manager."""
    before = rules.decided_by(queries.shop_rules(session), kind, key)
    _keep(session, kind, key, text)
    _note_change(session, kind, key, before)


def _keep(session: Session, kind: str, key: str, text: str) -> None:
    """Write one setting; a tombstoned row of the same id comes back to life."""
    _refuse_shop_data(session, kind)
    row_id = shop_data_id(kind, key)
    row = session.get(Setting, row_id)
    if row is None:
        session.add(Setting(id=row_id, root=row_id, kind=kind, key=key, value=text))
    elif row.deleted is not None or row.value != text:
        row.deleted, row.value = None, text
    session.flush()
    session.info.pop(queries.KNOWN_RULES, None)


