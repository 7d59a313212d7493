"""Visits: the plan, the route of the day, the report."""

from functools import partial

from crm_desktop.base import clock
from crm_desktop.base.i18n import _
from crm_desktop.features.visits import commands, queries
from crm_desktop.features.visits.records import VisitPlan, VisitReport
from crm_desktop.ui.pages.visits.plan_dialog import EDIT
from crm_desktop.ui.pages.visits.route_dialog import OPEN, REPORTS, ROUTE, RouteDialog
from crm_desktop.ui.tour.cast import Cast
from crm_desktop.ui.tour.drawing import Scene, settle
from crm_desktop.ui.window.window import Window


def visits(who: Cast) -> list[Scene]:
    """A day with a few visits, one of them reported."""
    return [
        Scene("visit-plan", "Plan a visit", partial(_plan, who.rich)),
        Scene("visit-plan-nobody", "Plan a visit: with whom", partial(_plan, "")),
        *(Scene(f"visits-{what}", f"Visits: {what}", partial(_route, who, what)) for what in (ROUTE, OPEN, REPORTS)),
        Scene("visit-edit", "Change a visit", partial(_one, who, "visit_plan")),
        Scene("visit-report", "Key a report back", partial(_one, who, "visit_report")),
        Scene("visit-report-in", "A report with the manager's mark", partial(_one, who, "visit_report", number=-1)),
    ]


def empty_visits() -> list[Scene]:
    """No visit at all."""
    return [Scene("empty-visits", "No visits", partial(_perform, "visits", ""))]


def _perform(action: str, argument: str, window: Window) -> None:
    if not window.is_open:
        window.open_profile()
    window.show_page("today")
    settle(window.services.lanes, window)
    window.perform(action, argument)
    settle(window.services.lanes, window, 1)


def _plan(person: str, window: Window) -> None:
    _perform("visit_plan", person, window)


def _planned(who: Cast, window: Window) -> list[str]:
    """The visits of the day, made when they are asked for first; the profile of the tour is a copy."""
    store, today = window.services.store, clock.today()
    found = store.read(queries.visits_of_day, today)
    if found or store.read_only:
        return [one.id for one in found]
    ids = [
        store.write(
            _("Plan a visit"), commands.plan_visit, person,
            VisitPlan(
                today, f"{10 + 2 * n}:30", _("Agree on the price of the old car"), _("Form for the old car's value"),
                place=_("At home"),
            ),
        )
        for n, person in enumerate(who.customers[:3])
    ]  # fmt: skip
    if ids:
        store.write(
            _("Visit report"), commands.report_visit, ids[-1],
            VisitReport(report=_("Liked the white one"), agreed=_("Comes in on Saturday for a test drive"), mood=4),
        )  # fmt: skip
    return ids


def _route(who: Cast, what: str, window: Window) -> None:
    _planned(who, window)
    _perform("visits", "", window)
    dialog = window.findChildren(RouteDialog)[-1]
    dialog.what.put(what)
    dialog.what.chosen.emit(what)


def _one(who: Cast, action: str, window: Window, *, number: int = 0) -> None:
    ids = _planned(who, window)
    if ids:
        _perform(action, (EDIT if action == "visit_plan" else "") + ids[number], window)
