"""The forms as the shop wants them."""

import tomllib
from functools import lru_cache
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_desktop.base import i18n
from crm_desktop.base.paths import resources
from crm_desktop.features.forms import rules
from crm_desktop.features.forms.records import Design
from crm_desktop.store.tables import Setting


def design(session: Session, form: str) -> Design:
    """One form in the language of the moment, with the shop's changes."""
    changes = session.execute(select(Setting.key, Setting.value).where(
        Setting.kind == rules.KIND, Setting.deleted.is_(None)
    ))
    return _design(form, rules.changes_of(form, ((row.key, row.value) for row in changes)))


def shipped_design(form: str) -> Design:
    """One form as shipped."""
    return _design(form, {})


def mark_of(form: str) -> str:
    """The letter before the number of a form."""
    return str(_content("forms.toml")[form].get("mark", ""))


def _design(form: str, changes: rules.Changes) -> Design:
    return rules.design(form, _content("forms.toml"), _content(f"{i18n.language()}/forms.toml"), changes)


@lru_cache(maxsize=8)
def _content(name: str) -> dict[str, Any]:
    return tomllib.loads((resources() / "content" / name).read_text(encoding="utf-8"))
