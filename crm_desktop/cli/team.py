"""reassign: customers go to a colleague."""

from argparse import Namespace
from dataclasses import asdict
from typing import TYPE_CHECKING

from crm_desktop.base.i18n import _, ngettext
from crm_desktop.cli import profiles
from crm_desktop.cli.output import Answer

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from crm_desktop.features.hand_over.records import HandOver


def reassign(options: Namespace) -> Answer:
    """Make a colleague the consultant of these people, or say what would happen."""
    if options.dry_run:
        with profiles.reading(options) as store:
            found, name = store.read(_planned, options.to, options.ids)
        said = ngettext("{n} customer would be handed over to {name}.", "{n} customers would be handed over to {name}.",
                        len(found.going))  # fmt: skip
    else:
        with profiles.writing(options) as store:
            found, name = store.write(_("Hand over customers"), _done, options.to, options.ids)
        said = ngettext("{n} customer was handed over to {name}.", "{n} customers were handed over to {name}.",
                        len(found.going))  # fmt: skip
    document = {"to": options.to, **asdict(found), "going": list(found.going)}
    return Answer(document, (said.format(n=len(found.going), name=name),))


def _planned(session: "Session", to: str, texts: list[str]) -> "tuple[HandOver, str]":
    from crm_desktop.cli import ids
    from crm_desktop.features.hand_over import queries
    from crm_desktop.features.team.queries import team

    return queries.hand_over(session, ids.people(session, texts), to), team(session).name_of(to)


def _done(session: "Session", to: str, texts: list[str]) -> "tuple[HandOver, str]":
    from crm_desktop.cli import ids
    from crm_desktop.features.hand_over import commands
    from crm_desktop.features.team.queries import team

    return commands.reassign(session, ids.people(session, texts), to), team(session).name_of(to)
