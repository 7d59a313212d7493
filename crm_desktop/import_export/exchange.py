"""Importing in one call, with every guess taken as it is."""

from collections.abc import Callable, Sequence
from pathlib import Path

from crm_desktop.features.settings.queries import custom_fields
from crm_desktop.import_export.apply import apply_import
from crm_desktop.import_export.files import read_sources
from crm_desktop.import_export.mapping import guess_mapping
from crm_desktop.import_export.plan import preview
from crm_desktop.import_export.verdicts import ImportAs, ImportPreview, ImportReport
from crm_desktop.store.store import Store

Progress = Callable[[int, int], None]


def preview_files(store: Store, paths: Sequence[str | Path], *, as_: ImportAs | str | None = None) -> ImportPreview:
    """Read, guess and judge."""
    tables = read_sources(paths)
    own = store.read(custom_fields)
    return store.read(preview, tables, [guess_mapping(table, own) for table in tables], as_=as_)


def import_files(
    store: Store, paths: Sequence[str | Path], *, as_: ImportAs | str | None = None, progress: Progress | None = None
) -> ImportReport:
    """Read, guess, judge and write."""
    return apply_import(store, preview_files(store, paths, as_=as_), progress=progress)
