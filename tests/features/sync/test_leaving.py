"""A laptop the shop has shut out: its rest first, then what is private, then the key; and never without the shop."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from crm_desktop.base.errors import DiskFull, ProfileShutOut, ProfileWiped, WrongPassphrase
from crm_desktop.features.search.derived import DERIVERS
from crm_desktop.features.sync import commands, queries
from crm_desktop.features.sync.commands import device_keys, run_sync
from crm_desktop.features.sync.records import SyncStopped
from crm_desktop.store import keys, wipe
from crm_desktop.store.replica import replica as replicas
from crm_desktop.store.store import Store
from sync.client.errors import Offline
from sync.client.http import HttpServer
from sync.client.transport import Answer, Headers, Transport
from sync.core.packing import expand
from sync.protocol import LEAVER, STOLEN
from sync.server.doors import Doors
from tests import make
from tests.conftest import PASSPHRASE
from tests.sync.codes import in_step
from tests.sync.server.serving import Served

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

OWN = "my own 钥匙 2026"


@pytest.fixture
def ann(store: Store, served: Served) -> Store:
    return in_step(store, served)


@pytest.fixture
def revoke(ann: Store, served: Served) -> Callable[[str], SyncStopped]:
    """Shut Ann's laptop out, and let it hear of it."""

    def done(kind: str) -> SyncStopped:
        served.registry.revoke(str(ann.look(queries.enrolled_facts)["device"]), kind)
        with pytest.raises(SyncStopped) as caught:
            run_sync(ann)
        return caught.value

    return done


def note(store: Store, said: str) -> None:
    store.write("edit", lambda session: session.execute(text("UPDATE contact SET note = :said"), {"said": said}))


def parked(served: Served) -> str:
    with served.service.engine.reading() as link:
        rows = link.rows("SELECT data FROM record WHERE tbl = 'parked'")
    return "".join(bytes(row[0]).decode() for row in rows)


def opened(folder: Path, passphrase: str = PASSPHRASE, *, shut_out: bool = False) -> Store:
    return Store.open(folder, passphrase=passphrase, derivers=DERIVERS, shut_out=shut_out)


def test_stolen_laptop_delivers_its_rest_and_opens_no_more(
    ann: Store, served: Served, revoke: Callable[[str], SyncStopped]
) -> None:
    make.contact(ann, name="私人", private=True)
    note(ann, "没来得及传")
    ann.back_up()

    revoke(STOLEN)
    ann.close()

    assert "没来得及传" in parked(served)
    assert list(ann.profile.glob("keys.*")) == []
    assert list(ann.profile.parent.glob("*-private")) == []
    with pytest.raises(ProfileWiped) as caught:
        opened(ann.profile)
    assert (caught.value.kind, caught.value.kept) == (STOLEN, "")


def test_key_of_the_laptop_goes_with_it(ann: Store, revoke: Callable[[str], SyncStopped]) -> None:
    name = str(ann.look(queries.enrolled_facts)["profile"])

    revoke(STOLEN)

    assert device_keys().load(name) is None


def test_who_left_is_asked_before_anything_is_destroyed(ann: Store, revoke: Callable[[str], SyncStopped]) -> None:
    make.contact(ann, name="私人", private=True)

    revoke(LEAVER)

    assert commands.needs_passphrase(ann)
    assert keys.load_key(ann.profile, PASSPHRASE)
    with pytest.raises(ProfileShutOut):
        note(ann, "还想改")


def test_who_left_takes_his_private_contacts_along(
    ann: Store, served: Served, revoke: Callable[[str], SyncStopped]
) -> None:
    friend = make.contact(ann, name="私人", private=True)
    make.tag(ann, friend, "老同学")
    customer = ann.read(lambda session: session.execute(text("SELECT id FROM contact WHERE private = 0")).scalar_one())
    make.tag(ann, customer, "店里的")
    revoke(LEAVER)

    left = commands.leave(ann, OWN, device_keys())
    ann.close()

    copy = opened(Path(left.folder), OWN)
    found = copy.read(lambda session: session.execute(text("SELECT id, name, owner FROM contact")).all())
    tags = copy.read(lambda session: session.execute(text("SELECT root, name FROM tag")).all())
    assert copy.check() == []
    copy.close()
    assert (found, tags, left.people) == ([(friend, "私人", "")], [(friend, "老同学")], 1)
    with pytest.raises(ProfileWiped) as caught:
        opened(ann.profile)
    assert caught.value.kept == left.folder
    assert "私人" not in parked(served)


def test_copy_without_room_leaves_nothing_and_the_profile_as_it_is(
    ann: Store, revoke: Callable[[str], SyncStopped], monkeypatch: pytest.MonkeyPatch
) -> None:
    make.contact(ann, name="私人", private=True)
    revoke(LEAVER)

    def full(*_given: object, **_more: object) -> None:
        raise DiskFull("……")

    with monkeypatch.context() as crowded:
        crowded.setattr(Store, "load_in_bulk", full)
        with pytest.raises(DiskFull, match="没有销毁任何内容"):
            commands.leave(ann, OWN, device_keys())

    assert list(ann.profile.parent.glob("*-private*")) == []
    assert keys.load_key(ann.profile, PASSPHRASE)
    assert commands.leave(ann, OWN, device_keys()).people == 1


def test_copy_opens_by_its_own_passphrase_only(ann: Store, revoke: Callable[[str], SyncStopped]) -> None:
    make.contact(ann, name="私人", private=True)
    revoke(LEAVER)

    left = commands.leave(ann, OWN, device_keys())

    with pytest.raises(WrongPassphrase):
        opened(Path(left.folder), PASSPHRASE)


def test_who_left_with_nothing_private_is_asked_nothing(ann: Store, revoke: Callable[[str], SyncStopped]) -> None:
    revoke(LEAVER)

    assert ann.shut_out == wipe.Order(LEAVER, begun=True)


def test_attached_file_of_a_private_contact_goes_along(ann: Store, revoke: Callable[[str], SyncStopped]) -> None:
    friend = make.contact(ann, name="私人", private=True)
    sha = ann.blobs.put(b"a photograph")
    columns = "id, root, row_seq, created, name, mime, size, sha256, thumbnail, note, private"
    ann.write("attach", lambda session: session.execute(text(
        f"INSERT INTO attachment ({columns}) "
        "VALUES ('a1', :root, 0, '2026-11-22 10:00:00', 'x.jpg', 'image/jpeg', 12, :sha, '', '', 1)"
    ), {"root": friend, "sha": sha}))  # fmt: skip
    revoke(LEAVER)

    left = commands.leave(ann, OWN, device_keys())

    copy = opened(Path(left.folder), OWN)
    assert copy.blobs.get(sha) == b"a photograph"
    copy.close()


def test_rest_of_many_rows_is_delivered_whole(
    ann: Store, served: Served, revoke: Callable[[str], SyncStopped], monkeypatch: pytest.MonkeyPatch
) -> None:
    options = replace(replicas.Options(), frozen=2)
    monkeypatch.setattr(replicas, "Options", lambda: options)
    people = [make.customer(ann, name=f"客户{n}") for n in range(5)]

    revoke(STOLEN)

    assert [person for person in people if person not in parked(served)] == []


def test_rest_travels_sealed(
    ann: Store, served: Served, revoke: Callable[[str], SyncStopped], monkeypatch: pytest.MonkeyPatch
) -> None:
    real, bodies = Transport.post, list[bytes]()

    def heard(self: Transport, path: str, body: bytes, headers: Headers, **more: bool) -> Answer:
        bodies.append(expand(body))
        return real(self, path, body, headers, **more)

    monkeypatch.setattr(Transport, "post", heard)
    note(ann, "没来得及传")

    revoke(STOLEN)

    assert any(b"sealed" in body for body in bodies)
    assert not any("没来得及传".encode() in body or b"contact" in body for body in bodies)
    assert "没来得及传" in parked(served)


def test_server_without_a_key_gets_nothing_and_wipes_nothing(
    ann: Store, served: Served, revoke: Callable[[str], SyncStopped], monkeypatch: pytest.MonkeyPatch
) -> None:
    note(ann, "没来得及传")
    monkeypatch.setattr(Doors, "_farewell", lambda *_: {"wipe": STOLEN})

    revoke(STOLEN)

    assert parked(served) == ""
    assert wipe.ordered(ann.profile) is None


def test_nothing_is_destroyed_while_the_rest_is_not_delivered(
    ann: Store, revoke: Callable[[str], SyncStopped], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_given: object) -> int:
        raise Offline

    note(ann, "没来得及传")
    monkeypatch.setattr(HttpServer, "rescue", broken)

    stopped = revoke(STOLEN)

    assert stopped.kind == "revoked"
    assert wipe.ordered(ann.profile) is None
    assert keys.load_key(ann.profile, PASSPHRASE)


def test_nothing_is_destroyed_when_the_server_does_not_say_so_again(
    ann: Store, revoke: Callable[[str], SyncStopped], monkeypatch: pytest.MonkeyPatch
) -> None:
    real, asked = HttpServer.hello, []

    def only_once(server: HttpServer, said: object) -> object:
        asked.append(said)
        if len(asked) > 1:
            raise Offline
        return real(server, said)  # type: ignore[arg-type]

    monkeypatch.setattr(HttpServer, "hello", only_once)

    revoke(STOLEN)

    assert len(asked) == 2
    assert wipe.ordered(ann.profile) is None


def test_edit_made_while_the_rest_goes_up_is_delivered_too(
    ann: Store, served: Served, revoke: Callable[[str], SyncStopped], monkeypatch: pytest.MonkeyPatch
) -> None:
    real, asked = HttpServer.hello, []

    def typing(server: HttpServer, said: object) -> object:
        asked.append(said)
        if len(asked) == 2:
            note(ann, "边传边写")
        return real(server, said)  # type: ignore[arg-type]

    monkeypatch.setattr(HttpServer, "hello", typing)

    revoke(STOLEN)

    assert "边传边写" in parked(served)
    assert ann.shut_out is not None


@pytest.mark.parametrize("told", ["", "everything"])
def test_order_this_version_does_not_know_destroys_nothing(
    ann: Store, revoke: Callable[[str], SyncStopped], told: str
) -> None:
    revoke(told)

    assert wipe.ordered(ann.profile) is None


def test_shut_laptop_waits_for_its_end_over_a_new_start(ann: Store, revoke: Callable[[str], SyncStopped]) -> None:
    make.contact(ann, name="私人", private=True)
    revoke(LEAVER)
    ann.close()

    with pytest.raises(ProfileShutOut):
        opened(ann.profile)
    again = opened(ann.profile, shut_out=True)
    left = commands.leave(again, OWN, device_keys())
    again.close()

    assert left.people == 1


class Killed(BaseException):
    """The power went."""


@pytest.mark.parametrize("at", ["copy", "read back", "note", "key", "keys.box", "keys.copy.json", "keys.json"])
def test_killed_laptop_works_or_ends_at_the_next_start(
    ann: Store, revoke: Callable[[str], SyncStopped], monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    make.contact(ann, name="私人", private=True)
    revoke(LEAVER)
    with monkeypatch.context() as patch:
        _kill(patch, at)
        with pytest.raises(Killed):
            commands.leave(ann, OWN, device_keys())
    ann.close()

    if at in ("copy", "read back", "note"):
        again = opened(ann.profile, shut_out=True)
        left = commands.leave(again, OWN, device_keys())
        again.close()
        folder = left.folder
    else:
        with pytest.raises(ProfileWiped) as caught:
            opened(ann.profile)
        folder = caught.value.kept
    assert list(ann.profile.glob("keys.*")) == []
    copy = opened(Path(folder), OWN)
    assert copy.read(names) == ["私人"]
    copy.close()


def names(session: "Session") -> list[str]:
    return list(session.execute(text("SELECT name FROM contact")).scalars())


def _kill(patch: pytest.MonkeyPatch, at: str) -> None:
    def stop(*_given: object, **_named: object) -> None:
        raise Killed

    from crm_desktop.features.sync.commands import private_copy

    places = {"copy": (private_copy, "_fill"), "read back": (private_copy, "_read_back"), "note": (wipe, "order"),
              "key": (keys, "destroy")}  # fmt: skip
    if at in places:
        patch.setattr(*places[at], stop)
        return
    real = Path.unlink

    def unlink(path: Path, missing_ok: bool = False) -> None:
        if (path.parent.name, path.name) == ("profile", at):
            stop()
        real(path, missing_ok)

    patch.setattr(Path, "unlink", unlink)


def test_folder_of_an_ended_profile_may_hold_a_new_one(
    ann: Store, revoke: Callable[[str], SyncStopped], tmp_path: Path
) -> None:
    ann.back_up()
    revoke(STOLEN)
    folder = Path(shutil.copytree(ann.profile, tmp_path / "again"))

    wipe.clear(folder)

    Store.create(folder, passphrase=OWN, derivers=DERIVERS).close()
    assert list((folder / "backups").glob("*")) == []


def test_profile_that_was_not_ended_is_never_cleared(ann: Store) -> None:
    wipe.order(ann.profile, wipe.Order(LEAVER))

    wipe.clear(ann.profile)

    assert (ann.profile / "data.db").exists()
