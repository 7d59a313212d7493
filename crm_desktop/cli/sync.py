"""enrol, sync, conflicts: this profile and the shop's server."""

import sys
from argparse import Namespace
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from crm_desktop.base.errors import Refused, UserError
from crm_desktop.base.i18n import _, ngettext
from crm_desktop.base.preferences import Preferences
from crm_desktop.cli import profiles
from crm_desktop.cli.output import DONE, PROBLEM, Answer
from crm_desktop.features.demo.commands import is_demo
from crm_desktop.features.sync import commands, queries, rules
from crm_desktop.features.sync.records import DONE as SETTLED
from crm_desktop.features.sync.records import OPEN, ConflictCard, Enrolment, Left, ParkedCard, SyncStopped
from crm_desktop.features.sync.rules import saves_data

if TYPE_CHECKING:
    from crm_desktop.store.store import Store
    from sync.client.blobs import Carried

SHORT = 8
"""So much of a card's id tells it from all others."""
TOLD = ("sent", "received", "conflicts", "parked", "requests", "bytes_up", "bytes_down", "seconds")


def enrol(options: Namespace) -> Answer:
    """Connect the profile to a shop."""
    rules.read_code(options.code)  # before a profile is made for what is no code
    with profiles.not_left(options, unless=commands.may_be_taken) as is_new:
        done = _enrol(options, is_new=is_new)
    lines = [_("This profile is connected to {shop}; it is {user}'s.").format(shop=done.shop_name, user=done.user)]
    complaints = []
    if done.keys_in == "file":
        complaints.append(_(
            "This system has no key store that works: the laptop's key is in a file that only you may read. Whoever "
            "gets at your files could speak for this laptop."
        ))  # fmt: skip
    if done.minutes_off:
        complaints.append(rules.clock_off(done.minutes_off))
    return Answer(asdict(done), tuple(lines), complaints=tuple(complaints))


def _enrol(options: Namespace, *, is_new: bool) -> Enrolment:
    with profiles.writing(options, create=True, locked=True) as store:
        if not options.demo and store.read(is_demo):
            raise Refused(_(
                "This profile holds the people of the demo, and they would become the shop's. Say --demo if that is "
                "meant, or name another profile."
            ))  # fmt: skip
        try:
            return commands.enrol(store, options.code, device_name=options.device)
        except UserError as problem:
            if is_new and not commands.may_be_taken(problem):
                commands.forget_key(store)
            raise


def sync(options: Namespace) -> Answer:
    """Run one session and print its receipt."""
    with profiles.writing(options, shut_out=True, locked=True) as store:
        if _is_shut_out(store):
            return _leave(store)
        try:
            receipt = commands.run_sync(store, confirmed=options.confirm)
        except SyncStopped:
            if not _is_shut_out(store):
                raise
            return _leave(store)
        carried, complaints = _carry(store)
    document: dict[str, Any] = {name: getattr(receipt, name) for name in TOLD}
    document["seconds"] = round(receipt.seconds, 3)
    document |= {
        "files_up": carried.up, "files_down": carried.down, "files_left": carried.left,
        "file_bytes": carried.bytes_up + carried.bytes_down, "file_problems": dict(carried.problems),
    }  # fmt: skip
    lines = [
        ngettext("{n} change went up.", "{n} changes went up.", receipt.sent).format(n=receipt.sent),
        ngettext("{n} record came down.", "{n} records came down.", receipt.received).format(n=receipt.received),
    ]
    waiting = receipt.conflicts + receipt.parked
    if waiting:
        lines.append(
            ngettext("{n} thing waits for you: see “conflicts”.", "{n} things wait for you: see “conflicts”.", waiting)
            .format(n=waiting)
        )  # fmt: skip
    lines += [f"{line}." for line in rules.files_said(carried.up, carried.down)]
    if not receipt.quiet:
        lines.append(_("Not everything could be sent. Sync again."))
    code = DONE if receipt.quiet and not complaints else PROBLEM
    return Answer(document, tuple(lines), code=code, complaints=complaints)


def _carry(store: "Store") -> tuple["Carried", tuple[str, ...]]:
    """The attachments, after the rows: whatever becomes of them, the rows are done."""
    from sync.client.blobs import Carried

    done = Carried()

    def watch(carried: Carried) -> None:
        nonlocal done
        done = carried

    try:
        done = commands.run_files(store, watch, originals=not saves_data(Preferences.load()))
    except UserError as stopped:
        return done, (str(stopped),)
    return done, tuple(rules.file_problem(kind, count) for kind, count in done.problems.items())


def unlock(options: Namespace) -> Answer:
    """Open a laptop that has not met the shop for long, by the manager's code; without one, say what he is told."""
    with profiles.writing(options, locked=True) as store:
        card = commands.lock_card(store)
        if card is None:
            return Answer({"locked": False}, (_("This laptop is not locked."),))
        if options.code:
            commands.unlock(store, "".join(options.code))
            return Answer({"locked": False}, (_("It is open. What was not sent is kept; sync as soon as you can."),))
    number = f"{card.challenge[:4]} {card.challenge[4:]}"
    said = _("Tell your manager: laptop {laptop}, number {number}. Then: unlock CODE").format(
        laptop=card.laptop, number=number
    )
    return Answer({"locked": True, "laptop": card.laptop, "number": card.challenge}, (said,))


def _is_shut_out(store: "Store") -> bool:
    return store.shut_out is not None


def _leave(store: "Store") -> Answer:
    """The shop has shut this laptop out and has its rest: end here."""
    order = store.shut_out
    if order is None or order.begun:
        return _ended(Left(order.kind if order else "", order.kept if order else ""), "")
    passphrase = commands.new_passphrase()

    def told(left: Left) -> None:
        # Before anything is destroyed: an answer may get lost, the only passphrase must not.
        if left.folder:
            print(_("Your private contacts are in {folder}. Note the passphrase that opens them: {passphrase}").format(
                folder=left.folder, passphrase=passphrase), file=sys.stderr, flush=True)  # fmt: skip

    return _ended(commands.leave(store, passphrase, commands.device_keys(), told), passphrase)


def _ended(left: Left, passphrase: str) -> Answer:
    said = " ".join((
        _("The shop has shut this laptop out."), _("What was not sent is with your manager."),
        _("The key of this profile was destroyed; it opens no more."),
    ))  # fmt: skip
    document = {
        "error": said, "wiped": left.kind, "private_copy": left.folder or None, "private_contacts": left.people,
        "passphrase": passphrase if left.folder else None,
    }  # fmt: skip
    return Answer(document, code=PROBLEM, complaints=(said,))


def conflicts(options: Namespace) -> Answer:
    """What waits for a decision; or decide one."""
    if options.take is not None or options.keep is not None:
        return _decide(options)
    state = SETTLED if options.decided else OPEN
    with profiles.reading(options) as store:
        found = store.read(queries.conflicts, state=state, limit=options.limit)
        stuck = store.read(queries.parked, state=state, limit=options.limit)
    document = {
        "total": found.total + stuck.total,
        "conflicts": [asdict(card) for card in found.conflicts],
        "parked": [{**asdict(card), "values": dict(card.values)} for card in stuck.parked],
    }
    lines = [line for card in found.conflicts for line in _lines(card)]
    lines += [line for stuck_one in stuck.parked for line in _stuck(stuck_one)]
    return Answer(document, tuple(lines or [_("Nothing waits for a decision.")]))


def _decide(options: Namespace) -> Answer:
    command = commands.take_lost if options.take is not None else commands.take_kept
    wanted = options.take or options.keep
    with profiles.writing(options) as store:
        cards = [
            card
            for state in (OPEN, SETTLED)
            for card in store.read(queries.conflicts, state=state, limit=10_000).conflicts
            if wanted and card.id.startswith(wanted)
        ]
        if len(cards) != 1:
            raise Refused(_("There is no conflict of this number, or more than one."))
        (card,) = cards
        store.write(_("Decide a conflict"), command, card.id, seen=card.seen)
    value = card.lost if options.take is not None else card.kept
    text = _("{name}, {field}: {value} holds now.").format(name=card.name, field=card.field, value=value)
    return Answer({"id": card.id, "value": value}, (text,))


def _lines(card: ConflictCard) -> tuple[str, ...]:
    happened = rules.happened(card.kind, card.lost_author, card.kept_author)
    return (
        f"{card.id[:SHORT]}  {card.name} · {card.record} · {card.field}",
        f"    {happened}",
        f"    --keep {card.id[:SHORT]}: {card.kept}",
        f"    --take {card.id[:SHORT]}: {card.lost}",
    )


def _stuck(card: ParkedCard) -> tuple[str, ...]:
    values = "; ".join(f"{name}: {value}" for name, value in card.values)
    return (f"{card.id[:SHORT]}  {card.name} · {card.record} · {card.what}", f"    {card.reason}", f"    {values}")
