"""scripts: the library of what is said, how often each script was used, and which words promise too much."""

from argparse import Namespace
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from crm_desktop.base import clock
from crm_desktop.base.i18n import _, ngettext
from crm_desktop.cli import profiles
from crm_desktop.cli.output import DONE, PROBLEM, Answer

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from crm_desktop.features.scripts.records import Finding, Library, Script, Use
    from crm_desktop.features.settings.records import ShopRules


@dataclass(frozen=True)
class _Told:
    """The library, and what its codes are called."""

    library: "Library"
    shop: "ShopRules"
    situations: dict[str, str]
    findings: "dict[str, tuple[Finding, ...]]"


def scripts(options: Namespace) -> Answer:
    """List every script; the exit status is 1 when one of them uses doubtful words or unknown variables."""
    with profiles.reading(options) as store:
        told: _Told = store.read(_read)
    found = sum(map(len, told.findings.values()))
    document = {"scripts": [_entry(script, told) for script in told.library.scripts], "findings": found}
    lines = [line for script in told.library.scripts for line in _lines(script, told)]
    lines.append(ngettext("{n} script", "{n} scripts", len(told.library.scripts)).format(n=len(told.library.scripts)))
    if found:
        lines.append(ngettext("{n} doubtful place", "{n} doubtful places", found).format(n=found))
    return Answer(document, tuple(lines), PROBLEM if found else DONE)


def _read(session: "Session") -> _Told:
    from crm_desktop.features.scripts import queries, rules
    from crm_desktop.features.settings.queries import shop_rules

    library, shop = queries.library(session, clock.today()), shop_rules(session)
    findings = {one.key: rules.findings_of(one.title, one.beats, shop.doubtful_words) for one in library.scripts}
    return _Told(library, shop, {one.code: one.label for one in queries.situations()}, findings)


def _entry(script: "Script", told: _Told) -> dict[str, Any]:
    use = told.library.use_of(script.key)
    versions = sorted(version for key, version in told.library.uses if key == script.key)
    return {
        "id": script.key, "name": script.title, "situation": script.situation, "stage": script.stage,
        "opener": script.opener, "channel": script.channel, "owner": _owner(script), "shipped": script.shipped,
        "on": script.on, "version": script.version, **_figures(use),
        "versions": [{"version": n, **_figures(told.library.uses[script.key, n])} for n in versions],
        "findings": [asdict(finding) for finding in told.findings[script.key]],
    }  # fmt: skip


def _owner(script: "Script") -> str:
    """Whose words they are; what the program came with belongs to the shop."""
    from crm_desktop.features.scripts.records import PERSONAL, SHOP

    return PERSONAL if script.scope == PERSONAL else SHOP


def _figures(use: "Use") -> dict[str, int]:
    return {
        "uses": use.used, "effective": use.reached, "people": use.people, "came": use.came, "ordered": use.ordered,
    }  # fmt: skip


def _lines(script: "Script", told: _Told) -> list[str]:
    use = told.library.use_of(script.key)
    used = _("{used} used, {reached} reached, {came} came in, {ordered} ordered").format(
        used=use.used, reached=use.reached, came=use.came, ordered=use.ordered)  # fmt: skip
    words = (
        told.situations.get(script.situation, script.situation), told.shop.label_of("script_stages", script.stage),
        told.shop.label_of("openers", script.opener), told.shop.label_of("touch_kinds", script.channel),
        _("my own") if _owner(script) == "personal" else "", "" if script.on else _("switched off"), used,
    )  # fmt: skip
    title = _("{title}, version {version}").format(title=script.title, version=script.version)
    found = [f"  ! {finding.words}: {finding.why}" for finding in told.findings[script.key]]
    return [" · ".join((title, *filter(None, words))), *found]
