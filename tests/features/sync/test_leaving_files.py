"""Files of a laptop the shop has shut out: what the shop lacks of those it knows goes there before the key goes."""

import hashlib

import pytest

from crm_desktop.features.sync.records import SyncStopped
from crm_desktop.store import wipe
from sync.client.errors import Offline
from sync.client.http import HttpServer
from sync.core.packing import Malformed
from sync.protocol import STOLEN
from sync.server.doors import Doors
from tests import make
from tests.features.sync.carried import carry, keep
from tests.sync.loopback.office import Desk
from tests.sync.server.serving import Served

BODY = bytes(range(1, 251)) * 2


def shut_out_with(ann: Desk, served: Served, body: bytes = BODY) -> wipe.Order | None:
    """Ann's laptop has sent the row of a file, not its bytes, when it is shut out. The order it was given then."""
    keep(ann, make.customer(ann.store, name="王芳"), "合同.pdf", body)
    ann.sync()
    served.registry.revoke(ann.device, STOLEN)
    with pytest.raises(SyncStopped):
        ann.sync()
    return wipe.ordered(ann.store.profile)


@pytest.mark.parametrize("body", [BODY, BODY * 6000])
def test_file_the_shop_still_lacks_is_delivered(ann: Desk, meg: Desk, served: Served, body: bytes) -> None:
    assert shut_out_with(ann, served, body) is not None

    carry(meg)

    assert meg.store.blobs.get(hashlib.sha256(body).hexdigest()) == body


def test_server_that_takes_no_files_of_a_shut_out_laptop_keeps_it_from_nothing(
    ann: Desk, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    def earlier(*_given: object) -> None:
        raise Malformed("no number")

    monkeypatch.setattr(Doors, "_rescued", earlier)

    assert shut_out_with(ann, served) is not None


def test_nothing_is_destroyed_while_a_file_is_not_delivered(
    ann: Desk, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_given: object) -> None:
        raise Offline

    monkeypatch.setattr(HttpServer, "rescue_files", broken)

    assert shut_out_with(ann, served) is None
