"""A laptop that is killed at any line of its wipe: the next start finishes it, and no key is left anywhere.

Real processes and real files; the key store of the desktop is a file too. The child is a fork that kills itself.
"""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

import keyring
import pytest
from sqlalchemy import text

from crm_desktop.base.errors import ProfileWiped
from crm_desktop.features.search.derived import DERIVERS
from crm_desktop.features.sync import commands
from crm_desktop.features.sync.commands import leaving, private_copy
from crm_desktop.store import key_box, keys, wipe
from crm_desktop.store.store import Store
from sync.client import keys as laptop_keys
from sync.protocol import LEAVER, STOLEN
from tests import file_keyring, make
from tests.file_keyring import FileKeyring

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL")
WATCHED = {one.__file__ for one in (leaving, private_copy, wipe, keys, key_box, laptop_keys, file_keyring)}
OWN = "my own key 2026"
LONG = os.environ.get("CRM_LONG") == "1"
NEVER = 0


@dataclass(frozen=True)
class Laptop:
    """The disk of a laptop: its profile, what lies beside it, and the desktop's key store."""

    folder: Path

    @property
    def profile(self) -> Path:
        return self.folder / "profile"

    @property
    def keyring(self) -> FileKeyring:
        return FileKeyring(self.folder / "keyring.json")

    @property
    def device_keys(self) -> laptop_keys.Keys:
        return laptop_keys.Keys(self.folder / "devices")


@pytest.fixture(autouse=True)
def _key_store_as_before() -> Iterator[None]:
    before = keyring.get_keyring()
    yield
    keyring.set_keyring(before)


@pytest.fixture
def laptop(tmp_path: Path) -> Laptop:
    """It opens by the key store, belongs to a shop, and has one private contact."""
    made = Laptop(tmp_path / "template")
    made.folder.mkdir()
    keyring.set_keyring(made.keyring)
    store = Store.create(made.profile, passphrase=None, derivers=DERIVERS, in_keyring=True)
    store.write("", commands.note, {"inc": "i", "profile": "laptop", "device": "d"})
    made.device_keys.save("laptop", {"key": laptop_keys.new_key(), "token": "t"})
    make.contact(store, name="私人", private=True)
    store.back_up()
    store.close()
    assert len(made.keyring.held()) == 2
    return made


class Axe:
    """Kills this process when the wipe has come to its n-th line; what is walked through again counts once."""

    def __init__(self, line: int) -> None:
        self._left = line
        self._seen: set[tuple[str, int, int]] = set()
        self._keys = 0

    def watch(self, frame: FrameType, event: str, _value: Any) -> Any:
        if frame.f_code.co_filename not in WATCHED:
            return None
        # Each key file that is destroyed, and each secret that is forgotten, is a place of its own.
        self._keys += event == "line" and frame.f_code is keys.destroy.__code__
        here = (frame.f_code.co_filename, frame.f_lineno, self._keys)
        if event == "line" and here not in self._seen:
            self._seen.add(here)
            self._left -= 1
            if self._left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
        return self.watch


def _start(laptop: Laptop, kind: str, line: int) -> None:
    """What the program does when the shop says so, and at every start afterwards."""
    try:
        store = Store.open(laptop.profile, passphrase=None, derivers=DERIVERS, shut_out=True)
    except ProfileWiped:
        return
    sys.settrace(Axe(line).watch)
    if store.shut_out is not None or wipe.shut(store, wipe.Order(kind), lambda: True):
        commands.leave(store, OWN, laptop.device_keys)
    sys.settrace(None)
    store.close()


def start(laptop: Laptop, kind: str, line: int = NEVER) -> bool:
    """One run of the program; whether it was killed."""
    child = multiprocessing.get_context("fork").Process(target=_start, args=(laptop, kind, line))
    child.start()
    child.join()
    assert child.exitcode in (0, -signal.SIGKILL), f"line {line} of the wipe: {child.exitcode}"
    return child.exitcode != 0


def disks(laptop: Laptop, kind: str, step: int, line: int = 1) -> Iterator[Laptop]:
    """The disk as it is after a kill at each line, and at the end of a wipe that was not killed."""
    killed = True
    while killed:
        disk = Laptop(laptop.folder.with_name(f"line{line}"))
        shutil.copytree(laptop.folder, disk.folder)
        keyring.set_keyring(disk.keyring)
        killed = start(disk, kind, line)
        yield disk
        shutil.rmtree(disk.folder)
        line += step


def wiped(disk: Laptop) -> ProfileWiped:
    """Nothing of a key is left, and the profile says so."""
    with pytest.raises(ProfileWiped) as caught:
        Store.open(disk.profile, passphrase=None, derivers=DERIVERS)
    assert list(disk.profile.glob("keys.*")) == []
    assert disk.keyring.held() == {}
    assert disk.device_keys.load("laptop") is None
    assert list(disk.folder.glob("devices/*")) == []
    return caught.value


def test_stolen_laptop_that_dies_in_its_wipe_has_no_key_after_the_next_start(laptop: Laptop) -> None:
    count = 0
    for disk in disks(laptop, STOLEN, step=1 if LONG else 2):
        assert not start(disk, STOLEN)
        assert wiped(disk).kept == ""
        count += 1

    assert count > (60 if LONG else 15)


@pytest.mark.parametrize("first", range(1, 21, 2) if LONG else [1])
def test_leaver_whose_laptop_dies_in_its_wipe_still_has_the_private_contacts(laptop: Laptop, first: int) -> None:
    count = 0
    for disk in disks(laptop, LEAVER, 20 if LONG else 40, first):
        assert not start(disk, LEAVER)
        kept = Store.open(Path(wiped(disk).kept), passphrase=OWN, derivers=DERIVERS)
        names = kept.read(lambda session: session.execute(text("SELECT name FROM contact")).scalars().all())
        kept.close()
        assert names == ["私人"]
        count += 1

    assert count > 5


def test_wipe_empties_the_key_store_of_the_desktop(laptop: Laptop) -> None:
    keyring.set_keyring(laptop.keyring)
    store = Store.open(laptop.profile, passphrase=None, derivers=DERIVERS)
    assert wipe.shut(store, wipe.Order(STOLEN), lambda: True)

    commands.leave(store, "", laptop.device_keys)
    store.close()

    wiped(laptop)


def test_secret_that_a_locked_key_store_keeps_opens_nothing(laptop: Laptop, monkeypatch: pytest.MonkeyPatch) -> None:
    from keyring.errors import KeyringLocked

    def locked(*_given: object) -> None:
        raise KeyringLocked

    keyring.set_keyring(laptop.keyring)
    store = Store.open(laptop.profile, passphrase=None, derivers=DERIVERS)
    assert wipe.shut(store, wipe.Order(STOLEN), lambda: True)
    monkeypatch.setattr(FileKeyring, "delete_password", locked)

    commands.leave(store, "", laptop.device_keys)
    store.close()

    with pytest.raises(ProfileWiped):
        Store.open(laptop.profile, passphrase=None, derivers=DERIVERS)
    assert list(laptop.profile.glob("keys.*")) == []
