"""Conflicts, changes that were not taken, and sessions as the page shows them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from crm_desktop.base.i18n import _, format_moment, ngettext, sentences
from crm_desktop.features.sync import rules
from crm_desktop.features.sync.records import (
    GONE,
    HELD,
    MENDED,
    OPEN,
    ConflictCard,
    ConflictKind,
    FilesStanding,
    ParkedCard,
    SyncSession,
    SyncState,
)
from crm_desktop.features.sync.records import KEPT as KEPT_ASIDE
from crm_desktop.features.team.records import MANAGER
from crm_desktop.ui.pages.sync.items import Item, Side
from crm_desktop.ui.theme.tokens import Tone
from crm_desktop.ui.widgets.chip import Pill
from crm_desktop.ui.widgets.rows import Row

if TYPE_CHECKING:
    from sync.client.blobs import Carried
    from sync.client.receipt import Receipt

KEPT, LOST = "kept", "lost"
SHORT = 40
_NOTHING = "–"


def conflict_item(card: ConflictCard, me: str, today: date) -> Item:
    """Two values; the one in use stands at the left."""
    words = _what(card)
    is_open = card.state == OPEN
    pill = Pill(_("To decide"), Tone.WARN) if is_open else Pill(_("Decided"), Tone.OK)
    row = Row(
        card.id, card.name, f"{words} · {_nothing(card.kept)} / {_nothing(card.lost)}".replace("\n", " "),
        right=_moment(card.at, today), right_pill=pill,
    )  # fmt: skip
    sides = (_side(card, KEPT, me, today), _side(card, LOST, me, today))
    if card.in_use == LOST:
        sides = (sides[1], sides[0])
    happened = rules.happened(card.kind, _person(card.lost_author, me), _person(card.kept_author, me))
    if not card.can_take:
        happened += " " + _("The record is not on this laptop any more, so neither value can be taken here.")
    return Item(card.id, row, f"{card.name} · {words}", happened, sides, person=card.person)


def _what(card: ConflictCard) -> str:
    if card.kind is ConflictKind.FIELD:
        return f"{card.record} · {card.field}" if card.record != card.name else card.field
    return card.record


def _side(card: ConflictCard, which: str, me: str, today: date) -> Side:
    number = "1" if (card.in_use == which) or (not card.in_use and which == KEPT) else "2"
    in_use = card.in_use == which
    author = card.kept_author if which == KEPT else card.lost_author
    who = _person(author, me) or _("Somebody")
    if which == LOST:
        who = " · ".join(filter(None, (who, _moment(card.at, today))))
    if in_use:
        heading = _("In use")
        take = _("Keep it ({key})").format(key=number) if card.state == OPEN else ""
    else:
        heading = _("Not in use")
        words = _("Take this one ({key})") if card.state == OPEN else _("Bring this one back ({key})")
        take = words.format(key=number)
    value = _nothing(card.kept if which == KEPT else card.lost)
    return Side(which, heading, value, who, take if card.can_take else "", in_use)


def _person(author: str, me: str) -> str:
    return _("you") if author and author == me else author


def _moment(at: datetime | None, today: date) -> str:
    return format_moment(at, today) if at is not None else ""


def _nothing(value: str) -> str:
    return value if value.strip() else _NOTHING


def parked_item(card: ParkedCard, today: date) -> Item:
    """A change that was not taken: the reason, and every value of it."""
    title = f"{card.name} · {card.record} · {card.what}"
    row = Row(
        card.id, card.name, f"{card.record} · {card.what} · {card.reason}", right=_moment(card.at, today),
        right_pill=_pill_of(card.state),
    )  # fmt: skip
    text = "\n".join(_("{field}: {value}").format(field=field, value=value) for field, value in card.values)
    is_open = card.state in (OPEN, MENDED, GONE)
    again = _("Take in (R)") if card.is_new else _("Try again (R)")
    if card.state == MENDED:
        again = _("Bring this one back ({key})").format(key="R")
    return Item(
        card.id, row, title, sentences(card.reason, _advice(card)), person=card.person, text=text,
        retry=again if card.can_retry else "", let_go=_("Take off the list (Delete)") if is_open else "",
    )  # fmt: skip


def _advice(card: ParkedCard) -> str:
    if card.comes_with:
        return rules.comes_along(card.comes_with)
    return rules.brings() if card.can_retry and card.is_new and card.root else ""


def _pill_of(state: str) -> Pill:
    if state == OPEN:
        return Pill(_("Not taken"), Tone.BAD)
    if state == GONE:
        return Pill(_("Gone for good"), Tone.BAD)
    if state in (HELD, MENDED):
        return Pill(_("Too long") if state == HELD else _("Put right"), Tone.WARN)
    return Pill(_("Kept aside") if state == KEPT_ASIDE else _("Off the list"), Tone.MUTED)


# Sessions -------------------------------------------------------------------------------------------------------


def figures(session: SyncSession) -> list[tuple[str, str, str]]:
    """(icon, tone, sentence) of what a session did."""
    sent, received = session.sent, session.received
    decide, refused = session.conflicts, session.parked + session.refused
    return [
        ("arrow-up", Tone.OK if sent else Tone.MUTED,
         ngettext("{n} change went up", "{n} changes went up", sent).format(n=f"{sent:,}")),
        ("arrow-down", Tone.OK if received else Tone.MUTED,
         ngettext("{n} record came down", "{n} records came down", received).format(n=f"{received:,}")),
        ("call-split", Tone.WARN if decide else Tone.MUTED,
         ngettext("{n} conflict to decide", "{n} conflicts to decide", decide).format(n=f"{decide:,}")
         if decide else _("No conflicts")),
        ("cancel", Tone.BAD if refused else Tone.MUTED,
         ngettext("{n} change was refused", "{n} changes were refused", refused).format(n=f"{refused:,}")
         if refused else _("Nothing was refused")),
        *_files(session),
    ]  # fmt: skip


def _files(session: SyncSession) -> list[tuple[str, str, str]]:
    up, down = f"{session.files_up:,}", f"{session.files_down:,}"
    said = _("Files: {up} up, {down} down · {size}").format(up=up, down=down, size=size(session.file_bytes))
    return [("paperclip", Tone.OK, said)] if session.files_up or session.files_down else []


def traffic(session: SyncSession) -> str:
    """How long it took and what went over the wire."""
    requests = ngettext("{n} request", "{n} requests", session.requests).format(n=f"{session.requests:,}")
    took = _("{n} s").format(n=f"{session.seconds:.1f}")
    up, down = size(session.bytes_up), size(session.bytes_down)
    return " · ".join((took, requests, _("{up} up, {down} down").format(up=up, down=down)))


def size(count: int) -> str:
    """A number of bytes as people read it."""
    if count < 1_000:
        return f"{count} B"
    return f"{count / 1_000:.1f} kB" if count < 1_000_000 else f"{count / 1_000_000:.1f} MB"


def session_rows(sessions: Sequence[SyncSession], today: date) -> list[Row]:
    """The sessions as a list."""
    return [_session_row(number, one, today) for number, one in enumerate(sessions)]


def _session_row(number: int, session: SyncSession, today: date) -> Row:
    moment = format_moment(session.at, today)
    if session.problem:
        return Row(str(number), moment, _why(session.problem), right_pill=Pill(_("Ended early"), Tone.WARN))
    said = _("{sent} up · {received} down").format(sent=f"{session.sent:,}", received=f"{session.received:,}")
    waits = session.conflicts + session.parked
    pill = Pill(_("{n} to decide").format(n=f"{waits:,}"), Tone.WARN) if waits else None
    return Row(str(number), moment, said, right_pill=pill)


def _why(kind: str) -> str:
    """What ended a session, in few words."""
    return {
        "unreachable": _("The shop was not reached"), "timeout": _("No answer in time"),
        "certificate": _("Another certificate"), "not the server": _("Somebody else answered"),
        "other server": _("Another shop's server"), "damaged": _("The answer was damaged"),
        "busy": _("The server was busy"), "revoked": _("Shut out by the shop"),
        "not enrolled": _("Not known to the shop"), "update": _("Update needed"),
        "too old": _("Update needed"), "disk": _("The disk of this laptop was full"),
        "key": _("This laptop's key could not be kept"),
    }.get(kind, _("The server could not do it"))  # fmt: skip


def files_wait() -> str:
    """Why large files do not travel now."""
    return _("This network is metered, so large files wait. Small pictures and what you open still come.")


def carrying(carried: "Carried | None") -> tuple[str, int, int]:
    """What is on its way, and how far."""
    if carried is None or not carried.total:
        return _("Looking for files…"), 0, 0
    text = _("Files: {done} of {total}").format(done=size(carried.done), total=size(carried.total))
    return text, carried.done // 1000, max(1, carried.total // 1000)


def _standing(files: FilesStanding) -> str:
    waiting = _("{n} to go up").format(n=f"{files.waiting:,}")
    missing = _("{n} at the shop only").format(n=f"{files.missing:,}")
    return " · ".join([waiting] * bool(files.waiting) + [missing] * bool(files.missing)) or _("all here")


def facts(state: SyncState, files: FilesStanding) -> list[tuple[str, str]]:
    """Which shop this is, and as whom."""
    role = _("Sales manager") if state.role == MANAGER else _("Sales consultant")
    waiting = ngettext("{n} record", "{n} records", state.waiting).format(n=f"{state.waiting:,}")
    kept = _("in this system's key store") if state.keys_in == "key store" else _("in a file of this user")
    return [
        (_("Shop"), state.shop_name), (_("Me"), f"{state.user} · {role}"), (_("Server"), state.server),
        (_("Key"), kept), (_("To go up"), waiting if state.waiting else _("nothing")), (_("Files"), _standing(files)),
    ]  # fmt: skip


def doing(receipt: "Receipt", waiting: int) -> tuple[str, int, int]:
    """What a session is doing, and how far it is: what goes up is known beforehand, what comes down is not."""
    if receipt.received:
        return _("Receiving: {n} records so far").format(n=f"{receipt.received:,}"), 0, 0
    if receipt.sent and waiting:
        text = _("Sending: {done} of {total}").format(done=f"{receipt.sent:,}", total=f"{waiting:,}")
        return text, min(receipt.sent, waiting), waiting
    return _("Calling the shop's server…"), 0, 0


def short(value: str) -> str:
    """A value for a message: its beginning."""
    plain = " ".join(_nothing(value).split())
    return plain if len(plain) <= SHORT else plain[: SHORT - 1] + "…"
