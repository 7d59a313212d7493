"""What gave way to the shop's rules: a manager takes one over, anybody forgets one."""

import json
from collections.abc import Sequence

from sqlalchemy.orm import Session

from crm_desktop.base.errors import NotFound
from crm_desktop.base.i18n import _
from crm_desktop.features.settings.commands import keep_as_is
from crm_desktop.features.sync.commands.noting import note
from crm_desktop.features.sync.queries.own_rules import kept
from crm_desktop.store.replica.enrolment import RULES_BEFORE


def take_over(session: Session, kind: str, key: str) -> None:
    """This rule of mine is the shop's from now on; refused to whoever is not its manager."""
    keep_as_is(session, kind, key, _one(kept(session), kind, key)["value"])


def forget_rule(session: Session, kind: str, key: str) -> None:
    """This rule of mine is not wanted any more."""
    all_of_them = kept(session)
    rest = [one for one in all_of_them if one is not _one(all_of_them, kind, key)]
    note(session, {RULES_BEFORE: json.dumps(rest, ensure_ascii=False)})


def _one(rules: Sequence[dict[str, str]], kind: str, key: str) -> dict[str, str]:
    found = next((one for one in rules if (one["kind"], one["key"]) == (kind, key)), None)
    if found is None:
        raise NotFound(_("This rule is not kept any more."))
    return found
