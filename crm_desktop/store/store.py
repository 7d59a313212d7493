"""Store: read(), write(), undo(), redo(). The only way to the data.

A file that is as this version left it opens with the driver alone; SQLAlchemy and the connection for writing come with
the first read or write that needs them, at the latest with `get_ready`. So the first page need not wait for them.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from crm_desktop.base.errors import DiskFull, Refused
from crm_desktop.base.i18n import _
from crm_desktop.store import backup, bulk_load, check, derived, journal, keys, loose, migrate, opening, undo, wipe
from crm_desktop.store.blobs import Blobs
from crm_desktop.store.connection import connect, known_errors, write_little, write_much
from crm_desktop.store.derived import Deriver, Progress
from crm_desktop.store.journal import Step
from crm_desktop.store.long_step import Change, LongPart, LongStep, WriteLock
from crm_desktop.store.plain import Plain

if TYPE_CHECKING:
    from filelock import FileLock
    from sqlalchemy import Connection, Engine
    from sqlalchemy.orm import Session

    from crm_desktop.store.replica.enrolment import Enrolment
    from crm_desktop.store.replica.replica import Options, Replica, TokenKeeper
    from crm_desktop.store.replica.state import State

P = ParamSpec("P")
R = TypeVar("R")
Seen = dict[tuple[str, str], int]


def exists(profile: Path) -> bool:
    """True when a profile lives in this folder."""
    return (profile / "data.db").exists()


class Store:
    """One open profile. Reads and writes may come from any thread; each waits for its own lock only."""

    def __init__(self, profile: Path, key: bytes, *, derivers: Sequence[Deriver], lock: "FileLock | None") -> None:
        self.profile = profile
        self.blobs = Blobs(profile / "blobs.db", key, read_only=lock is None)
        self.derivers = tuple(derivers)
        self._key = key
        self._file_lock = lock
        self._raw_reader = connect(profile / "data.db", key, read_only=True)
        self._reader: Engine | None = None
        self._writer: Engine | None = None
        self._write_lock = WriteLock()
        self._read_lock = threading.Lock()
        self._user: str | None = None
        self.shut_out: wipe.Order | None = None  # an order to end this profile: nothing is written from then on
        self._callbacks: list[Callable[[Change], None]] = []

    @classmethod
    def create(
        cls, profile: Path, *, passphrase: str | None, derivers: Sequence[Deriver], in_keyring: bool = False
    ) -> "Store":
        """Make a new profile in a folder that has none and open it."""
        if exists(profile):
            raise Refused(_("There is a profile in this folder already. Open it, or choose another folder."))
        with opening.no_room_to_make(), known_errors(profile), opening.making(profile) as lock:
            opening.refuse_remains(profile)
            key = keys.create_key(profile, passphrase=passphrase, in_keyring=in_keyring)
            opening.create_file(profile, key, derivers)
            return cls(profile, key, derivers=derivers, lock=lock)

    @classmethod
    def open(
        cls, profile: Path, *, passphrase: str | None, derivers: Sequence[Deriver], read_only: bool = False,
        shut_out: bool = False, progress: Progress | None = None,
    ) -> "Store":
        """Open a profile. Where a new version computes anew what is derived, `progress` hears how far that is.

        Raises NotFound (no profile here), WrongPassphrase, ProfileLocked (another process writes), ProfileDamaged,
        ProfileTooNew; ProfileWiped, or unless `shut_out` ProfileShutOut, when the shop has shut it out. The data is
        untouched whatever is raised. `read_only` needs no lock.
        """
        opening.require(profile)
        with opening.no_room_to_open(), known_errors(profile):
            order = wipe.check(profile, may_wait=shut_out)
            key = keys.load_key(profile, passphrase)
            if read_only:
                return cls(profile, key, derivers=derivers, lock=None)._up_to_date()
            lock = opening.lock(profile)
            try:
                store = cls(profile, key, derivers=derivers, lock=lock)._up_to_date(progress)
                store.shut_out = order
                return store
            except BaseException:
                lock.release()
                raise

    def _up_to_date(self, progress: Progress | None = None) -> "Store":
        try:
            if not self._look(opening.is_current, self.derivers):
                if self.read_only:
                    raise Refused(_("This profile must be updated first. Start the program once, then try again."))
                self.get_ready(progress)
        except BaseException:
            self._raw_reader.close()
            raise
        return self

    def get_ready(self, progress: Progress | None = None) -> None:
        """Load what reading and writing need, and see that the file is as this version wants it; then both are quick.

        Raises what `open` raises. What a page read before is announced as changed when something had to be mended.
        """
        if self._file_lock is None:
            return
        with self._write_lock, known_errors(self.profile):
            if self._writer is None:
                found = self.look(migrate.revision)
                self._writer, mended = opening.open_writer(self.profile, self._key, found, self.derivers, progress)
                if mended:
                    self._announce(Change(0, "", frozenset(undo.columns())))

    def close(self) -> None:
        """Close the file and give the lock back. Closing twice is allowed."""
        with self._write_lock, self._read_lock:
            if self._reader is not None:
                self._reader.dispose()
            self._raw_reader.close()
            if self._writer is not None:
                # Nothing is lost with it, and what comes after it lets another program in.
                with suppress(DiskFull), known_errors(self.profile), self._writer.connect() as connection:
                    connection.exec_driver_sql("PRAGMA optimize")
                self._writer.dispose()
            self.blobs.close()
            if self._file_lock is not None:
                self._file_lock.release()

    @property
    def read_only(self) -> bool:
        """True when another process holds the profile and this one may only look."""
        return self._file_lock is None

    # -- the two verbs ---------------------------------------------------------------------------------------------

    def read(self, query: "Callable[Concatenate[Session, P], R]", /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a query on the read-only connection and return its records."""
        with self._read_lock, known_errors(self.profile), self._session(self._read_engine()) as session:
            return query(session, *args, **kwargs)

    def look(self, query: Callable[Concatenate[Plain, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a query in plain SQL on the same connection: it does not wait for SQLAlchemy."""
        with self._read_lock, known_errors(self.profile):
            return self._look(query, *args, **kwargs)

    def _look(self, query: Callable[Concatenate[Plain, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        self._raw_reader.execute("BEGIN")
        try:
            return query(Plain(self._raw_reader, {"blobs": self.blobs}), *args, **kwargs)
        finally:
            if self._raw_reader.in_transaction:
                self._raw_reader.execute("COMMIT")

    @contextmanager
    def reader(self) -> Iterator[Callable[..., Any]]:
        """A read-only connection of its own for heavy reads (export, insights), so that lists never wait for them."""
        from crm_desktop.store.engine import apart

        with apart(self.profile / "data.db", self._key) as engine:

            def read(query: Callable[..., R], /, *args: Any, **kwargs: Any) -> R:
                with known_errors(self.profile), self._session(engine) as session:
                    return query(session, *args, **kwargs)

            yield read

    def write(self, label: str, command: Callable[..., R], /, *args: Any, seen: Seen | None = None, **kwargs: Any) -> R:
        """Run a command: one transaction, one undo step, one announcement. If it raises, nothing is left.

        `seen` holds the `row_seq` that edited records had on the page: {(table, id): row_seq}.
        """
        return self._write(label, "do", None, lambda session: command(session, *args, **kwargs), seen=seen)

    @contextmanager
    def long_step(self, label: str) -> Iterator[LongStep]:
        """Several transactions under one undo step, for imports: other writes may come between them."""
        with self._write_lock, self._transaction() as session:
            step = journal.begin_step(session.connection(), label=label)
            journal.end_step(session.connection(), step, keep_empty=True)
            write_much(session.connection())
        try:
            yield LongStep(self, step, label)
        finally:
            with self._write_lock, self._transaction() as session:
                write_little(session.connection())
                journal.end_step(session.connection(), step)

    @contextmanager
    def _part(self, step: int, label: str) -> Iterator[LongPart]:
        """A transaction that goes on with a step."""
        self._write_lock.let_others()
        part = LongPart(self._write_lock)
        with self._write_lock, self._transaction() as session:
            journal.resume_step(session.connection(), step)
            part.run = partial(self._inside, session, step, label)
            yield part
            journal.end_step(session.connection(), step, keep_empty=True)
        for change in part.changes:
            self._announce(change)

    # -- undo ------------------------------------------------------------------------------------------------------

    def undo(self) -> Step | None:
        """Take the last step back, as a new change. None: nothing to undo; raises Refused when it changed since."""
        return self._invert(journal.last_undoable, "undo")

    def redo(self) -> Step | None:
        """Take the last undo back, unless something new was done since."""
        return self._invert(journal.last_redoable, "redo")

    def undo_step(self, step: int) -> Step | None:
        """Take one particular step back (a merge, an import); None when it is undone already."""
        return self._invert(lambda connection: journal.step_of(connection, step), "undo")

    def peek_undo(self) -> Step | None:
        """What Undo would take back now."""
        return self.read(lambda session: journal.last_undoable(session.connection()))

    def peek_redo(self) -> Step | None:
        """What Redo would bring back now."""
        return self.read(lambda session: journal.last_redoable(session.connection()))

    def _invert(self, find: "Callable[[Connection], Step | None]", kind: str) -> Step | None:
        target: list[Step] = []

        def command(session: "Session") -> None:
            connection = session.connection()
            undo.invert(connection, target[0].id)
            undo.mark_undone(connection, target[0].id, int(session.info["step"]))

        with self._write_lock:
            with self._transaction() as session:
                found = find(session.connection())
            if found is None:
                return None
            target.append(found)
            self._write(found.label, kind, found.id, command)
        return found

    # -- care of the file --------------------------------------------------------------------------------------------

    def check(self) -> list[str]:
        """What is wrong with file, journal, index and attachments, as sentences; empty when all is well."""
        self.settle()
        self._settle()
        return check.problems(self.reader, self.blobs, self.derivers)

    def _settle(self) -> None:
        """Move the log into the file: a crash may have left a page half moved, which is whole in the log."""
        with self._read_lock, known_errors(self.profile), self._read_engine().connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(PASSIVE)")
            connection.exec_driver_sql("BEGIN")

    def rebuild_derived(self) -> None:
        """Compute list cache and search index anew."""
        with self._write_lock, self._transaction() as session:
            for deriver in self.derivers:
                derived.rebuild(session.connection(), deriver)

    def settle(self, cancelled: Callable[[], bool] | None = None) -> int:
        """Work off what a change of rules made stale for very many people, in short transactions. Returns how many."""
        done, count = 0, 1
        while count and not self.read_only and not (cancelled and cancelled()):
            with self._write_lock, self._transaction() as session:
                count = derived.work_off(session.connection(), self.derivers)
            done += count
        if done:
            self._announce(Change(0, "", frozenset({"setting"})))
        loose.let_go(self)
        return done

    def load_in_bulk(self, label: str, load: "Callable[[Session], R]") -> R:
        """Load very many rows without triggers, then journal and derive them in one go; all or nothing.

        For a demo profile. Not undoable: the step is marked as loaded.
        """
        with self._write_lock, self._transaction() as session:
            step, result = bulk_load.load(session, label, load, self.derivers)
        self._announce(Change(step, label, frozenset(undo.columns())))
        return result

    def change_passphrase(self, passphrase: str | None) -> None:
        """From now on this passphrase opens the profile (None: it opens without asking)."""
        with known_errors(self.profile):
            keys.change_passphrase(self.profile, self._key, passphrase)

    def move_to_keyring(self) -> None:
        """From now on the system's key store opens the profile."""
        with known_errors(self.profile):
            keys.move_to_keyring(self.profile, self._key)

    def back_up(self, reason: str = "manual") -> Path:
        """Make a verified copy in the profile's backups folder."""
        return backup.copy_before(self.profile, self._key, reason)

    # -- the shop ----------------------------------------------------------------------------------------------------

    def replica(self, tokens: "TokenKeeper", options: "Options | None" = None) -> "Replica":
        """This file as one laptop's copy of the shop, for a session of sync."""
        from crm_desktop.store.replica.replica import Replica

        return Replica(self, tokens, options)

    def sync_state(self) -> "State":
        """Whose laptop this is, of which shop, and where it stands; empty before it is enrolled."""
        from crm_desktop.store.replica import state

        return self.look(state.of)

    def enrol(self, told: "Enrolment") -> None:
        """From now on this file belongs to a user of a shop: all that is here is his."""
        from crm_desktop.store.replica import enrolment

        with self._write_lock, self._transaction() as session:
            self._user = enrolment.enrol(session.connection(), told)
            derived.drain(session.connection(), self.derivers)
        self.settle()
        self._announce(Change(0, "", frozenset(undo.columns())))

    def on_change(self, callback: Callable[[Change], None]) -> None:
        """Call back after each committed change, on the thread that wrote."""
        self._callbacks.append(callback)

    # -- inside ------------------------------------------------------------------------------------------------------

    def _write(
        self, label: str, kind: str, undo_of: int | None, command: "Callable[[Session], R]", *, seen: Seen | None = None
    ) -> R:
        with self._write_lock, self._transaction() as session:
            step = journal.begin_step(session.connection(), label=label, kind=kind, undo_of=undo_of)
            result, change = self._inside(session, step, label, command, seen)
            journal.end_step(session.connection(), step, keep_empty=kind != "do")
        self._announce(change)
        return result

    def _inside(
        self, session: "Session", step: int, label: str, command: "Callable[[Session], R]", seen: Seen | None
    ) -> tuple[R, Change]:
        connection = session.connection()
        session.info["step"] = step
        if seen:
            from crm_desktop.store.replica import state
            journal.note_seen(connection, seen, state.counted(connection.connection.driver_connection))
        result = command(session)
        session.flush()
        tables = set(connection.exec_driver_sql("SELECT DISTINCT tbl FROM derived_stale").scalars())
        roots = derived.drain(connection, self.derivers)
        return result, Change(step, label, frozenset(tables | session.info.get("touched", set())), roots)

    @contextmanager
    def _transaction(self) -> "Iterator[Session]":
        with known_errors(self.profile), self._session(self._may_write()) as session, session.begin():
            if self._user is None:
                self._user = journal.user_of(session.connection())
            session.info["user"] = self._user
            yield session

    def _may_write(self) -> "Engine":
        """What is written with; raises why nothing may be."""
        if self.read_only:
            raise opening.only_looked_at()
        if self.shut_out is not None:
            raise wipe.refusal()
        self.get_ready()
        assert self._writer is not None
        return self._writer

    def _read_engine(self) -> "Engine":
        if self._reader is None:
            from crm_desktop.store.engine import engine_over

            self._reader = engine_over(lambda: self._raw_reader, read_only=True)
        return self._reader

    def _session(self, engine: "Engine") -> "Session":
        from sqlalchemy.orm import Session

        return Session(engine, expire_on_commit=False, info={"blobs": self.blobs})

    def _announce(self, change: Change) -> None:
        if change.tables:
            for callback in self._callbacks:
                callback(change)
