"""The token that tells a file from its copies: what a copy sends goes on as a history of its own."""

import shutil
from pathlib import Path

from crm_desktop.store.store import Store
from sync.core.mutations import Op
from tests import make
from tests.store.replica.shop import CONTACT, Laptop, Server, opened, put


def test_a_copy_of_the_file_becomes_a_history_of_its_own(ann: Laptop, server: Server) -> None:
    assert ann.sync()
    before = ann.store.sync_state().inc
    ann.token = "of another copy"

    assert ann.sync()

    state = ann.store.sync_state()
    assert state.inc != before
    assert (state.parent, state.token) == (before, ann.token)


def test_a_session_with_nothing_to_send_leaves_the_token_as_it_is(ann: Laptop, server: Server) -> None:
    make.customer(ann.store)
    assert ann.sync()
    before = ann.token
    server.meg(Op.INSERT, "contact", "c", {**CONTACT, "root": "c"})

    assert ann.sync()
    assert ann.token == before == ann.store.sync_state().token

    make.customer(ann.store)
    assert ann.sync()
    assert ann.token != before


def test_what_is_saved_after_hello_gets_its_number_under_a_token_of_its_own(ann: Laptop, server: Server) -> None:
    ann.replica.adopt(server.hello(ann.replica.hello()))
    before = ann.token
    make.customer(ann.store)

    ann.replica.freeze()

    assert ann.value("SELECT count(*) FROM sync_outbox")
    assert ann.token not in (before, "")
    assert ann.store.sync_state().token == ann.token


def open_again(laptop: Laptop, folder: Path) -> None:
    """He goes on with the profile of this folder."""
    laptop.store.close()
    laptop.store = Store.open(folder, passphrase=None, derivers=())
    laptop.replica = laptop.store.replica(laptop)


def test_a_laptop_restored_from_a_copy_made_before_idle_sessions_does_not_number_twice(
    server: Server, tmp_path: Path
) -> None:
    ann = Laptop(opened(tmp_path / "ann"), server)
    make.customer(ann.store, name="first")
    assert ann.sync()
    ann.store.close()
    shutil.copytree(tmp_path / "ann", tmp_path / "copy")
    open_again(ann, tmp_path / "ann")
    assert ann.sync()  # nothing to do
    make.customer(ann.store, name="in the original")
    assert ann.sync()
    inc = ann.store.sync_state().inc

    open_again(ann, tmp_path / "copy")
    make.customer(ann.store, name="in the copy")
    assert ann.sync()

    names = {row.values["name"] for (table, _), row in server.shop.records.items() if table == "contact"}
    assert names == {"first", "in the original", "in the copy"}
    assert ann.store.sync_state().inc != inc
    ann.store.close()


def test_a_copy_from_before_somebody_was_shared_again_has_what_the_shop_says_of_him(
    server: Server, tmp_path: Path
) -> None:
    ann = Laptop(opened(tmp_path / "ann"), server)
    friend = make.contact(ann.store, name="friend", private=True)
    put(ann, "contact", friend, private=0)
    assert ann.sync()
    ann.store.undo()
    assert ann.sync()
    ann.store.close()
    shutil.copytree(tmp_path / "ann", tmp_path / "copy")
    open_again(ann, tmp_path / "ann")
    put(ann, "contact", friend, private=0)
    assert ann.sync()
    put(ann, "contact", friend, company="mine")
    server.meg(Op.UPDATE, "contact", friend, {"company": "hers"}, server.shop.head)
    assert ann.sync()
    told = ann.rows("SELECT id FROM conflict")
    assert told

    open_again(ann, tmp_path / "copy")
    assert ann.sync()

    assert ann.rows("SELECT private FROM contact") == [(0,)]
    assert set(ann.rows("SELECT id FROM conflict")) >= set(told)
    ann.store.close()
