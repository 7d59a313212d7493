"""network: the rings, the four steps of the week, what came of them, groups and tips."""

from argparse import Namespace
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from crm_desktop.base import clock
from crm_desktop.base.i18n import _, ngettext
from crm_desktop.cli import profiles
from crm_desktop.cli.output import Answer

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from crm_desktop.features.network.records import GroupRow, Partner, Path, Ring, TipRecord, Yields


def network(options: Namespace) -> Answer:
    """Tell the state of the personal network; --date chooses the week."""
    day = options.date or clock.today()
    with profiles.reading(options) as store:
        found: dict[str, Any] = store.read(_read, day)
    overview, path, yields = found["overview"], found["path"], found["yields"]
    document = {
        "date": day, "people": overview.people, "private": overview.private,
        "rings": [asdict(ring) for ring in overview.rings],
        "week": path.monday, "steps": [asdict(step) for step in path.steps],
        "yields": asdict(yields), "groups": [asdict(group) for group in found["groups"]],
        "partners": [{**asdict(one), "owed": one.owed} for one in found["partners"]],
        "tips": [asdict(tip) for tip in found["tips"]],
    }  # fmt: skip
    lines = (
        *_rings(overview.rings), *_steps(path), *_yields(yields), *_groups(found["groups"]),
        *_tips(found["partners"], found["tips"]),
    )  # fmt: skip
    count = ngettext("{n} person", "{n} people", overview.people).format(n=overview.people)
    return Answer(document, (*lines, _("{people}, {private} of them private").format(
        people=count, private=overview.private)))  # fmt: skip


def _read(session: "Session", day: object) -> dict[str, Any]:
    from crm_desktop.features.network import queries

    return {
        "overview": queries.rings(session, today=day), "path": queries.path(session, today=day),  # type: ignore[arg-type]
        "yields": queries.yields(session, today=day), "groups": queries.groups(session),  # type: ignore[arg-type]
        "partners": queries.partners(session), "tips": queries.tips(session),
    }  # fmt: skip


def _rings(rings: "tuple[Ring, ...]") -> Iterator[str]:
    yield _("Rings")
    for ring in rings:
        told = _("{people} people, {customers} of them customers, {reached} reached lately").format(
            people=ring.people, customers=ring.customers, reached=ring.reached)  # fmt: skip
        yield f"  {ring.ring or '-'} {ring.label}: {told}"


def _steps(path: "Path") -> Iterator[str]:
    yield _("The week from {day}").format(day=path.monday)
    for step in path.steps:
        yield f"  {step.label}: {step.done}/{step.target}"


def _yields(yields: "Yields") -> Iterator[str]:
    for title, rows in (
        (_("What came of the rings"), yields.rings), (_("What came of the openers"), yields.openers),
        (_("What came of the occasions"), yields.occasions),
    ):  # fmt: skip
        yield title
        for row in rows:
            told = _("{used} used, {reached} reached, {came} came in, {ordered} ordered").format(
                used=row.used, reached=row.reached, came=row.came, ordered=row.ordered)  # fmt: skip
            yield f"  {row.label}: {told}"


def _groups(groups: "list[GroupRow]") -> Iterator[str]:
    yield _("Groups")
    for group in groups:
        people = ngettext("{n} person", "{n} people", group.people).format(n=group.people)
        signs = [_("offered") if group.offered else "", _("private") if group.private else ""]
        yield "  " + " · ".join(filter(None, (group.name, group.kind_label, people, *signs)))


def _tips(partners: "list[Partner]", tips: "list[TipRecord]") -> Iterator[str]:
    yield _("Tips")
    for one in partners:
        told = _("{received} received, {given} given, {ordered} ordered").format(
            received=one.received, given=one.given, ordered=one.ordered)  # fmt: skip
        yield "  " + " · ".join(filter(None, (one.name, one.how_known, told)))
    for tip in tips:
        yield "  " + " · ".join(filter(None, (str(tip.day), tip.partner_name, tip.about_name, tip.outcome_label)))
