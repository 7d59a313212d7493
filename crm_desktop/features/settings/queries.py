"""Who I am, the shop's own fields, and (from `glance`) the shop's rules."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from crm_desktop.base import i18n
from crm_desktop.features.settings import rules
from crm_desktop.features.settings.glance import (
    KNOWN_RULES,
    overrides_of,
    rules_of,
    shipped_labels,
    shipped_rules,
    shop_rules,
)
from crm_desktop.features.settings.records import FIELD_KINDS, CustomField, Me, RuleEdit, ShopRules
from crm_desktop.store.plain import plain
from crm_desktop.store.prepared import Prepared
from crm_desktop.store.tables import Setting

__all__ = [
    "KNOWN_RULES", "custom_fields", "logo", "me", "overridden", "own_values", "rules_with", "shipped_labels",
    "shipped_rules", "shop_rules", "text_of",
]  # fmt: skip

_LIVING = select(Setting.kind, Setting.key, Setting.value).where(Setting.deleted.is_(None))
_OF_KIND = Prepared(_LIVING.where(Setting.kind == bindparam("kind")).order_by(Setting.key))
_ONE = Prepared(_LIVING.where(Setting.kind == bindparam("kind"), Setting.key == bindparam("key")))


def rules_with(session: Session, edits: Sequence[RuleEdit]) -> ShopRules:
    """The rules as they would be after these changes. InvalidInput for one that cannot be made."""
    known = {(kind, key): text for kind, key, text in overrides_of(plain(session))}
    for edit in edits:
        text = text_of(edit, known.get((edit.kind, edit.key), ""))
        if text is None:
            known.pop((edit.kind, edit.key), None)
        else:
            known[edit.kind, edit.key] = text
    return rules_of(i18n.language(), tuple((kind, key, text) for (kind, key), text in sorted(known.items())))


def text_of(edit: RuleEdit, known: str) -> str | None:
    """What is kept for a change beside what the shop changed of the entry before; None when nothing is."""
    if edit.value is None:
        return None
    if edit.kind in (rules.DAYS_OFF, rules.LEAVE, rules.NATIONAL_DAYS):
        return rules.checked_days(edit.kind, edit.key, edit.value)
    return rules.checked_override(edit.kind, edit.key, {**_decoded(known), **edit.value})


def overridden(session: Session, kind: str) -> frozenset[str]:
    """The keys of a list that the shop changed."""
    keys = session.scalars(select(Setting.key).where(Setting.kind == kind, Setting.deleted.is_(None)))
    return frozenset(keys)


def own_values(session: Session, kind: str) -> dict[str, dict[str, Any]]:
    """A person's own settings of a kind, by key."""
    return {row.key: _decoded(row.value) for row in _OF_KIND.rows(session, kind=kind)}


def me(session: Session) -> Me:
    """Who works with this profile; empty fields until that is set."""
    value = _value(session, "me", "")
    known = Me.__dataclass_fields__
    return Me(**{name: text for name, text in value.items() if name in known and isinstance(text, str)})


def logo(session: Session) -> bytes | None:
    """The bytes of the logo, when there is one and it is here."""
    name = me(session).logo
    content = session.info["blobs"].get(name) if name else None
    return content if isinstance(content, bytes) else None


def custom_fields(session: Session) -> tuple[CustomField, ...]:
    """The fields the shop added to the archive, in their order."""
    rows = _OF_KIND.rows(session, kind="custom_fields")
    found = [_field(row.key, _decoded(row.value)) for row in rows]
    return tuple(sorted(found, key=lambda field: (field.position, field.code)))


def _field(code: str, value: dict[str, Any]) -> CustomField:
    kind, position = value.get("kind"), value.get("position")
    return CustomField(
        code,
        str(value.get("label") or code),
        kind if kind in FIELD_KINDS else "text",
        tuple(str(choice) for choice in value.get("choices") or ()),
        position if isinstance(position, int) else 0,
    )


def _value(session: Session, kind: str, key: str) -> dict[str, Any]:
    found = _ONE.first(session, kind=kind, key=key)
    return _decoded(found.value if found else "")


def _decoded(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
