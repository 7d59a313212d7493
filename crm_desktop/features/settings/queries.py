"""The shop's rules, who I am, and the shop's own fields. Read often, so parsed once."""

import json
import tomllib
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from crm_desktop.base import i18n
from crm_desktop.base.paths import resources
from crm_desktop.features.settings import rules
from crm_desktop.features.settings.records import FIELD_KINDS, CustomField, Me, ShopRules
from crm_desktop.store.prepared import Prepared
from crm_desktop.store.tables import Setting

_OWN_KINDS = ("me", "custom_fields", "scripts", "forms")
"""Settings that are not lists of the shop."""
_LIVING = select(Setting.kind, Setting.key, Setting.value).where(Setting.deleted.is_(None))
_LISTS = Prepared(
    _LIVING.where(*(Setting.kind != kind for kind in _OWN_KINDS)).order_by(Setting.kind, Setting.key)
)
_OF_KIND = Prepared(_LIVING.where(Setting.kind == bindparam("kind")).order_by(Setting.key))
_ONE = Prepared(_LIVING.where(Setting.kind == bindparam("kind"), Setting.key == bindparam("key")))

KNOWN_RULES = "shop_rules"
"""Where a session remembers the rules it read; who changes a setting drops it."""


def shop_rules(session: Session) -> ShopRules:
    """Every list and number of the shop in the language of the moment."""
    language = i18n.language()
    # A session lives for one read or one write, and an import asks for the rules with every row.
    known = session.info.get(KNOWN_RULES)
    if known is None or known[0] != language:
        known = session.info[KNOWN_RULES] = language, _rules(language, _overrides(session))
    found: ShopRules = known[1]
    return found


def _overrides(session: Session) -> tuple[rules.Override, ...]:
    return tuple((row.kind, row.key, row.value) for row in _LISTS.rows(session))


def shipped_rules() -> ShopRules:
    """The rules as shipped, for where no profile is open."""
    return _rules(i18n.language(), ())


def shipped_labels(kind: str) -> tuple[tuple[str, str], ...]:
    """Code and label of a shipped list in every language: files come in another one than the app's."""
    lists = [_content(f"{language}/shop.toml").get(kind, {}) for language in i18n.LANGUAGES]
    return tuple((code, str(label)) for labels in lists for code, label in labels.items())


@lru_cache(maxsize=8)
def _rules(language: str, overrides: tuple[rules.Override, ...]) -> ShopRules:
    labels, holidays = _content(f"{language}/shop.toml"), _content("national_days.toml")
    return rules.shop_rules(_content("shop.toml"), labels, overrides, holidays)


@lru_cache(maxsize=8)
def _content(name: str) -> dict[str, Any]:
    return tomllib.loads((resources() / "content" / name).read_text(encoding="utf-8"))


def overridden(session: Session, kind: str) -> frozenset[str]:
    """The keys of a list that the shop changed."""
    keys = session.scalars(select(Setting.key).where(Setting.kind == kind, Setting.deleted.is_(None)))
    return frozenset(keys)


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
