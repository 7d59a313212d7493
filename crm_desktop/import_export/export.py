"""People into files: .xlsx, .csv, .vcf of a selection or all, .json for everything.

A file appears whole or not at all.
"""

import csv
import os
import tomllib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import TextIO

from sqlalchemy.orm import Session

from crm_desktop.base import disk, paths
from crm_desktop.base.errors import FileProblem, ProfileProblem, UserError
from crm_desktop.base.i18n import _, language
from crm_desktop.features.team.queries import team
from crm_desktop.features.team.rules import owner_shown, sees_owners
from crm_desktop.import_export import card_writer, full_copy, sheet_writer
from crm_desktop.import_export.guard import guarded
from crm_desktop.import_export.people_out import PersonOut, count_out, people_out, private_among, shop_of, table_row
from crm_desktop.store.store import Store

Progress = Callable[[int, int], None]
FORMATS = (".xlsx", ".csv", ".vcf", ".ics", ".json")
OWNER = "owner"
"""The column that says whose a customer is, where the manager exports those of several consultants."""


class Cancelled(UserError):
    """The user stopped the export; no file was left."""


def export_people(
    store: Store,
    path: Path,
    *,
    ids: Sequence[str] | None = None,
    with_private: bool = False,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> int:
    """Write these people, or everybody, in the format of the file's ending; returns how many.

    .json is the full copy of the profile and takes no selection; .ics is what is planned and due with them.
    Private contacts, and what is private of others, go only into the full copy, or with `with_private`.
    """
    ending = path.suffix.casefold()
    if ending not in FORMATS:
        raise FileProblem(
            _(
                "{file} has no ending that can be exported to. Use .xlsx, .csv, .vcf, .ics or .json. "
                "Nothing was written."
            ).format(file=path.name)
        )
    if ending == ".json" and ids is not None:
        raise FileProblem(_("A .json export is a full copy and takes no selection. Use .xlsx, .csv or .vcf."))
    watch = _Watch(progress, cancelled)
    with store.reader() as read, _whole_file(path) as part:
        if ending == ".json":
            return int(read(full_copy.write_copy, part, watch.step))
        if ending == ".ics":
            from crm_desktop.import_export.calendar_writer import write_calendar

            return int(read(write_calendar, part, ids, with_private=with_private))
        return int(read(_write_people, part, ending, ids, watch, with_private=with_private))


class _Watch:
    """Tells how far it is, and stops when the user says so."""

    def __init__(self, progress: Progress | None, cancelled: Callable[[], bool] | None) -> None:
        self._progress, self._cancelled = progress, cancelled

    def step(self, done: int, total: int) -> None:
        if self._cancelled is not None and self._cancelled():
            raise Cancelled(_("The export was stopped. No file was written."))
        if self._progress is not None:
            self._progress(done, max(done, total))


def _write_people(
    session: Session, part: Path, ending: str, ids: Sequence[str] | None, watch: _Watch, *, with_private: bool
) -> int:
    total, count = count_out(session, ids), 0
    if not with_private:
        total -= _without_private(session, ids, total)

    def watched() -> Iterator[PersonOut]:
        nonlocal count
        for person in people_out(session, ids, with_private=with_private):
            if count % 200 == 0:
                watch.step(count, total)
            count += 1
            yield person

    shop, known = shop_of(session), team(session)
    headers = export_headers() | ({OWNER: _("Consultant")} if sees_owners(known.me) else {})

    def cells() -> Iterator[dict[str, str]]:
        for person in watched():
            yield table_row(person, shop) | {OWNER: owner_shown(known, person.contact["owner"])}

    if ending == ".vcf":
        with part.open("w", encoding="utf-8", newline="") as file:
            for person in watched():
                file.write(card_writer.card_text(person, shop, blobs=session.info["blobs"]))
    elif ending == ".csv":
        with part.open("w", encoding="utf-8-sig", newline="") as file:
            _write_csv(file, headers, cells())
    else:
        sheet_writer.write_sheet(part, headers, cells())
    watch.step(count, count)
    return count


def _without_private(session: Session, ids: Sequence[str] | None, total: int) -> int:
    """How many stay here; a sentence when that is everybody."""
    hidden = len(private_among(session, ids))
    if hidden and hidden >= (total if ids is None else len(frozenset(ids))):
        raise FileProblem(
            _("All of these people are private, so nothing was written. Say that private contacts go too, or make "
              "them shop customers first.")
        )  # fmt: skip
    return hidden


def _write_csv(file: TextIO, headers: dict[str, str], rows: Iterator[dict[str, str]]) -> None:
    writer = csv.writer(file)
    writer.writerow(headers.values())
    for row in rows:
        writer.writerow([guarded(row[key]) for key in headers])


@lru_cache
def _headers(code: str) -> dict[str, str]:
    text = (paths.resources() / "content" / code / "export_headers.toml").read_text(encoding="utf-8")
    return {key: str(header) for key, header in tomllib.loads(text).items()}


def export_headers() -> dict[str, str]:
    """The headers of exported tables in the language of the moment, in order."""
    return _headers(language())


@contextmanager
def _whole_file(path: Path) -> Iterator[Path]:
    """A file beside the wanted one that takes its place when it is complete."""
    part = path.with_name(f".{path.name}.part")
    try:
        yield part
        os.replace(part, path)
    except (OSError, ProfileProblem) as problem:
        # The store takes any full disk for its own.
        error = problem.__cause__ if isinstance(problem, ProfileProblem) else problem
        if not isinstance(error, OSError):
            raise
        raise FileProblem(
            _("{file} cannot be written: {reason}. Choose another folder or free some space, then try again.").format(
                file=path.name, reason=disk.why(error)
            )
        ) from error
    finally:
        with suppress(OSError):  # no folder, or a name too long: there is none
            part.unlink(missing_ok=True)
