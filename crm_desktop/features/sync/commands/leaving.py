"""A laptop the shop has shut out ends: its rest is delivered, what is private is taken along, the key is destroyed."""

import secrets
from collections.abc import Callable
from typing import TYPE_CHECKING

from crm_desktop.features.sync import queries
from crm_desktop.features.sync.commands.private_copy import place_beside, private_people, write_private_copy
from crm_desktop.features.sync.records import Left
from crm_desktop.store import wipe
from crm_desktop.store.replica.files import Files
from sync.client.blobs import FULL
from sync.client.bringing import Bringer
from sync.client.errors import Cancelled, ServerFull, ServerProblem, SyncProblem
from sync.client.receipt import Traffic
from sync.client.rescue import SealedFiles, deliver_rest, wipe_meant
from sync.protocol import LEAVER

if TYPE_CHECKING:
    from crm_desktop.store.replica.replica import Replica
    from crm_desktop.store.store import Store
    from sync.client.http import HttpServer
    from sync.client.keys import Keys

MOST_ROUNDS = 3
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def hand_over(store: "Store", replica: "Replica", server: "HttpServer", key: bytes) -> None:
    """Deliver the rest, sealed with the shop's key. When the server has all of it and says so again, this is shut.

    When the line breaks nothing is shut: the next session goes on.
    """
    try:
        for _round in range(MOST_ROUNDS):
            deliver_rest(replica, server, key)
            _deliver_files(store, server, key)
            kind = wipe_meant(replica, server)
            # What was typed while the rest was on its way is delivered too.
            if not kind or wipe.shut(store, wipe.Order(kind), replica.is_quiet):
                return
    except Cancelled:
        raise
    except SyncProblem:
        return


def _deliver_files(store: "Store", server: "HttpServer", key: bytes) -> None:
    """What the shop lacks of attachments it knows of. A server that takes none from here keeps nobody waiting."""
    with store.blobs.moving:
        files = Files(store, store.look(queries.enrolled_facts), originals=True)
        bringer = Bringer(files, SealedFiles(server, key), Traffic(), lambda _carried: None)
        try:
            full = FULL in bringer.bring().problems
        except ServerProblem:  # of an earlier version
            return
        finally:
            files.settle()
    if full:
        raise ServerFull


def needs_passphrase(store: "Store") -> bool:
    """Whether the order that stands over this profile leaves something for its user to take along."""
    order = store.shut_out
    return order is not None and order.kind == LEAVER and store.read(private_people) > 0


def leave(store: "Store", passphrase: str, keys: "Keys", told: Callable[[Left], object] = lambda _left: None) -> Left:
    """Take along what is private, where that is meant; then destroy the key. The store is to be closed then.

    `told` hears where the copy is before anything is destroyed.
    """
    kind, folder, people = store.shut_out.kind if store.shut_out else "", "", 0
    if needs_passphrase(store):
        place = place_beside(store.profile)
        people, folder = write_private_copy(store, place, passphrase), str(place)
    left = Left(kind, folder, people)
    told(left)
    # First the laptop's own key: its name stands in the profile, and nobody knows it once that opens no more.
    keys.remove(str(store.look(queries.enrolled_facts).get("profile", "")))
    wipe.destroy_key(store, folder)
    return left


def new_passphrase() -> str:
    """One that nobody guesses and everybody can copy from paper: 98 bits."""
    return "-".join("".join(secrets.choice(_LETTERS) for _letter in range(5)) for _group in range(4))
