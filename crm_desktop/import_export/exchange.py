"""Importing in one call, as the command line does it: any mixture of tables and cards, or one full copy."""

from collections.abc import Callable, Sequence
from pathlib import Path

from crm_desktop.base.errors import FileProblem
from crm_desktop.base.i18n import _
from crm_desktop.import_export.apply import apply_import
from crm_desktop.import_export.files import read_sources
from crm_desktop.import_export.full_copy_reading import import_full_copy, is_full_copy
from crm_desktop.import_export.mapping import guess_mapping
from crm_desktop.import_export.plan import preview
from crm_desktop.import_export.verdicts import ImportAs, ImportPreview, ImportReport
from crm_desktop.store.store import Store

Progress = Callable[[int, int], None]


def import_files(
    store: Store,
    paths: Sequence[str | Path],
    *,
    as_: ImportAs | str | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> ImportReport | ImportPreview:
    """Read, guess, judge and, unless it is a dry run, write. `.to_json()` of the answer is the command line's."""
    copies = [Path(path) for path in paths if is_full_copy(Path(path))]
    if copies:
        if len(paths) > 1:
            raise FileProblem(
                _(
                    "{file} is a full copy and is imported by itself. Import the other files afterwards. "
                    "Nothing was changed."
                ).format(file=copies[0].name)
            )
        return import_full_copy(store, copies[0], dry_run=dry_run, progress=progress, cancelled=cancelled)
    tables = read_sources(paths)
    mappings = [guess_mapping(table) for table in tables]
    planned = store.read(preview, tables, mappings, as_=as_)
    if dry_run:
        return planned
    return apply_import(store, planned, progress=progress, cancelled=cancelled)
