"""duplicates, merge: one person, one archive."""

from argparse import Namespace
from typing import TYPE_CHECKING

from crm_desktop.base.i18n import _, ngettext
from crm_desktop.cli import profiles
from crm_desktop.cli.output import Answer

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from crm_desktop.features.duplicates.records import DuplicatePair, Merged


def duplicates(options: Namespace) -> Answer:
    """Pairs of people who may be one, the surest first."""
    with profiles.reading(options) as store:
        pairs, names = store.read(_pairs)
    from crm_desktop.features.duplicates.queries import why_text

    documents = [
        {"a": pair.a, "b": pair.b, "verdict": str(pair.verdict), "why": [str(reason) for reason in pair.why]}
        for pair in pairs
    ]
    verdicts = {"certain": _("certain"), "probable": _("probable")}
    lines = [
        f"{pair.a}  {pair.b}  {verdicts.get(str(pair.verdict), str(pair.verdict))}  "
        f"{names.get(pair.a, '')} = {names.get(pair.b, '')}  {' · '.join(why_text(reason) for reason in pair.why)}"
        for pair in pairs
    ]
    count = ngettext("{n} pair was found.", "{n} pairs were found.", len(pairs)).format(n=len(pairs))
    return Answer({"pairs": documents}, (*lines, count))


def _pairs(session: "Session") -> "tuple[list[DuplicatePair], dict[str, str]]":
    from crm_desktop.features.customers.queries import person_rows
    from crm_desktop.features.duplicates.queries import duplicate_pairs

    pairs = duplicate_pairs(session, None)
    rows = person_rows(session, list(dict.fromkeys(id_ for pair in pairs for id_ in (pair.a, pair.b))))
    return pairs, {row.id: row.name for row in rows}


def merge(options: Namespace) -> Answer:
    """Make the second person a part of the first."""
    with profiles.writing(options) as store:
        merged = store.write(_("Merge people"), _merge, options.keep, options.other)
    document = {"keep": merged.keep, "other": merged.other, "moved": merged.moved, "step": merged.step}
    return Answer(document, (_("The two are one person now; “undo” takes it back."),))


def _merge(session: "Session", keep: str, other: str) -> "Merged":
    from crm_desktop.cli import ids
    from crm_desktop.features.duplicates import commands

    return commands.merge(session, ids.person(session, keep), ids.person(session, other))
