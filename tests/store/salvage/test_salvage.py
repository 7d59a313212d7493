"""A damaged data file: all that can still be read is in a new one, and the shop gives the rest."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from crm_desktop.base.errors import ProfileDamaged, ProfileProblem, Refused
from crm_desktop.features.demo import commands as demo
from crm_desktop.features.search.derived import DERIVERS
from crm_desktop.store import opening
from crm_desktop.store.salvage import logs, saving
from crm_desktop.store.salvage.saving import Salvaged, look, salvage
from crm_desktop.store.store import Store
from tests import make
from tests.store.salvage.damage import counts, overwrite, pages_of

Made = Callable[[], Path]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A profile of many people, of no shop."""
    folder = tmp_path_factory.mktemp("filled") / "profile"
    store = Store.create(folder, passphrase=None, derivers=DERIVERS)
    demo.fill(store, people=150)
    store.close()
    return folder


@pytest.fixture
def profile(filled: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(filled, tmp_path / "profile"))


def opened(profile: Path) -> Store:
    return Store.open(profile, passphrase=None, derivers=DERIVERS)


def saved(profile: Path) -> Salvaged:
    return salvage(look(profile, None), DERIVERS)


def value(store: Store, sql: str, **values: object) -> Any:
    return store.read(lambda session: session.execute(text(sql), values).scalar())


def test_whole_file_is_left_alone(profile: Path) -> None:
    before = (profile / "data.db").read_bytes()

    with pytest.raises(Refused):
        saved(profile)

    assert (profile / "data.db").read_bytes() == before


def test_everything_is_read_without_the_first_page(profile: Path) -> None:
    before = counts(profile)
    overwrite(profile / "data.db", [1])
    with pytest.raises(ProfileDamaged):
        opened(profile)

    told = saved(profile)

    store = opened(profile)
    assert store.check() == []
    assert value(store, "SELECT count(*) FROM contact") == before["contact"]
    assert value(store, "SELECT count(*) FROM touch") == before["touch"]
    store.close()
    assert (told.lost, told.connected) == (0, False)


@pytest.mark.parametrize("table", ["contact", "touch", "journal", "step", "sync_state", "derived_person", "tag"])
def test_root_of_a_table_costs_no_row(profile: Path, table: str) -> None:
    before = counts(profile)
    root, *below = pages_of(profile, table)
    overwrite(profile / "data.db", [root])

    told = saved(profile)

    store = opened(profile)
    assert store.check() == []
    if below:
        assert (value(store, f'SELECT count(*) FROM "{table}"'), told.lost) == (before.get(table, before["contact"]), 0)
    store.close()


@pytest.mark.parametrize("table", ["contact", "touch", "contact_way", "opportunity", "journal"])
def test_what_is_in_a_lost_page_is_counted_and_the_rest_stays(profile: Path, table: str) -> None:
    before = counts(profile)
    overwrite(profile / "data.db", pages_of(profile, table)[-2:])
    left = counts(profile)

    told = saved(profile)

    store = opened(profile)
    assert store.check() == []
    assert 0 < left[table] < before[table]
    if table != "journal":
        assert told.lost == before[table] - left[table]
    kept = "SELECT count(*) FROM contact WHERE name <> '无法读取'"
    assert value(store, kept) == left["contact"]
    assert value(store, "SELECT count(*) FROM touch") == left["touch"]
    store.close()


def test_touches_of_a_lost_person_hang_on_a_private_place(profile: Path) -> None:
    overwrite(profile / "data.db", pages_of(profile, "contact")[1:3])

    saved(profile)

    store = opened(profile)
    assert value(store, "SELECT count(*) FROM contact WHERE name = '无法读取' AND private = 1") > 0
    store.close()


def test_damaged_file_is_kept_aside_as_it_was(profile: Path) -> None:
    overwrite(profile / "data.db", [5])
    before = (profile / "data.db").read_bytes()

    told = saved(profile)

    assert told.aside.read_bytes() == before
    assert told.aside.parent == profile / "damaged"


def crashed(profile: Path) -> Path:
    """A copy of it with a person in the log that is not in the file yet; damaged."""
    store = opened(profile)
    make.customer(store, name="最新")
    copy = profile.with_name("copy")
    shutil.copytree(profile, copy)
    store.close()
    overwrite(copy / "data.db", [1])
    return copy


def newest(profile: Path) -> int:
    """Whether that person is there."""
    store = opened(profile)
    found: int = value(store, "SELECT count(*) FROM contact WHERE name = '最新'")
    store.close()
    return found


def test_what_stands_only_in_the_log_is_read_too(profile: Path) -> None:
    copy = crashed(profile)

    saved(copy)

    assert newest(copy) == 1


def test_a_log_is_summed_once_from_the_look_to_the_end(profile: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = crashed(profile)
    found = look(copy, None)
    with monkeypatch.context() as patch:
        patch.setattr(logs, "_summed", lambda _log: pytest.fail("summed again"))

        salvage(found, DERIVERS)

    assert newest(copy) == 1


def test_a_log_that_changed_after_the_look_is_read_anew(profile: Path) -> None:
    copy = crashed(profile)
    found = look(copy, None)
    log = copy / "data.db-wal"
    log.write_bytes(bytes(log.stat().st_size))

    salvage(found, DERIVERS)

    assert newest(copy) == 0


def test_kill_before_the_end_changes_nothing_and_after_it_is_finished(
    profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    overwrite(profile / "data.db", [1])

    def killed(*_args: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(saving, "_keep_aside", killed)
        with pytest.raises(KeyboardInterrupt):
            saved(profile)
    with pytest.raises(ProfileDamaged):
        opened(profile)

    with monkeypatch.context() as patch:
        patch.setattr(opening, "_put_in_place", lambda folder: (folder / opening.SALVAGED).exists() and killed())
        with pytest.raises(KeyboardInterrupt):
            saved(profile)
    opened(profile).close()


def test_nothing_readable_is_said_and_leaves_no_file_behind(profile: Path) -> None:
    (profile / "data.db").write_bytes(bytes(8192))

    with pytest.raises(ProfileDamaged):
        saved(profile)

    assert not list(profile.glob("data.part*"))


def test_damage_is_told_by_the_program_alone(profile: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """SQLCipher has a log of its own, which it writes among our sentences."""
    overwrite(profile / "data.db", [1])

    with pytest.raises(ProfileDamaged):
        opened(profile)

    assert capfd.readouterr().err == ""


def test_bytes_of_attachments_come_along(profile: Path) -> None:
    store = opened(profile)
    names = [store.blobs.put(bytes([n]) * 30_000) for n in range(8)]
    store.close()
    Store.open(profile, passphrase=None, derivers=DERIVERS).close()
    size = (profile / "blobs.db").stat().st_size // 4096
    overwrite(profile / "blobs.db", [size - 1])

    told = saved(profile)

    store = opened(profile)
    assert told.files_lost == 1
    assert sum(store.blobs.get(name) is not None for name in names) == 7
    store.close()


@pytest.mark.parametrize("name", ["blobs.db", "data.db-wal", "lock", "data.part"])
def test_a_folder_in_the_place_of_a_file_is_named(profile: Path, name: str) -> None:
    overwrite(profile / "data.db", [1])
    (profile / name).unlink(missing_ok=True)
    (profile / name).mkdir()
    before = (profile / "data.db").read_bytes()

    with pytest.raises(ProfileProblem, match=f"{name}.*文件夹"):
        saved(profile)

    assert (profile / "data.db").read_bytes() == before
    (profile / name).rmdir()
    assert saved(profile).read
