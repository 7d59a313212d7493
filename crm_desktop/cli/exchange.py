"""import and export: files to people and back."""

import os
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from crm_desktop.base.errors import InvalidInput, Refused, UserError
from crm_desktop.base.i18n import _, ngettext, sentences
from crm_desktop.cli import profiles
from crm_desktop.cli.options import WrongUsage
from crm_desktop.cli.output import DONE, PROBLEM, Answer, Progress, Stopper
from crm_desktop.cli.target import place_of, target_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from crm_desktop.import_export.source import SourceTable
    from crm_desktop.import_export.verdicts import FileReport, ImportPreview
    from crm_desktop.store.store import Store


def import_files(options: Namespace) -> Answer:
    """Import people from files, say what would happen, or take an import back."""
    if options.undo is not None:
        if options.files or options.dry_run or options.kind:
            raise WrongUsage(_("“--undo” stands alone: it takes one whole import back."), "")
        return _take_back(options)
    if not options.files or not all(name.strip() for name in options.files):
        raise WrongUsage(_("Name at least one file to import."), "")
    files = [place_of(name) for name in options.files]
    missing = next((file for file in files if not os.path.exists(file)), None)
    if missing is not None:
        raise profiles.CannotOpen(_("The file {file} is not there. Nothing was imported.").format(file=missing))
    from crm_desktop.import_export.calendar_files import is_calendar

    calendars = [file for file in files if is_calendar(file)]
    if calendars and len(calendars) < len(files):
        raise WrongUsage(_("Import calendars and people one after the other, not in one command."), "")
    if calendars:
        return _import_calendars(options, calendars)
    return _dry_run(options, files) if options.dry_run else _import(options, files)


def _import_calendars(options: Namespace, files: Sequence[Path]) -> Answer:
    from crm_desktop.import_export.calendar_import import import_calendars, preview_calendars

    if options.dry_run:
        with profiles.looking(options) as store:
            planned = store.read(preview_calendars, files)
        lines = (*_lines(planned.files), _("Nothing was written: this was a dry run."))
        return Answer(planned.to_json(), lines, code=_code(planned.files), complaints=_refusals(planned.files))
    with profiles.writing(options, create=True) as store:
        report = import_calendars(store, files)
    lines = (*_lines(report.files), _("The number of this import: {batch}").format(batch=report.batch))
    return Answer(report.to_json(), lines, code=_code(report.files), complaints=_refusals(report.files))


def _import(options: Namespace, files: Sequence[Path]) -> Answer:
    from crm_desktop.import_export.apply import apply_import
    from crm_desktop.import_export.files import read_sources

    tables = read_sources(files)  # before a profile is made for what cannot be read
    with profiles.writing(options, create=True) as store, Stopper() as stopped:
        planned = _planned(store, tables, options.kind)
        try:
            report = apply_import(store, planned, progress=Progress(_("Importing …")), cancelled=stopped)
        except UserError as problem:
            raise _half_done(store, problem) from problem
    if report.cancelled:
        line = _("The import was stopped and taken back; nothing of it was left.")
        return Answer(report.to_json(), (), code=PROBLEM, complaints=(line,))
    lines = [*_lines(report.files), _("The number of this import: {batch}").format(batch=report.batch)]
    return Answer(report.to_json(), tuple(lines), code=_code(report.files), complaints=_refusals(report.files))


def _half_done(store: "Store", problem: UserError) -> UserError:
    """The problem and, where a part is written already, how to take it back."""
    from crm_desktop.import_export.undo import list_batches

    begun = next((one for one in store.read(list_batches) if not one.complete and one.undone is None), None)
    if begun is None:
        return problem
    more = _("A part of the import is written; “import --undo {batch}” takes it back.").format(batch=begun.id)
    return Refused(sentences(str(problem), more))


def _dry_run(options: Namespace, files: Sequence[Path]) -> Answer:
    from crm_desktop.import_export.files import read_sources

    tables = read_sources(files)
    with profiles.looking(options) as store:
        planned = _planned(store, tables, options.kind)
    lines = (*_lines(planned.files), _("Nothing was written: this was a dry run."))
    return Answer(planned.to_json(), lines, code=_code(planned.files), complaints=_refusals(planned.files))


def _planned(store: "Store", tables: "Sequence[SourceTable]", kind: str | None) -> "ImportPreview":
    from crm_desktop.features.settings.queries import custom_fields
    from crm_desktop.import_export.mapping import guess_mapping
    from crm_desktop.import_export.plan import preview

    own = store.read(custom_fields)
    return store.read(preview, tables, [guess_mapping(table, own) for table in tables], as_=kind)


def _take_back(options: Namespace) -> Answer:
    from crm_desktop.import_export import undo

    with profiles.writing(options) as store:
        report = undo.undo_import(store, options.undo)
    lines = [
        _("Taken back: {removed} people are gone again, {restored} are as they were before.").format(
            removed=report.removed, restored=report.restored
        )
    ]
    lines += [
        _("Kept, edited since: {name} ({reason})").format(name=row.name, reason=row.reason) for row in report.kept
    ]
    return Answer(report.to_json(), tuple(lines))


def _lines(reports: "Sequence[FileReport]") -> list[str]:
    from crm_desktop.import_export.verdicts import Verdict

    return [
        _("{file}: {rows} rows, {new} new, {updated} updated, {duplicate} with nothing new, {refused} refused").format(
            file=report.file, rows=len(report.rows), new=report.count(Verdict.NEW),
            updated=report.count(Verdict.UPDATED),
            duplicate=report.count(Verdict.DUPLICATE), refused=report.count(Verdict.REFUSED),
        )
        for report in reports
    ]  # fmt: skip


def _refusals(reports: "Sequence[FileReport]") -> tuple[str, ...]:
    return tuple(
        _("{file}, row {row}: {reason}").format(file=report.file, row=refused["row"], reason=refused["reason"])
        for report in reports for refused in report.to_json()["refused"]
    )  # fmt: skip


def _code(reports: "Sequence[FileReport]") -> int:
    """A file of which nothing could be used is a problem; a refused row among others is told in the report."""
    from crm_desktop.import_export.verdicts import Verdict

    return (
        PROBLEM
        if any(report.rows and report.count(Verdict.REFUSED) == len(report.rows) for report in reports)
        else DONE
    )


def export_people(options: Namespace) -> Answer:
    """Write people to a file; its ending says the format."""
    from crm_desktop.import_export.export import export_people as write_people

    target = target_of(options)
    with profiles.reading(options) as store:
        ids = store.read(_chosen, options.ids, options.filter)
        with Stopper() as stopped:
            count = write_people(
                store, target, ids=ids, with_private=options.private, progress=Progress(_("Exporting …")),
                cancelled=stopped,
            )  # fmt: skip
    if target.suffix.casefold() == ".ics":
        line = ngettext("{n} event was written to {file}.", "{n} events were written to {file}.", count)
        return Answer({"file": str(target), "events": count}, (line.format(n=count, file=target),))
    line = ngettext("{n} person was written to {file}.", "{n} people were written to {file}.", count)
    return Answer({"file": str(target), "people": count}, (line.format(n=count, file=target),))


def _chosen(session: "Session", texts: list[str], words: str) -> list[str] | None:
    """The people named or let pass by the filter; None for everybody."""
    from crm_desktop.cli import ids

    if texts:
        return ids.people(session, texts)
    if not words.strip():
        return None
    from crm_desktop.features.customers.rules import parse_filter
    from crm_desktop.features.search.queries import people_ids

    wanted = parse_filter(words)
    if wanted.unknown:
        raise InvalidInput(
            "filter", _("The filter has words that mean nothing here: {words}").format(words=" ".join(wanted.unknown))
        )
    return people_ids(session, wanted, is_customer=None)
