"""undo, check, salvage, passphrase: the care of a profile."""

import os
from argparse import Namespace
from dataclasses import asdict

from crm_desktop.base.errors import InvalidInput, Refused
from crm_desktop.base.i18n import _
from crm_desktop.cli import profiles
from crm_desktop.cli.output import DONE, PROBLEM, Answer


def undo(options: Namespace) -> Answer:
    """Take the last change back."""
    with profiles.writing(options) as store:
        step = store.undo()
    if step is None:
        raise Refused(_("There is nothing to undo."))
    document = {"undone": step.label, "step": step.id, "at": step.at.isoformat()}
    return Answer(document, (_("Taken back: {label}").format(label=step.label),))


def check(options: Namespace) -> Answer:
    """Whether file, journal, search index and attachments are right."""
    opening = profiles.writing if options.rebuild else profiles.reading
    with opening(options) as store:
        if options.rebuild:
            store.rebuild_derived()
        problems = store.check()
    document = {"ok": not problems, "problems": problems}
    if not problems:
        return Answer(document, (_("All is well: file, journal, search index and attachments."),))
    return Answer(document, tuple(problems), code=PROBLEM)


def salvage(options: Namespace) -> Answer:
    """What can still be read of a damaged profile, into a new file that takes its place."""
    from crm_desktop.features.search.derived import DERIVERS
    from crm_desktop.features.security import rules
    from crm_desktop.store.salvage import saving

    found = profiles.damaged(options)
    told = saving.salvage(found, DERIVERS)
    said = rules.salvaged(told.read, told.lost, told.files_lost, told.to_decide, connected=told.connected)
    said.append(_("The damaged file is kept as {file}.").format(file=told.aside))
    return Answer({**asdict(told), "aside": str(told.aside)}, tuple(said))


def passphrase(options: Namespace) -> Answer:
    """Give the profile another passphrase; the data itself is not touched."""
    with profiles.writing(options) as store:
        wanted = os.environ.get("CRM_NEW_PASSPHRASE")
        if wanted is None:
            if not profiles.at_terminal():
                raise InvalidInput(
                    "passphrase", _("Give the new passphrase as CRM_NEW_PASSPHRASE, or run this in a terminal.")
                )
            wanted = profiles.ask_twice() or ""
        store.change_passphrase(wanted or None)
    text = _("The passphrase was changed.") if wanted else _("The profile now opens without a passphrase.")
    return Answer({"changed": True, "needs_passphrase": bool(wanted)}, (text,), code=DONE)
