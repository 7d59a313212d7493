"""Scripts and their versions as lines of lists, and their figures as words."""

from datetime import date

from crm_desktop.base.i18n import _, format_moment, ngettext
from crm_desktop.features.scripts.records import PERSONAL, SHIPPED, SHOP, Script, Use, Version
from crm_desktop.ui.pages.scripts.reading import Entry, Shelf
from crm_desktop.ui.theme.tokens import Tone
from crm_desktop.ui.widgets.chip import Pill
from crm_desktop.ui.widgets.rows import Row

SIGN = "message-text-outline"


def scope_name(scope: str) -> str:
    """Whose words they are."""
    return {SHIPPED: _("As shipped"), SHOP: _("The shop's"), PERSONAL: _("Mine only")}.get(scope, scope)


def scope_pill(script: Script) -> Pill | None:
    """The mark of words that somebody here wrote."""
    if script.scope == PERSONAL:
        return Pill(scope_name(PERSONAL), Tone.ACCENT)
    return Pill(scope_name(SHOP), Tone.OK) if script.own else None


def script_line(entry: Entry, shelf: Shelf, use: Use) -> Row:
    """Name and whose it is; what it is for; how often it was used."""
    script = entry.script
    pills = [pill for pill in (scope_pill(script), None if script.on else Pill(_("Off"), Tone.MUTED)) if pill]
    kind = next((one for one in shelf.shop.touch_kinds if one.code == script.channel), None)
    found = ngettext("{n} doubtful place", "{n} doubtful places", entry.findings).format(n=entry.findings)
    return Row(
        script.key, script.title, about(script, shelf), right=f"{use.used:,} ×" if use.used else "",
        pills=tuple(pills), sign=kind.icon.removeprefix("mdi6.") if kind else SIGN,
        icon="alert-outline" if entry.findings else "", icon_tone=Tone.WARN, tooltip=found if entry.findings else "",
    )  # fmt: skip


def about(script: Script, shelf: Shelf) -> str:
    """Situation, stage, opener and channel in words."""
    shop = shelf.shop
    words = (
        shelf.situation(script.situation), shop.label_of("script_stages", script.stage),
        shop.label_of("openers", script.opener), shop.label_of("touch_kinds", script.channel),
    )  # fmt: skip
    return " · ".join(filter(None, words))


def version_name(number: int) -> str:
    """A version by its number; the shipped text has none."""
    return _("Version {n}").format(n=number) if number else _("As shipped")


def version_line(place: int, version: Version, use: Use, today: date) -> Row:
    """When it was written and what came of it."""
    script = version.script
    pills = [Pill(_("Said now"), Tone.OK)] if version.said else []
    if pill := scope_pill(script):
        pills.append(pill)
    when = format_moment(version.written, today) if version.written else ""
    words = " · ".join(filter(None, (when, use_words(use))))
    return Row(str(place), version_name(script.version), words, pills=tuple(pills), sign="history")


def use_words(use: Use) -> str:
    """The figures of a version in one line."""
    if not use.used:
        return _("not used yet")
    return _("{used} used, {reached} reached, {came} came in, {ordered} ordered").format(
        used=use.used, reached=use.reached, came=use.came, ordered=use.ordered)  # fmt: skip
