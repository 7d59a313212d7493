"""A figure of the shop's rules, saved where it stands."""

from collections.abc import Callable
from typing import Any

from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _
from crm_desktop.features.settings import commands
from crm_desktop.ui.page import Page


def save_rule(
    page: Page, _subject: str, name: str, value: Any, then: Callable[[], None], failed: Callable[[UserError], None]
) -> None:
    """Save a field called "kind/code/field"; without a field the value is the whole rule. Nothing is no number."""
    kind, code, field = name.split("/")
    if value is None:
        failed(UserError(_("Write a number here.")))
        return
    page.do(
        _("Change the rules"), commands.override, kind, code, {field: value} if field else value,
        then=lambda _answer: then(), failed=failed,
    )  # fmt: skip
