"""demo: a profile full of made-up people."""

from argparse import Namespace

from crm_desktop.base.i18n import _
from crm_desktop.cli import profiles
from crm_desktop.cli.output import Answer, Progress


def demo(options: Namespace) -> Answer:
    """Fill an empty profile, made if it is missing."""
    from crm_desktop.features.demo import commands

    with profiles.writing(options, create=True) as store:
        counts = commands.fill(
            store, people=options.people, seed=options.seed, add=options.add, progress=Progress(_("Making people …"))
        )
    document = {"people": counts.people, "customers": counts.customers, "touches": counts.touches}
    line = _("{people} people were made, {customers} of them customers, with {touches} touches.").format(
        people=counts.people, customers=counts.customers, touches=counts.touches
    )
    return Answer(document, (line,))
