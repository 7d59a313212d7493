"""The shop's rules, in plain SQL: the first page needs them. Read often, so parsed once."""

import json
import tomllib
from collections.abc import Collection
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from crm_desktop.base import i18n
from crm_desktop.base.paths import resources
from crm_desktop.features.settings import rules
from crm_desktop.features.settings.records import ShopRules
from crm_desktop.store.plain import Plain, plain

if TYPE_CHECKING:
    from crm_desktop.store.plain import Source

KNOWN_RULES = "shop_rules"
"""Where a session remembers the rules it read; who changes a setting drops it."""


def shop_rules(session: "Source") -> ShopRules:
    """Every list and number of the shop in the language of the moment."""
    language = i18n.language()
    # A session lives for one read or one write, and an import asks for the rules with every row.
    known = session.info.get(KNOWN_RULES)
    if known is None or known[0] != language:
        known = session.info[KNOWN_RULES] = language, rules_of(language, overrides_of(plain(session)))
    found: ShopRules = known[1]
    return found


def overrides_of(source: Plain) -> tuple[rules.Override, ...]:
    """What the shop changed."""
    return tuple(
        source.rows(
            "SELECT kind, key, value FROM setting WHERE deleted IS NULL "
            "AND kind NOT IN ('me', 'custom_fields', 'scripts', 'forms', 'network_targets') ORDER BY kind, key"
        )
    )


def shipped_rules() -> ShopRules:
    """The rules as shipped, for where no profile is open."""
    return rules_of(i18n.language(), ())


def shipped_labels(kind: str) -> tuple[tuple[str, str], ...]:
    """Code and label of a shipped list in every language: files come in another one than the app's."""
    lists = [_content(f"{language}/shop.toml").get(kind, {}) for language in i18n.LANGUAGES]
    return tuple((code, str(label)) for labels in lists for code, label in labels.items())


@lru_cache(maxsize=8)
def rules_of(language: str, overrides: tuple[rules.Override, ...]) -> ShopRules:
    """The rules with these changes."""
    labels, holidays = _content(f"{language}/shop.toml"), _content("national_days.toml")
    return rules.shop_rules(_content("shop.toml"), labels, overrides, holidays)


@lru_cache(maxsize=8)
def _content(name: str) -> dict[str, Any]:
    return tomllib.loads((resources() / "content" / name).read_text(encoding="utf-8"))


def have_changed(source: Plain, ids: Collection[str], kinds: Collection[str]) -> bool:
    """Whether one of these rows, which changed, is of such a kind. One that sync took away may have been of any."""
    if not ids:
        return False
    sql = "SELECT kind FROM setting WHERE id IN (SELECT value FROM json_each(:ids))"
    told = source.rows(sql, ids=json.dumps([*ids]))
    return len(told) < len(ids) or any(kind in kinds for (kind,) in told)
