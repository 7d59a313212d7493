"""The end of a profile the shop has shut out: ordered, then its key destroyed. What is begun, any opening finishes.

A note in the profile's folder says how far it is, for the data file can be read only while there is a key. Until the
note says `begun` everything still opens; from then on nothing does, whenever the program was killed.
"""

import contextlib
import json
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from crm_desktop.base.errors import ProfileShutOut, ProfileWiped
from crm_desktop.base.i18n import _
from crm_desktop.store import keys
from crm_desktop.store.connection import known_errors
from sync.protocol import LEAVER, STOLEN

if TYPE_CHECKING:
    from crm_desktop.store.store import Store

NAME = "wipe.json"


@dataclass(frozen=True, slots=True)
class Order:
    """What the shop told this laptop to do."""

    kind: str
    begun: bool = False
    """Whether the key is being destroyed, or was."""
    kept: str = ""
    """The folder of the private contacts, once they are safe there."""


def ordered(profile: Path) -> Order | None:
    """The order that stands over a profile, if there is one."""
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        told = json.loads((profile / NAME).read_text("utf-8"))
        if told["kind"] in (LEAVER, STOLEN):
            return Order(told["kind"], told["begun"] is True, str(told["kept"]))
    return None


def order(profile: Path, told: Order) -> None:
    """Note it: on the disk before this returns, whole or not at all."""
    part = profile / f"{NAME}.part"
    with part.open("w", encoding="utf-8") as out:
        out.write(json.dumps(asdict(told)))
        out.flush()
        os.fsync(out.fileno())
    os.replace(part, profile / NAME)
    keys.settle_folder(profile)


def destroy(profile: Path, told: Order, kept: str = "") -> Order:
    """Destroy the key. The note comes first: from then on every opening goes on with it."""
    begun = replace(told, begun=True, kept=kept)
    order(profile, begun)
    keys.destroy(profile)
    return begun


def shut(store: "Store", told: Order, may: Callable[[], bool]) -> bool:
    """Note the order to end an open profile, if it `may` be: nothing is written between the look and the note."""
    with store._write_lock, known_errors(store.profile):
        if not may():
            return False
        order(store.profile, told)
        store.shut_out = told
    return True


def destroy_key(store: "Store", kept: str = "") -> None:
    """Carry out the order. The open profile is to be closed then; nobody opens it again."""
    if store.shut_out is None or store.read_only:
        raise refusal()
    with store._write_lock, known_errors(store.profile):
        store.shut_out = destroy(store.profile, store.shut_out, kept)


def refusal() -> ProfileShutOut:
    """Nothing is changed any more in a profile that waits for its end."""
    return ProfileShutOut(
        _(
            "The shop has shut this laptop out, so nothing is changed here any more. Open the program, or run “sync”, "
            "to take your private contacts along."
        )
    )


def check(profile: Path, *, may_wait: bool = True) -> Order | None:
    """Finish what was begun, and say so (ProfileWiped); else the order that waits, if there is one and it may."""
    told = ordered(profile)
    if told is None or not told.begun:
        if told is not None and not may_wait:
            raise refusal()
        return told
    keys.destroy(profile)
    raise ProfileWiped(
        _("The shop has shut this laptop out, and the key of its data was destroyed. This profile opens no more."),
        told.kind, told.kept,
    )  # fmt: skip


def clear(profile: Path) -> None:
    """Remove what nobody can read any more, so that this folder may hold a new profile. The note goes last."""
    told = ordered(profile)
    if told is None or not told.begun:
        return
    keys.destroy(profile)
    for pattern in ("data.*", "blobs.*", "backups/*", "damaged/*"):
        for file in profile.glob(pattern):
            file.unlink()
    (profile / NAME).unlink()
