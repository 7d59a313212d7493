"""catalogue: the cars the shop sells, and price lists on their way in."""

from argparse import Namespace
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from crm_desktop.base.errors import Refused
from crm_desktop.base.i18n import _, format_money
from crm_desktop.cli import profiles
from crm_desktop.cli.options import WrongUsage
from crm_desktop.cli.output import DONE, PROBLEM, Answer
from crm_desktop.cli.target import place_of

if TYPE_CHECKING:
    from crm_desktop.features.catalogue.records import ModelRecord
    from crm_desktop.import_export.price_list import PricePlan


def catalogue(options: Namespace) -> Answer:
    """List the catalogue, bring a price list in, or take the last one back."""
    if options.deed is None:
        if options.file or options.dry_run or options.undo:
            raise WrongUsage(_("Write “catalogue import FILE”."), "")
        return _list(options)
    if options.undo:
        if options.file or options.dry_run:
            raise WrongUsage(_("“--undo” stands alone: it takes one whole import back."), "")
        return _take_back(options)
    if not options.file:
        raise WrongUsage(_("Name the price list to import."), "")
    return _import(options, place_of(options.file))


def _list(options: Namespace) -> Answer:
    from crm_desktop.features.catalogue import queries

    with profiles.reading(options) as store:
        cars = store.read(queries.catalogue)
    shown = tuple(_shown(car) for car in cars) or (_("The catalogue is empty."),)
    return Answer({"models": [_document(car) for car in cars]}, shown)


def _document(car: "ModelRecord") -> dict[str, object]:
    told = asdict(car)
    del told["row_seq"]
    return told


def _shown(car: "ModelRecord") -> str:
    parts = [car.name, format_money(car.list_price), "" if car.active else _("No longer offered")]
    return " · ".join(filter(None, parts))


def _import(options: Namespace, file: Path) -> Answer:
    from crm_desktop.features.catalogue import commands
    from crm_desktop.import_export.price_list import judge_price_list, read_price_list

    found = read_price_list(file)  # before a profile is made for what cannot be read
    if options.dry_run:
        with profiles.looking(options) as store:
            return _answer(store.read(judge_price_list, found), _("Nothing was written: this was a dry run."), 0)
    with profiles.writing(options, create=True) as store:
        plan = store.read(judge_price_list, found)
        kept = store.write(_("Import a price list"), commands.keep_list, plan.cars, file=found.file)
    return _answer(plan, _("“catalogue import --undo” takes all of it back."), kept.step)


def _answer(plan: "PricePlan", last: str, step: int) -> Answer:
    from crm_desktop.import_export.verdicts import Verdict

    told = plan.report.to_json()
    del told["as"], told["left_out"]
    words = _("{file}: {rows} rows, {new} new, {updated} updated, {duplicate} with nothing new, {refused} refused")
    line = words.format(**{**told, "refused": len(told["refused"])})
    complaints = tuple(
        _("{file}, row {row}: {reason}").format(file=told["file"], row=row["row"], reason=row["reason"])
        for row in told["refused"]
    )
    usable = plan.count(Verdict.REFUSED) < len(plan.report.rows)
    document = {**told, "dry_run": not step, "step": step or None}
    return Answer(document, (line, last), code=DONE if usable else PROBLEM, complaints=complaints)


def _take_back(options: Namespace) -> Answer:
    from crm_desktop.features.catalogue import queries

    with profiles.writing(options) as store:
        last = store.read(queries.last_import)
        if last is None or last.undone:
            raise Refused(_("There is no price list to take back. Nothing was changed."))
        store.undo_step(last.step)
    line = _("The price list {file} was taken back.").format(file=last.file)
    return Answer({"file": last.file, "undone": True}, (line,))
