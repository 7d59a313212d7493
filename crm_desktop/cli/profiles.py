"""Which profile a subcommand works on, and how it is opened."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, TypeVar

from crm_desktop.base.errors import KeyLost, NotFound, ProfileDamaged, Refused, UserError, WrongPassphrase
from crm_desktop.base.i18n import _
from crm_desktop.cli.output import Progress
from crm_desktop.cli.target import place_of

if TYPE_CHECKING:
    from argparse import Namespace

    from crm_desktop.store.salvage.saving import Damaged
    from crm_desktop.store.store import Store

Opened = TypeVar("Opened")


class CannotOpen(UserError):
    """The profile cannot be opened: exit status 2, whatever the reason."""


def folder_of(options: "Namespace") -> Path:
    """The folder of the profile: as said, else the one used last, else the default."""
    if options.profile is not None:
        if not options.profile.strip():  # a script's variable: another profile than was meant
            raise CannotOpen(_("“--profile” is empty: name the folder of the profile."))
        return place_of(options.profile)
    from crm_desktop.base import paths
    from crm_desktop.base.preferences import Preferences

    last = Preferences.load().text("profile")
    return Path(last) if last and Path(last).is_dir() else paths.default_profile()


@contextmanager
def reading(options: "Namespace") -> Iterator["Store"]:
    """The profile for a subcommand that only looks: another program may have it open at the same time."""
    with _closing(_open_to_read(folder_of(options))) as store:
        _refuse_locked(store)
        yield store


@contextmanager
def writing(
    options: "Namespace", *, create: bool = False, shut_out: bool = False, locked: bool = False
) -> Iterator["Store"]:
    """The profile for a subcommand that changes it; with `create` a missing one is made.

    With `shut_out` also one that waits for its end, because the shop has shut it out; with `locked` also one that has
    not met the shop for too long.
    """
    from crm_desktop.features.search.derived import DERIVERS
    from crm_desktop.store import store as stores

    folder = folder_of(options)
    if create and not _exists(folder):
        opened = _guarded(lambda: stores.Store.create(folder, passphrase=_new_passphrase(), derivers=DERIVERS))
    else:
        opened = _with_passphrase(
            folder,
            lambda secret: stores.Store.open(
                folder, passphrase=secret, derivers=DERIVERS, shut_out=shut_out, progress=_bringing_up()
            ),
        )
    with _closing(opened) as store:
        if not locked:
            _count_use(store)
        yield store


@contextmanager
def not_left(options: "Namespace", *, unless: Callable[[UserError], bool]) -> Iterator[bool]:
    """Whether the profile is a new one: it goes again if what it is for is refused, `unless` that may be of use."""
    from crm_desktop.store import opening

    folder = folder_of(options)
    is_new = not _exists(folder)
    before = _guarded(lambda: opening.Before.of(folder)) if is_new else None
    try:
        yield is_new
    except UserError as problem:
        if before is not None and folder.is_dir() and not unless(problem):
            with suppress(UserError):  # somebody else has opened it meanwhile
                before.back(opening.lock(folder))
        raise


def _count_use(store: "Store") -> None:
    """A day on which a command changes something is a day of use; one too many locks."""
    from crm_desktop.base import clock
    from crm_desktop.features.sync import glance

    today = clock.today()
    lease = store.look(glance.lease_of)
    if lease is not None and lease.used(today) != lease:
        from crm_desktop.features.sync import commands

        store.write("", commands.count_use)
    _refuse_locked(store)


def _refuse_locked(store: "Store") -> None:
    from crm_desktop.base import clock
    from crm_desktop.features.sync import glance

    if store.look(glance.is_locked, clock.today()):
        raise CannotOpen(
            _(
                "This laptop was used on many days without a sync, so its data is locked; nothing was erased. “sync” "
                "opens it, or “unlock” with a code from the manager."
            )
        )


@contextmanager
def looking(options: "Namespace") -> Iterator["Store"]:
    """Like `reading`, but a missing profile is looked at as an empty one that is gone afterwards."""
    from crm_desktop.store import store as stores

    if _exists(folder_of(options)):
        with reading(options) as store:
            yield store
        return
    from crm_desktop.features.search.derived import DERIVERS
    from crm_desktop.store import opening

    _guarded(lambda: opening.refuse_remains(folder_of(options)))
    with TemporaryDirectory() as place:
        empty = stores.Store.create(Path(place) / "profile", passphrase=None, derivers=DERIVERS)
        with _closing(empty) as store:
            yield store


def _exists(folder: Path) -> bool:
    from crm_desktop.store import store as stores

    try:
        return stores.exists(folder)
    except OSError:  # a name too long to be one
        return False


def _open_to_read(folder: Path) -> "Store":
    from crm_desktop.features.search.derived import DERIVERS
    from crm_desktop.store import store as stores

    def open_as_reader(secret: str | None) -> "Store":
        try:
            return stores.Store.open(folder, passphrase=secret, derivers=DERIVERS, read_only=True)
        except Refused:  # of an earlier version: opening it to write brings it up to date
            return stores.Store.open(folder, passphrase=secret, derivers=DERIVERS, progress=_bringing_up())

    return _with_passphrase(folder, open_as_reader)


def _bringing_up() -> Progress:
    return Progress(_("Bringing the profile up to this version:"))


def damaged(options: "Namespace") -> "Damaged":
    """A profile whose data is damaged, with its key."""
    from crm_desktop.store.salvage import saving

    folder = folder_of(options)
    return _with_passphrase(folder, lambda secret: saving.look(folder, secret))


def _with_passphrase(folder: Path, opening: Callable[[str | None], Opened]) -> Opened:
    """Open with the passphrase of the environment; ask for one where somebody sits at a terminal."""
    given = os.environ.get("CRM_PASSPHRASE") or None

    def first() -> Opened:
        return opening(given)

    if given is not None:
        return _guarded(first)
    try:
        return _guarded(first, through=WrongPassphrase)
    except WrongPassphrase as problem:
        if not at_terminal():
            raise CannotOpen(
                _("This profile has a passphrase. Give it as CRM_PASSPHRASE, or run this in a terminal.")
            ) from problem
        secret = _ask(_("Passphrase of the profile: "))
        return _guarded(lambda: opening(secret))


def _guarded(opening: Callable[[], Opened], *, through: type[UserError] | None = None) -> Opened:
    try:
        return opening()
    except UserError as problem:
        if through and isinstance(problem, through):
            raise
        if isinstance(problem, NotFound):
            raise CannotOpen(
                _("There is no profile in this folder. Name another with --profile, or make one by “demo” or “import”.")
            ) from problem
        if isinstance(problem, ProfileDamaged) and not isinstance(problem, KeyLost):
            raise CannotOpen(f"{problem} {_('“salvage” saves what can still be read.')}") from problem
        raise CannotOpen(str(problem)) from problem
    except OSError as problem:  # a folder that cannot be, as one inside a file
        from crm_desktop.store.connection import translated

        cannot = _("The profile folder cannot be written. Check the folder's permissions, then try again.")
        raise CannotOpen(str(translated(problem) or cannot)) from problem


def _new_passphrase() -> str | None:
    given = os.environ.get("CRM_PASSPHRASE")
    return (given or None) if given is not None or not at_terminal() else ask_twice()


def ask_twice() -> str | None:
    """A new passphrase typed twice; nothing when the profile is to open without asking."""
    while True:
        secret = _ask(_("New passphrase of the profile (empty: opens without asking): "))
        if not secret or secret == _ask(_("The same passphrase again: ")):
            return secret or None
        print(_("The two were not the same."), file=sys.stderr)


def _ask(question: str) -> str:
    from getpass import getpass

    try:
        return getpass(question)
    except EOFError:
        return ""


def at_terminal() -> bool:
    """Whether somebody can answer a question."""
    return sys.stdin is not None and sys.stdin.isatty()


@contextmanager
def _closing(store: "Store") -> Iterator["Store"]:
    try:
        yield store
    finally:
        store.close()
