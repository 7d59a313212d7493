"""Hypothesis drives the same world step by step: it shrinks what it breaks, and finds what dice rarely throw."""

import os

from hypothesis import settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.sync.simulator.checkers import finish
from tests.sync.simulator.setting import USERS, Faults
from tests.sync.simulator.world import World

LONG = os.environ.get("CRM_LONG") == "1"
users = some.sampled_from(sorted(USERS))
ACTS = ("edit", "insert", "child", "delete", "restore", "move", "undo", "open", "save", "stage", "script", "erase",
        "promote", "settle", "poison", "story", "withdraw")  # fmt: skip


class Laptops(RuleBasedStateMachine):
    """Three consultants, a manager, a server."""

    world: World

    @initialize(seed=some.integers(0, 2**32), wire=some.sampled_from([0.0, 0.15, 0.3]))
    def begin(self, seed: int, wire: float) -> None:
        self.world = World(seed, Faults(wire=(wire,), kill=(0.02,), laptops=True, server=True, aged=True))
        self.head = 0

    @rule(user=users, act=some.sampled_from(ACTS))
    def do(self, user: str, act: str) -> None:
        if user not in self.world.wiped:
            getattr(self.world, f"do_{act}")(user, self.world.laptops[user])

    @rule(user=users)
    def sync(self, user: str) -> None:
        if user not in self.world.wiped:
            self.world.sync(user)

    @rule(user=users)
    def peek(self, user: str) -> None:
        if user not in self.world.wiped:
            self.world.peek(user)

    @rule(user=users)
    def image_or_restore(self, user: str) -> None:
        if user not in self.world.wiped:
            self.world.laptop_fault(user)

    @rule(away=some.sets(users))
    def a_long_time_goes_by(self, away: set[str]) -> None:
        self.world.away |= away
        self.world.compact()

    @rule()
    def back_up_or_restore_the_server(self) -> None:
        self.world.server_fault()

    @rule(user=some.sampled_from(["bo", "cy"]))
    def revoke(self, user: str) -> None:
        self.world.shop.revoked.add(f"{user}-pc")

    @invariant()
    def numbers_only_grow(self) -> None:
        if hasattr(self, "world"):
            assert self.world.shop.head >= self.head
            self.head = self.world.shop.head

    @invariant()
    def no_row_is_newer_than_its_server(self) -> None:
        if hasattr(self, "world"):
            head = self.world.shop.head
            assert all(record.row_seq <= head for record in self.world.shop.records.values())
            assert all(laptop.file.epoch <= self.world.shop.epoch for laptop in self.world.laptops.values())

    def teardown(self) -> None:
        if hasattr(self, "world"):
            found = finish(self.world)
            assert not found, "\n".join([*self.world.log, *found])


TestLaptops = Laptops.TestCase
TestLaptops.settings = settings(max_examples=1000 if LONG else 60, stateful_step_count=40)
