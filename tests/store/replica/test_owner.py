"""Whose each customer is, in the list cache too: after the enrolment and when one is handed over."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from crm_desktop.features.customers.queries import person_rows
from crm_desktop.features.hand_over import commands
from crm_desktop.features.milestones import commands as milestones
from crm_desktop.features.reviews import commands as reviews
from crm_desktop.features.reviews.glance import reviews_of, waiting
from crm_desktop.features.search.derived import DERIVERS
from crm_desktop.store.store import Store
from tests import make
from tests.store.replica.shop import Laptop, Server

COLLEAGUES = json.dumps([{"user": user, "name": user.title(), "role": role} for user, role in (
    ("ann", "consultant"), ("bo", "consultant"), ("meg", "manager"))])  # fmt: skip


class Shop:
    """Laptops with everything derived."""

    def __init__(self, place: Path) -> None:
        self.place, self.server, self.open = place, Server(), []

    def bare(self, user: str) -> Store:
        self.open.append(Store.create(self.place / user, passphrase=None, derivers=DERIVERS))
        return self.open[-1]

    def laptop(self, user: str, store: Store | None = None) -> Laptop:
        made = Laptop(store or self.bare(user), self.server, user)
        make.told(made.store, colleagues=COLLEAGUES)
        return made


@pytest.fixture
def shop(tmp_path: Path, clock: object) -> Iterator[Shop]:
    made = Shop(tmp_path)
    yield made
    for store in made.open:
        store.close()


def owners(laptop: Laptop, *people: str) -> list[str]:
    return [row.owner for row in laptop.store.read(person_rows, list(people))]


def test_the_lists_know_the_owner_from_the_enrolment_on(shop: Shop) -> None:
    store = shop.bare("ann")
    person = make.customer(store, name="王芳")

    ann = shop.laptop("ann", store)

    assert owners(ann, person) == ["ann"]
    assert ann.store.check() == []


def test_a_customer_handed_over_leaves_the_one_laptop_and_comes_to_the_other(shop: Shop) -> None:
    ann, bo, meg = (shop.laptop(user) for user in ("ann", "bo", "meg"))
    person = make.customer(ann.store, name="王芳")
    touch = make.touch(ann.store, person, note="谈了价格")
    assert ann.sync()
    assert meg.sync()
    assert owners(meg, person) == ["ann"]

    meg.store.write("hand over", commands.reassign, [person], "bo")
    assert meg.sync()
    assert bo.sync()
    assert ann.sync()

    assert (owners(bo, person), owners(meg, person), owners(ann, person)) == (["bo"], ["bo"], [])
    assert bo.rows("SELECT id FROM touch") == [(touch,)]
    for laptop in (ann, bo, meg):
        assert laptop.store.check() == []


def test_a_loss_goes_before_the_managers_eyes_and_back(shop: Shop) -> None:
    ann, meg = shop.laptop("ann"), shop.laptop("meg")
    person = make.customer(ann.store, name="王芳")
    make.opportunity(ann.store, person)
    ann.store.write("lose", milestones.lose, person, reason="same_price", truth="true")
    assert ann.sync()
    assert meg.sync()
    one = meg.store.look(waiting).items[0]

    meg.store.write("back", reviews.send_back, one.id, "再打一次电话")
    assert meg.sync()
    assert ann.sync()

    assert [(item.kind, item.state, item.note) for item in ann.store.look(waiting).items] == [
        ("loss", "rejected", "再打一次电话")]  # fmt: skip
    ann.store.write("again", reviews.ask_again, one.id)
    assert ann.sync()
    assert meg.sync()
    assert [item.state for item in meg.store.read(reviews_of, person)] == ["asked"]
