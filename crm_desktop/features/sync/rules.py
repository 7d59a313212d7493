"""Sync in sentences: why a session ended, why a change was not taken, what an enrolment code is."""

from typing import TYPE_CHECKING

from crm_desktop.base import disk
from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _, ngettext
from crm_desktop.base.preferences import SAVES_DATA
from crm_desktop.features.contacts.rules.words import field_name, record_name
from crm_desktop.features.sync.records import ConflictKind, SyncStopped
from sync import protocol
from sync.client import blobs, errors
from sync.client.errors import (
    Braked,
    Busy,
    DeviceRevoked,
    NotEnrolled,
    Offline,
    ServerProblem,
    SyncProblem,
    TooOld,
    UpdateNeeded,
)
from sync.core.brakes import EMPTY, Brake

if TYPE_CHECKING:
    from crm_desktop.base.preferences import Preferences
    from sync.client.enrolment import BadCode, Code

HOUR, DAY = 60, 24 * 60
"""In minutes."""
RUNNING, NOT_ENROLLED, REVOKED, UPDATE, SERVER = "running", "not enrolled", "revoked", "update", "server"
TOO_OLD = "too old"
DISK, KEY = "disk", "key"
"""This laptop's own: its disk is full, or the key that makes it itself cannot be kept."""
COMPANIONS = {
    ("contact_way", "value"): ("normal",), ("vehicle", "plate"): ("plate_normal",),
    ("vehicle", "mileage"): ("mileage_on",), ("contact", "consent"): ("consent_on",),
}  # fmt: skip
"""Columns that say the same as another one in another form: they are decided with it, and have no card of their own."""
SILENT = tuple(sorted({column for columns in COMPANIONS.values() for column in columns}))
CLOCK_MINUTES = 5


def problem(stopped: SyncProblem) -> SyncStopped:
    """Why a session ended early, in words."""
    if isinstance(stopped, Busy):
        sentence = _("The shop's server has much to do and asks to come back later. Your changes are safe here.")
        return SyncStopped(errors.BUSY, sentence, stopped.retry_after)
    if isinstance(stopped, Offline):
        return SyncStopped(stopped.reason, _offline(stopped.reason))
    if isinstance(stopped, DeviceRevoked):
        return SyncStopped(REVOKED, _("The shop has shut this laptop out. Ask your manager."))
    if isinstance(stopped, Braked):
        return SyncStopped(stopped.brake.reason, _braked(stopped.brake))
    if isinstance(stopped, NotEnrolled):
        return SyncStopped(NOT_ENROLLED, _(
            "The shop's server does not know this laptop. Your changes are safe here. Ask your manager for a new code."
        ))  # fmt: skip
    if isinstance(stopped, UpdateNeeded):
        return SyncStopped(UPDATE, _(
            "The shop's server needs a newer version of this program. Your changes are handed in, and you can go on "
            "working; nothing new comes down until it is updated."
        ))  # fmt: skip
    if isinstance(stopped, TooOld):
        return SyncStopped(TOO_OLD, _(
            "This program is too old for the shop's server and has to be updated. Your changes are safe here and go "
            "up then; you can go on working."
        ))  # fmt: skip
    status = stopped.status if isinstance(stopped, ServerProblem) else 0
    if isinstance(stopped, ServerProblem) and stopped.code == protocol.FULL:
        return SyncStopped(SERVER, _(
            "The disk of the shop's server is full. Your changes are safe here and go up later. Tell whoever looks "
            "after the server."
        ))  # fmt: skip
    if isinstance(stopped, ServerProblem) and stopped.code == protocol.AHEAD:
        return SyncStopped(SERVER, _(
            "The shop's server is older than what this laptop knows: its data came back from a backup. Your changes "
            "are safe here. Tell whoever looks after the server: it has to be told of the restore."
        ))  # fmt: skip
    return SyncStopped(SERVER, _(
        "The shop's server could not do this (answer {status}). Your changes are safe here. Tell whoever looks after "
        "the server."
    ).format(status=status))  # fmt: skip


def _offline(reason: str) -> str:
    return {
        errors.TIMEOUT: _("The shop's server did not answer in time. Your changes are safe here and go up next time."),
        errors.CERTIFICATE: _(
            "This is not the shop's server: its certificate is another one. Nothing was sent. Are you in a strange "
            "network? If the shop has a new certificate, your manager's new code connects this laptop again."
        ),
        errors.NOT_THE_SERVER: _(
            "Something else answered in place of the shop's server, perhaps the log-in page of this network. Nothing "
            "was sent."
        ),
        errors.OTHER_SERVER: _(
            "A server answered that keeps another shop's data. Nothing was sent. Tell whoever looks after the server."
        ),
        errors.DAMAGED: _("What the shop's server said did not arrive whole. Your changes are safe here; try again."),
    }.get(reason) or _("The shop's server cannot be reached. Your changes are safe here and go up next time.")


def _braked(brake: Brake) -> str:
    if brake.reason == EMPTY:
        return _(
            "The shop's server has no record for you any more, and this laptop holds {n} of it. Nothing was changed. "
            "Perhaps all your customers went to a colleague, or the server lost its data: ask your manager. Only if "
            "that is meant, sync again and confirm it."
        ).format(n=f"{brake.rows:,}")
    return _(
        "{n} of {of} records ({what}) would leave this laptop. Nothing of them was changed. If that is meant, sync "
        "again and confirm it."
    ).format(n=f"{brake.rows:,}", of=f"{brake.of:,}", what=record_name(brake.table))


def saves_data(preferences: "Preferences") -> bool:
    """Whether this device is on a network that costs: only thumbnails travel, and what somebody opens."""
    return bool(preferences.get(SAVES_DATA, False))


def files_said(up: int, down: int) -> list[str]:
    """How many attachments were carried, in a sentence for each direction; none for nothing."""
    said = []
    if up:
        said.append(ngettext("{n} file went up", "{n} files went up", up).format(n=f"{up:,}"))
    if down:
        said.append(ngettext("{n} file came down", "{n} files came down", down).format(n=f"{down:,}"))
    return said


def file_problem(kind: str, count: int) -> str:
    """Why attachments were not carried, as a sentence."""
    if kind == blobs.TOO_LARGE:
        return ngettext(
            "{n} file is larger than the {limit} MB the shop's server takes. It stays on this laptop.",
            "{n} files are larger than the {limit} MB the shop's server takes. They stay on this laptop.", count,
        ).format(n=f"{count:,}", limit=protocol.MOST_BLOB_BYTES // 2**20)  # fmt: skip
    if kind == blobs.FULL:
        return _(
            "The disk of the shop's server is full, so no file goes up. They are safe here and go up later. "
            "Tell whoever looks after the server."
        )
    return ngettext(
        "{n} file is not what it was when it was added, so it was not taken. The next sync tries again.",
        "{n} files are not what they were when they were added, so they were not taken. The next sync tries again.",
        count,
    ).format(n=f"{count:,}")  # fmt: skip


def running() -> SyncStopped:
    """Two sessions at a time would be one too many."""
    return SyncStopped(RUNNING, _("A sync is under way already."))


def not_enrolled() -> SyncStopped:
    """A profile that works on its own has nobody to sync with."""
    return SyncStopped(NOT_ENROLLED, _("This profile is not connected to a shop. Enrol it with a code first."))


def disk_full(*, of_files: bool = False) -> SyncStopped:
    """No room here for what comes, or for what is noted of what went."""
    return SyncStopped(DISK, _(
        "The disk of this laptop is full, so not every file was carried. The files here are safe, and what came until "
        "now stays. Free some space; the next sync goes on from there."
    ) if of_files else _(
        "The disk of this laptop is full, so the sync stopped early. Your changes are safe here, and what came until "
        "now stays. Free some space, then sync again."
    ))  # fmt: skip


def key_not_kept(problem: OSError) -> SyncStopped:
    """Neither the key store nor a file takes what makes this laptop itself."""
    if disk.is_full(problem):
        return SyncStopped(DISK, _(
            "The disk of this laptop is full, so its key cannot be kept, and nothing was sent. Your changes are safe "
            "here. Free some space, then try again."
        ))  # fmt: skip
    return SyncStopped(KEY, _(
        "This laptop's key cannot be kept: {reason}. Nothing was sent, and your changes are safe here. Put that right, "
        "then try again."
    ).format(reason=disk.why(problem)))  # fmt: skip


def no_key() -> SyncStopped:
    """The profile is there, the key is not: a copy on another machine, or a locked key store."""
    return SyncStopped(NOT_ENROLLED, _(
        "This laptop's key is not here: the key store is locked, or the profile came from another machine. Unlock it, "
        "or enrol this laptop with a new code. Your changes are safe here."
    ))  # fmt: skip


def read_code(text: str) -> "Code":
    """What an enrolment code says; raises UserError with what is wrong with it."""
    # Not above: a laptop on its own needs none of the libraries of the wire.
    from sync.client import enrolment
    from sync.client.enrolment import BadCode

    try:
        return enrolment.parse(text)
    except BadCode as bad:
        raise code_problem(bad) from bad


def code_problem(bad: "BadCode") -> UserError:
    """What is wrong with an enrolment code, and what to do."""
    from sync.client import enrolment

    return UserError({
        enrolment.NOT_A_CODE: _("This is not an enrolment code. Copy the whole code your manager gave you."),
        enrolment.CUT: _("A part of this code is missing. Copy the whole of it, to the last character."),
        enrolment.OTHER_VERSION: _("This code is of another version of the program. Update this one, then try again."),
        enrolment.UNSAFE: _("This code leads to an address without encryption. Nothing was sent. Ask for another one."),
        enrolment.EXPIRED: _("This code has run out: it holds for 15 minutes. Ask your manager for a new one."),
        enrolment.USED: _("This code was used already, and works once only. Ask your manager for a new one."),
        enrolment.UNKNOWN: _("The shop's server does not know this code. Ask your manager for a new one."),
    }[bad.reason])  # fmt: skip


def happened(kind: ConflictKind, lost_author: str, kept_author: str) -> str:
    """What happened between two people, as a sentence."""
    sentence = {
        ConflictKind.FIELD: _("{kept} and {lost} changed this at the same time."),
        ConflictKind.RESURRECTED: _("{kept} removed this while {lost} was changing it. It is here again."),
        ConflictKind.REFUSED_DELETE: _("{lost} removed this without having seen what {kept} changed. It stayed."),
    }[kind]
    nobody = _("Somebody")
    return sentence.format(kept=kept_author or nobody, lost=lost_author or nobody)


def asked(op: str) -> str:
    """What a parked change wanted."""
    return {
        "I": _("Added"), "U": _("Changed"), "M": _("Handed over"), "D": _("Removed"), "R": _("Brought back"),
        "P": _("Erased"),
    }.get(op, op)  # fmt: skip


def not_taken(reason: str, table: str) -> str:
    """Why the server could not take a change."""
    known = {
        "access": _("This customer belongs to somebody else now, or only a manager may change this."),
        "purged": _("This was erased for good in the meantime."),
        "unknown row": _("The server does not have this record yet. The change is made as soon as it arrives."),
        "unknown root": _("The server does not have this person yet. The change is made as soon as it arrives."),
        "unknown table": _("The shop's server is of an older version and does not know this kind of record."),
        "row is too large": _("This would be more than one entry may hold. Shorten its texts, then try again."),
        "uid used twice": _("The server has another change under the same number. The manager can see both."),
        "damaged": _("The change did not arrive whole."),
        "revoked": _("The laptop this was made on was shut out before it had sent it."),
    }.get(reason)
    if known:
        return known
    column, told, ending = reason.partition(" ")
    if told and ending == "is too long":
        return _("“{field}” is too long. Shorten it and try again.").format(field=field_name(table, column))
    if told and ending == "cannot follow":
        return _("“{field}” was moved on in the meantime; this step no longer follows.").format(
            field=field_name(table, column)
        )
    return _("The server could not take it: {reason}.").format(reason=reason)


def comes_along(name: str) -> str:
    """Of what hangs on a person who waits too."""
    return _("Take in {name} first: this comes along then.").format(name=name)


def brings() -> str:
    """Of a person who waits to be taken in."""
    return _("Everything else that waits here of this person is taken in as well.")


def too_long(field: str, length: int) -> str:
    """Why a record stays here until it is shortened."""
    return _(
        "“{field}” holds {n} characters: too much to go to the shop in one piece. It is safe here; shorten it, and it "
        "goes up with the next sync."
    ).format(field=field, n=f"{length:,}")


def not_shown(reason: str) -> str:
    """Why something that came down is no record here."""
    if reason == "no root":
        return _("The person this belongs to is not here yet. It becomes a record as soon as the person arrives.")
    return _(
        "A newer version of the program wrote this, and this one cannot show it as a record. It is kept as it came, "
        "and becomes one when the program is updated."
    )


def put_right() -> str:
    """Why a value stands on the list that nobody changed in the program."""
    return _(
        "This was not what the shop has, though nothing here had changed it: a fault of a disk, or another program. "
        "The shop's value holds again; what stood here is kept below."
    )


def lost_at_both_ends(count: int, since: str, until: str) -> str:
    """What came back from a copy on both sides, and between which moments it was made."""
    return ngettext(
        "{n} change made here between {since} and {until} is lost: this laptop and the shop's server both came back "
        "from a copy that is older.",
        "{n} changes made here between {since} and {until} are lost: this laptop and the shop's server both came back "
        "from copies that are older.",
        count,
    ).format(n=count, since=since, until=until)


def before_lock(days: int) -> str:
    """How near the lock is of a laptop that was not synced for long, and what keeps it away."""
    if not days:
        return _("From the next day of use on this laptop is locked until it syncs. One sync keeps it open.")
    return ngettext(
        "After {n} more day of use without a sync this laptop locks itself. One sync keeps it open.",
        "After {n} more days of use without a sync this laptop locks itself. One sync keeps it open.", days,
    ).format(n=days)  # fmt: skip


def minutes_off(server_time: float, mine: float) -> int:
    """How many minutes this laptop's clock is ahead of the server's (negative: behind); 0 while that is harmless."""
    off = round((mine - server_time) / 60)
    return off if server_time and abs(off) >= CLOCK_MINUTES else 0


def clock_off(minutes: int) -> str:
    """The warning about a wrong clock, in a unit that can be pictured."""
    off = abs(minutes)
    if off < 2 * HOUR:
        time = ngettext("{n} minute", "{n} minutes", off).format(n=off)
    elif off < 2 * DAY:
        hours = round(off / HOUR)
        time = ngettext("{n} hour", "{n} hours", hours).format(n=hours)
    else:
        days = round(off / DAY)
        time = ngettext("{n} day", "{n} days", days).format(n=days)
    told = _("This laptop's clock is {time} off. Put it right, or your entries carry wrong times; sync does not mind.")
    return told.format(time=time)
