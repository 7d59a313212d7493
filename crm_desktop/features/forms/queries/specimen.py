"""A form without anybody's data, to see how it looks: empty lines and what the shop has changed."""

from datetime import date

from sqlalchemy.orm import Session

from crm_desktop.base.i18n import _, format_full_day
from crm_desktop.features.forms.queries.designs import design
from crm_desktop.features.forms.queries.lines import form
from crm_desktop.features.forms.records import LEVEL_TABLE, Band, FactGrid, Form, Table, Ticks
from crm_desktop.features.forms.rules import with_parts
from crm_desktop.features.visits.queries.facts import letterhead
from crm_desktop.features.visits.records import Fact

_DAYS = 30


def specimen(session: Session, code: str, day: date) -> Form:
    """The form as it is printed with nothing in it."""
    plan = design(session, code)
    columns = plan.shown
    if code == LEVEL_TABLE:
        columns = with_parts(columns, "days", [str(number) for number in range(1, _DAYS + 1)])
    bands: list[Band] = []
    if not plan.landscape:
        known = (Fact(_("Customer"), ""), Fact(_("Model"), ""), Fact("VIN", ""))
        bands.append((FactGrid(_("Customer and car"), known),))
    checks = [Ticks(one.title, one.points) for one in plan.checks if one.points]
    bands += [tuple(checks[place : place + 2]) for place in range(0, len(checks), 2)]
    bands.append((Table(columns, lines=plan.lines, fills=True, still_open=True),))
    return form(plan, letterhead(session), day=day, said=(format_full_day(day),), bands=bands)
