"""Cases of the protocol that no other test tells (numbers: its list of edge cases)."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from crm_desktop.base.errors import DiskFull, UserError
from crm_desktop.features.duplicates import queries as duplicates
from crm_desktop.features.search.derived import DERIVERS
from crm_desktop.features.sync.commands import take_kept, take_lost
from crm_desktop.store.connection import known_errors
from crm_desktop.store.store import Store
from sync.core.mutations import Mutation, Op, Outcome
from sync.core.shop import Author
from tests import make
from tests.store.replica.shop import CONTACT, Laptop, Server


@pytest.fixture
def office(tmp_path: Path, server: Server) -> Iterator[Callable[[str], Laptop]]:
    stores: list[Store] = []

    def laptop(user: str) -> Laptop:
        stores.append(Store.create(tmp_path / f"of-{user}", passphrase=None, derivers=DERIVERS))
        return Laptop(stores[-1], server, user)

    yield laptop
    for store in stores:
        store.close()


def rename(laptop: Laptop, name: str) -> None:
    laptop.store.write(
        "Rename", lambda session: session.execute(text("UPDATE contact SET name = :name"), {"name": name})
    )


def until_quiet(*laptops: Laptop) -> None:
    for _round in range(3):
        for one in laptops:
            assert one.sync()


def test_an_edit_made_while_a_session_runs_goes_with_it(ann: Laptop, server: Server) -> None:  # 7
    contact = make.customer(ann.store, name="before")
    push = server.push

    def typing(author: Author, epoch: int, batch: Sequence[Mutation]) -> Sequence[Outcome]:
        if not ann.rows("SELECT 1 FROM contact WHERE name = 'meanwhile'"):
            rename(ann, "meanwhile")
        return push(author, epoch, batch)

    server.push = typing  # type: ignore[method-assign]

    assert ann.sync()

    assert server.shop.records["contact", contact].values["name"] == "meanwhile"


def test_one_person_made_twice_offline_is_both_and_a_pair_for_the_manager(  # 16
    office: Callable[[str], Laptop], server: Server
) -> None:
    ann, bo, meg = office("ann"), office("bo"), office("meg")
    mine = make.customer(ann.store, name="王芳", phone="13800138000")
    his = make.customer(bo.store, name="王方", phone="138 0013 8000")

    until_quiet(ann, bo, meg)

    assert {("contact", mine), ("contact", his)} <= server.shop.records.keys()
    (pair,) = meg.store.read(duplicates.duplicate_pairs)
    assert {pair.a, pair.b} == {mine, his}
    assert not ann.store.read(duplicates.duplicate_pairs)
    assert not ann.rows("SELECT 1 FROM conflict")


def test_a_full_disk_keeps_what_came_before_and_the_next_session_goes_on(ann: Laptop, server: Server) -> None:  # 43
    mine = make.customer(ann.store, name="typed here")
    for n in range(40):
        server.meg(Op.INSERT, "contact", f"c{n}", {**CONTACT, "root": f"c{n}", "note": "x" * 20_000})

    def limit(pages: int) -> None:
        with ann.store._transaction() as session:
            session.connection().exec_driver_sql(f"PRAGMA max_page_count = {pages}")

    limit(int(str(ann.value("SELECT page_count FROM pragma_page_count"))) + 40)
    with pytest.raises((DiskFull, UserError)), known_errors():
        ann.sync()
    assert ann.value("SELECT name FROM contact WHERE id = :row", row=mine) == "typed here"
    limit(1_000_000)

    assert ann.sync()

    assert ann.value("SELECT count(*) FROM contact") == 41
    assert server.shop.records["contact", mine].values["name"] == "typed here"
    assert ann.value("SELECT * FROM pragma_integrity_check") == "ok"


@pytest.mark.parametrize("first", ["ann", "meg"])
def test_a_conflict_decided_differently_on_two_laptops_ends_alike_everywhere(  # 54
    office: Callable[[str], Laptop], server: Server, first: str
) -> None:
    ann, meg = office("ann"), office("meg")
    contact = make.customer(ann.store, name="before")
    until_quiet(ann, meg)
    rename(ann, "ann's")
    rename(meg, "meg's")
    until_quiet(ann, meg)
    (card,) = [row for (row,) in ann.rows("SELECT id FROM conflict WHERE state = 'open'")]

    ann.store.write("Keep", take_kept, card)
    meg.store.write("Take", take_lost, card)
    until_quiet(*((ann, meg) if first == "ann" else (meg, ann)))

    name = server.shop.records["contact", contact].values["name"]
    assert name == "meg's"  # only she changed the name; to keep what is there is no edit
    states: list[Any] = [one.rows("SELECT name FROM contact") for one in (ann, meg)]
    assert states == [[(name,)], [(name,)]]
    assert not ann.rows("SELECT 1 FROM conflict WHERE state = 'open'")
    assert not meg.rows("SELECT 1 FROM conflict WHERE state = 'open'")
