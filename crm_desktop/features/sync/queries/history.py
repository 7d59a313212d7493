"""A person's history: what was done on this laptop from its journal, the rest as the shop's server told it."""

import json
import sys
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from itertools import groupby

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from crm_desktop.features.contacts import queries as contacts
from crm_desktop.features.contacts.records import FieldChange
from crm_desktop.features.sync.records import Deed, History
from crm_desktop.features.team.queries import team
from crm_desktop.store.tables import Contact, DerivedHistory, DerivedHistoryRead
from sync.core.values import from_wire

PAGE = 200
FIRST, LAST = datetime(1, 1, 1), datetime(9999, 1, 1)
UNSENT = sys.maxsize
"""The place of what the shop does not have yet: behind everything it has."""
ADDED = ""
"""The field of a change that added the record."""
NOT_TAKEN = frozenset({"parked", "refused_delete"})
TELLING = ("name", "title", "value", "text", "note", "model", "plate", "purpose")
"""Columns one of which says what was added."""


def history(session: Session, contact_id: str, *, before: Deed | None = None, limit: int = PAGE) -> History:
    """What was changed at a person, newest first; `before` is the last deed of the part before."""
    mine = contacts.history(session, contact_id, limit=limit, before=before.step if before is not None else None)
    sent = session.execute(_SENT, {"root": contact_id}).all()
    here, places = {(row.inc, row.lsn) for row in sent}, {row.step: row.place for row in sent}
    own = [_own(list(group), places) for _step, group in groupby(mine, key=lambda one: one.step)]
    full = len(mine) >= limit
    oldest = own[-1].at if own and full else FIRST
    newest = before.at if before is not None else LAST
    others = [one for one in _others(session, contact_id, here) if oldest <= one.at < newest]
    deeds = _joined(sorted([*own, *others], key=lambda one: (one.at, one.place, one.step)))
    fetched = session.scalar(select(DerivedHistoryRead.at).where(DerivedHistoryRead.root == contact_id))
    me = team(session).me
    private = session.scalar(select(Contact.private).where(Contact.id == contact_id))
    shared = me is not None and private is False
    return History(tuple(reversed(deeds)), own[-1] if own and full else None, fetched, me.user if me else "", shared)


def _own(changes: list[FieldChange], places: Mapping[int, int]) -> Deed:
    first = changes[0]
    return Deed(first.at, tuple(changes), first.label, step=first.step, place=places.get(first.step, UNSENT))


def _others(session: Session, contact_id: str, here: Collection[tuple[str, int]]) -> list[Deed]:
    """What the server told, without what this laptop's journal tells better (`here`); with what stood there before.

    What was added is told by the server only: this laptop's journal has no values of it.
    """
    known, stood = team(session), dict[tuple[str, str, str], str]()
    told = session.scalars(
        select(DerivedHistory).where(DerivedHistory.root == contact_id).order_by(DerivedHistory.seq, DerivedHistory.lsn)
    ).all()
    deeds = list[Deed]()
    for number, one in enumerate(told):
        changes, mine = _changes(one, stood), (one.inc, one.lsn) in here
        if changes and (one.op == "I" or not mine):
            taken = one.result not in NOT_TAKEN
            deeds.append(Deed(
                _moment(one.at), changes, who="" if mine else known.name_of(one.user),
                laptop="" if mine else one.laptop, taken=taken, conflict=one.result == "conflict",
                step=-1 - number, place=one.seq,
            ))  # fmt: skip
    return deeds


# What this laptop did of what the server told: in which step, and where the shop put it.
_SENT = text(
    "SELECT DISTINCT h.inc, h.lsn, h.seq AS place, j.step FROM derived_history h "
    "JOIN journal j ON j.inc = h.inc AND j.lsn = h.lsn AND j.lsn > 0 WHERE h.root = :root ORDER BY place"
)


def _changes(one: DerivedHistory, stood: dict[tuple[str, str, str], str]) -> tuple[FieldChange, ...]:
    values = _values(one.patch)
    if one.op in ("D", "R"):
        values = {"deleted": "1" if one.op == "D" else ""}
    refused = _names(one.refused)
    found = []
    for column, value in values.items():
        place = (one.tbl, one.row, column)
        found.append(FieldChange(0, _moment(one.at), "", one.tbl, one.row, column, stood.get(place, ""), value))
        if one.result not in NOT_TAKEN and column not in refused:
            stood[place] = value
    if one.op == "I":
        said = next((values[column] for column in TELLING if values.get(column)), "")
        return (FieldChange(0, _moment(one.at), "", one.tbl, one.row, ADDED, "", said),)
    return tuple(found)


def _values(patch: str) -> dict[str, str]:
    """What one deed wrote. Of what cannot be read nothing is told; the other deeds are."""
    told = _read(patch)
    found = dict[str, str]()
    for column, value in told.items() if isinstance(told, dict) else ():
        with suppress(KeyError, TypeError, ValueError):
            found[column] = _as_text(from_wire(value))
    return found


def _names(refused: str) -> frozenset[str]:
    told = _read(refused)
    return frozenset(one for one in told if isinstance(one, str)) if isinstance(told, list) else frozenset()


def _read(kept: str) -> object:
    try:
        return json.loads(kept)
    except (ValueError, RecursionError):
        return None


def _joined(deeds: Iterable[Deed]) -> list[Deed]:
    """What somebody did in one go is one deed; the journal's steps are so already."""
    found = list[Deed]()
    for _one, group in groupby(
        deeds, key=lambda one: (one.at, one.who, one.laptop, one.taken, one.conflict, max(one.step, 0))
    ):
        parts = list(group)
        changes = tuple(change for part in parts for change in part.changes)
        found.append(replace(parts[0], changes=changes, place=parts[-1].place))
    return found


def _moment(said: str) -> datetime:
    """By somebody else's clock; whatever it wrote, the deed is shown."""
    try:
        return datetime.fromisoformat(said).replace(tzinfo=None)
    except ValueError:
        return FIRST


def _as_text(value: object) -> str:
    return "" if value is None else str(value)
