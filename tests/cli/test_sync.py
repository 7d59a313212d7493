"""A profile is enrolled, synced and its conflicts decided without a window."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from crm_desktop.base.preferences import SAVES_DATA, Preferences
from crm_desktop.features.attachments.commands import add_file
from crm_desktop.features.search.derived import DERIVERS
from crm_desktop.features.sync import queries
from crm_desktop.store.store import Store
from sync.protocol import LEAVER
from tests import make
from tests.conftest import FrozenClock
from tests.sync.codes import code_for, serving
from tests.sync.server.serving import Served

Run = Callable[..., Any]
RECEIPT = ["sent", "received", "conflicts", "parked", "requests", "bytes_up", "bytes_down", "seconds"]
FILES = ["files_up", "files_down", "files_left", "file_bytes", "file_problems"]


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    with serving(tmp_path / "shop.db") as running:
        yield running


@pytest.fixture
def laptop(run: Run, served: Served, tmp_path: Path) -> Callable[[str], Run]:
    """A laptop of this user, enrolled."""

    def made(user: str) -> Run:
        folder = tmp_path / user
        assert run("enrol", code_for(served, user), "--device", f"{user}的电脑", "--profile", folder).code == 0
        return lambda *arguments: run(*arguments, "--profile", folder, "--json")

    return made


@pytest.fixture
def people(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    path.write_text("姓名,手机\n王芳,13800138000\n", encoding="utf-8")
    return path


def test_receipt_is_one_document(laptop: Callable[[str], Run], people: Path) -> None:
    ann = laptop("ann")
    ann("import", people, "--as", "customers")

    told = ann("sync")

    assert (told.code, list(told.document)) == (0, RECEIPT + FILES)
    assert told.document["sent"] > 0
    assert ann("sync").document["sent"] == 0


def test_people_read_what_happened(run: Run, served: Served, tmp_path: Path, people: Path) -> None:
    told = run("enrol", code_for(served, "ann"), "--profile", tmp_path / "p", "--lang", "en")
    run("import", people, "--as", "customers", "--profile", tmp_path / "p")

    synced = run("sync", "--profile", tmp_path / "p", "--lang", "en")

    assert "ann's" in told.out
    assert "a file that only you may read" in told.err
    assert "changes went up." in synced.out


def test_files_go_after_the_rows_and_are_counted(laptop: Callable[[str], Run], people: Path, tmp_path: Path) -> None:
    ann, meg = laptop("ann"), laptop("meg")
    ann("import", people, "--as", "customers")
    with_file(tmp_path / "ann", "合同.pdf", b"contract" * 20_000)

    up = ann("sync").document
    Preferences.load().set(SAVES_DATA, True)
    saving = meg("sync").document
    Preferences.load().set(SAVES_DATA, False)
    down = meg("sync").document

    assert (up["files_up"], up["files_down"], up["file_bytes"] > 160_000) == (1, 0, True)
    assert (saving["files_down"], saving["files_left"]) == (0, 1)
    assert (down["files_down"], down["files_left"], down["file_problems"]) == (1, 0, {})
    assert up["bytes_up"] < 20_000  # the rows


def test_file_that_was_damaged_is_said(laptop: Callable[[str], Run], people: Path, tmp_path: Path) -> None:
    ann = laptop("ann")
    ann("import", people, "--as", "customers")
    with_file(tmp_path / "ann", "合同.pdf", b"contract", damaged=True)

    told = ann("sync")

    assert (told.code, told.document["file_problems"]) == (1, {"damaged": 1})


def with_file(folder: Path, name: str, content: bytes, *, damaged: bool = False) -> None:
    store = Store.open(folder, passphrase=None, derivers=DERIVERS)
    person = store.read(lambda session: session.execute(text("SELECT id FROM contact")).scalar_one())
    store.write("加文件", add_file, person, name, data=content)
    if damaged:
        store.blobs.run("UPDATE blob SET data = ?", b"other")
    store.close()


def test_wrong_code_is_refused_in_a_sentence(run: Run, tmp_path: Path) -> None:
    told = run("enrol", "hello", "--profile", tmp_path / "p", "--json")

    assert (told.code, list(told.document)) == (1, ["error"])


def test_profile_on_its_own_cannot_sync(crm: Run) -> None:
    told = crm("sync", "--lang", "zh_CN")

    assert told.code == 1
    assert "接入码" in told.document["error"]


def test_demo_asks_twice(crm: Run, served: Served) -> None:
    code = code_for(served, "ann")

    assert crm("enrol", code).code == 1
    assert crm("enrol", code, "--demo").document["user"] == "ann"


def test_nothing_waits_at_first(crm: Run, run: Run, folder: Path) -> None:
    assert crm("conflicts").document == {"total": 0, "conflicts": [], "parked": []}
    assert "Nothing waits" in run("conflicts", "--profile", folder, "--lang", "en").out


def test_conflict_waits_with_both_values_and_is_decided(
    laptop: Callable[[str], Run], run: Run, people: Path, tmp_path: Path
) -> None:
    ann, meg = laptop("ann"), laptop("meg")
    ann("import", people, "--as", "customers")
    ann("sync"), meg("sync")
    _rename(tmp_path / "ann", "王芳芳")
    _rename(tmp_path / "meg", "王小芳")
    ann("sync")

    assert meg("sync").document["conflicts"] == 1
    (waiting,) = meg("conflicts").document["conflicts"]
    said = run("conflicts", "--profile", tmp_path / "meg").out
    taken = meg("conflicts", "--take", waiting["id"][:8])
    meg("sync"), ann("sync")

    assert (waiting["kept"], waiting["lost"], waiting["kept_author"], waiting["lost_author"]) == (
        "王芳芳", "王小芳", "ann", "meg"
    )  # fmt: skip
    assert "王芳芳" in said
    assert "王小芳" in said
    assert taken.document["value"] == "王小芳"
    assert "王小芳" in ann("search", "13800138000").out
    assert ann("conflicts").document["total"] == 0


def test_conflict_that_is_not_there_is_said(crm: Run) -> None:
    assert crm("conflicts", "--take", "abc").code == 1


def _rename(folder: Path, name: str) -> None:
    """What the archive does when a name is typed."""
    from sqlalchemy import text

    from crm_desktop.features.contacts.commands import set_field
    from crm_desktop.features.search.derived import DERIVERS
    from crm_desktop.store.store import Store

    store = Store.open(folder, passphrase=None, derivers=DERIVERS)
    try:
        person = store.read(lambda session: session.execute(text("SELECT id FROM contact")).scalar_one())
        store.write("rename", set_field, person, "name", name)
    finally:
        store.close()


def test_laptop_that_was_shut_out_ends_and_says_where_what_is_private_is(
    laptop: Callable[[str], Run], served: Served, tmp_path: Path
) -> None:
    ann = laptop("ann")
    with opened(tmp_path / "ann") as store:
        make.contact(store, name="私人", private=True)
        device = str(store.look(queries.enrolled_facts)["device"])
    served.registry.revoke(device, LEAVER)

    told = ann("sync")

    document = told.document
    assert (told.code, document["wiped"], document["private_contacts"]) == (1, "leaver", 1)
    assert document["passphrase"] in told.err
    with opened(Path(document["private_copy"]), document["passphrase"]) as copy:
        assert copy.read(lambda session: session.execute(text("SELECT name FROM contact")).scalar_one()) == "私人"
    again = ann("sync")
    assert again.code == 2
    assert "shut this laptop out" in again.document["error"]


@contextmanager
def opened(folder: Path, passphrase: str | None = None) -> Iterator[Store]:
    store = Store.open(folder, passphrase=passphrase, derivers=DERIVERS)
    yield store
    store.close()


def test_locked_laptop_shows_nothing_until_it_syncs(
    laptop: Callable[[str], Run], people: Path, clock: FrozenClock
) -> None:
    ann = laptop("ann")
    for _day in range(46):
        clock.forward(days=1)
        told = ann("import", people, "--as", "customers")

    assert told.code == 2
    assert "without a sync" in told.document["error"]
    assert ann("due").code == 2
    assert ann("sync").code == 0
    assert ann("due").code == 0


def test_manager_reads_out_what_opens_a_locked_laptop(
    laptop: Callable[[str], Run], people: Path, clock: FrozenClock, served: Served
) -> None:
    ann = laptop("ann")
    for _day in range(46):
        clock.forward(days=1)
        ann("import", people, "--as", "customers")
    shown = ann("unlock").document

    code = served.registry.unlock(shown["laptop"], shown["number"])[1]

    assert ann("unlock", "00000000" if code != "00000000" else "11111111").code == 1
    assert ann("unlock", code[:4], code[4:]).document == {"locked": False}
    assert ann("due").code == 0
    assert ann("unlock").document == {"locked": False}
