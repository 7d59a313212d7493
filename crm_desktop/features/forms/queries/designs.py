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
from crm_desktop.features.team.queries import me
from crm_desktop.features.team.rules import sees_owners
from crm_desktop.store.tables import Setting

CONSULTANT = "consultant"
"""The column that says whose a customer is, on the forms of a manager."""


def design(session: Session, form: str) -> Design:
    """One form in the language of the moment, with the shop's changes."""
    changes = session.execute(select(Setting.key, Setting.value).where(
        Setting.kind == rules.KIND, Setting.deleted.is_(None)
    ))
    wanted = (CONSULTANT,) if sees_owners(me(session)) else ()
    return _design(form, rules.changes_of(form, ((row.key, row.value) for row in changes)), wanted)


def shipped_design(form: str) -> Design:
    """One form as shipped."""
    return _design(form, {}, ())


def mark_of(form: str) -> str:
    """The letter before the number of a form."""
    return str(_content("forms.toml")[form].get("mark", ""))


def _design(form: str, changes: rules.Changes, wanted: tuple[str, ...]) -> Design:
    words = _content(f"{i18n.language()}/forms.toml")
    return rules.design(form, _content("forms.toml"), words, changes, wanted=wanted)


@lru_cache(maxsize=8)
def _content(name: str) -> dict[str, Any]:
    return tomllib.loads((resources() / "content" / name).read_text(encoding="utf-8"))
