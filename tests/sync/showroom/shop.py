"""A shop at work: its server, and laptops on which chance does what people do there."""

from __future__ import annotations

import random
import traceback
from collections import Counter
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crm_desktop.base.errors import UserError
from crm_desktop.features.sync.commands import run_files, run_sync
from crm_desktop.features.sync.rules import SyncStopped
from sync.client.backoff import Patience
from sync.client.errors import Offline
from sync.client.transport import Transport
from tests.sync.codes import code_for
from tests.sync.loopback.office import Desk
from tests.sync.showroom import at_server, machines
from tests.sync.showroom.hands import Idle
from tests.sync.showroom.with_details import WithDetails
from tests.sync.showroom.with_papers import WithPapers
from tests.sync.showroom.with_people import WithPeople
from tests.sync.showroom.with_plans import WithPlans
from tests.sync.showroom.with_rules import WithRules
from tests.sync.showroom.with_secrets import WithSecrets
from tests.sync.showroom.with_shop import WithShop

if TYPE_CHECKING:
    from crm_desktop.store.store import Store
    from tests.sync.server.serving import Served

USERS = {"ann": "consultant", "bo": "consultant", "meg": "manager"}
ONCE = Patience(attempts=1)
FILES = 0.5
"""How often the attachments are carried after a session."""
CUT = 0.08
"""How often a request of a session does not come through, or its answer does not."""


class Hands(WithPeople, WithPlans, WithShop, WithPapers, WithRules, WithSecrets, WithDetails):
    """All that one of them does."""


class Shop:
    """Ann, Bo and their manager Meg."""

    def __init__(self, served: Served, folder: Path, seed: int) -> None:
        self.served, self.dice, self.images = served, random.Random(seed), folder / "images"
        self.log: list[str] = []
        self.wrong: list[str] = []
        self.inbox: Counter[str] = Counter()
        """What was in conflict or not taken, and why: for whoever looks for more."""
        self.done: Counter[str] = Counter()
        self.seed, self.stick = seed, folder / "stick"
        self.desks: dict[str, Desk] = {}
        """By the name of a laptop, which is its user's or begins with it."""
        self.users: dict[str, str] = {}
        """Whose each of them is."""
        self.hands: dict[str, Hands] = {}
        self.shifts: dict[str, timedelta] = {}
        """By how much a laptop's clock is wrong."""
        self.lost_disks = self.machines = 0
        self.stick.mkdir()
        for user in USERS:
            self.take(user, user, Desk(folder / user))
        for user in USERS:
            for _ in range(self.dice.randint(0, 4)):  # he worked alone before
                self.act(user, self.dice.choice(["do_contact", "do_customer", "do_customer"]))
            self.enrol(user)

    def take(self, name: str, user: str, desk: Desk) -> None:
        """One more laptop, which somebody works at."""
        self.desks[name], self.users[name] = desk, user
        desk.patience = ONCE
        dice, others = random.Random(f"{self.seed}/{name}"), [one for one in USERS if one != user]
        hands = self.hands[name] = Hands(partial(self._store_of, name), user, dice, others)
        hands.stick, hands.meanwhile = self.stick, partial(self.sync, name)

    def let_go(self, name: str) -> None:
        """Nobody works at it any more."""
        self.desks.pop(name).close()
        self.users.pop(name)

    def enrol(self, name: str) -> None:
        """It is connected to the shop, for the first time or once more."""
        with machines.at(self.desks[name], timedelta()):
            self.desks[name].enrol(code_for(self.served, self.users[name]))

    def close(self) -> None:
        for desk in self.desks.values():
            desk.close()

    def run(self, steps: int) -> None:
        """So many things happen."""
        for _ in range(steps):
            user, roll = self.dice.choice(list(self.desks)), self.dice.random()
            if roll < 0.82:
                self.act(user, self.dice.choice(self.hands[user].doings()))
            elif roll < 0.96:
                self.sync(user)
            elif roll < 0.99:
                self.fault(user)
            else:
                self.at_server(user)

    def at_server(self, user: str) -> None:
        """Something is done at the server."""
        what = self.dice.choice(at_server.events())
        self.log.append(f"server {what} {user}")
        try:
            at_server.happen(self, what, user)
        except Exception:  # noqa: BLE001 - whatever it is, the history is broken
            self.wrong.append(f"server {what} {user}: {traceback.format_exc(limit=-4)}")

    def some_of(self, user: str) -> list[str]:
        """A few of his people, as he knows them."""
        mine = "SELECT id FROM contact WHERE row_seq > 0 AND owner = :user ORDER BY id"
        ids = [row for (row,) in self.desks[user].rows(mine, user=self.users[user])]
        return self.dice.sample(ids, min(3, len(ids)))

    def fault(self, user: str) -> None:
        """Something happens to a laptop."""
        what = self.dice.choice(machines.faults(self.seed))
        self.log.append(f"{user} {what}")
        try:
            machines.happen(self, what, user)
        except Exception:  # noqa: BLE001 - whatever it is, the history is broken
            self.wrong.append(f"{user} {what}: {traceback.format_exc(limit=-4)}")

    def act(self, user: str, name: str) -> None:
        """One thing somebody does; a refusal is an answer."""
        try:
            with machines.at(self.desks[user], self.shifts.get(user, timedelta())):
                getattr(self.hands[user], name)()
            self.done[name] += 1
            self.log.append(f"{user} {name}")
        except Idle:
            self.done[f"{name} idle"] += 1
        except UserError as refused:
            self.done[f"{name} refused"] += 1
            self.log.append(f"{user} {name}: {type(refused).__name__} {refused}")
        except Exception:  # noqa: BLE001 - whatever it is, the history is broken
            self.wrong.append(f"{user} {name}: {traceback.format_exc(limit=-4)}")

    def sync(self, user: str, *, whole: bool = False) -> bool:
        """A session, which may be cut off; whether it ended quiet."""
        try:
            cut = Cut(self.dice, 0.0 if whole else self.dice.choice([0.0, CUT, 4 * CUT]))
            with machines.at(self.desks[user], self.shifts.get(user, timedelta())), cut:
                receipt = self.desks[user].sync()
                if whole or self.dice.random() < FILES:
                    run_files(self.desks[user].store, patience=ONCE)
        except SyncStopped as stopped:
            self.log.append(f"{user} sync: {stopped.kind}")
            if stopped.kind in ("unreachable", "timeout"):
                return False
            if stopped.kind == at_server.NOT_ENROLLED:  # a backup from before his enrolment was put back
                self.enrol(user)
                return False
            return self._confirmed(user, stopped)
        except Exception:  # noqa: BLE001 - the same
            self.wrong.append(f"{user} sync: {traceback.format_exc(limit=-6)}")
            return False
        self.log.append(f"{user} sync: up {receipt.sent}, down {receipt.received}, "
                        f"{receipt.conflicts} conflicts, {receipt.parked} parked")  # fmt: skip
        return bool(receipt.quiet)

    def _confirmed(self, user: str, stopped: SyncStopped) -> bool:
        try:
            with machines.at(self.desks[user], timedelta()):
                return bool(run_sync(self.desks[user].store, patience=ONCE, confirmed=True).quiet)
        except Exception as error:  # noqa: BLE001 - the same
            self.wrong.append(f"{user} sync after {stopped.kind}: {error!r}")
            return False

    def _store_of(self, user: str) -> Store:
        return self.desks[user].store


class Cut:
    """The line is cut now and then, before or after the server has heard."""

    def __init__(self, dice: random.Random, often: float) -> None:
        self._dice, self._often = dice, often

    def __enter__(self) -> None:
        self._once, dice, often = Transport._once, self._dice, self._often
        once = self._once

        def asked(transport: Transport, *what: Any) -> Any:
            fate = dice.random()
            if fate < often / 2:
                raise Offline("unreachable")
            answer = once(transport, *what)
            if fate < often:
                raise Offline("unreachable")
            return answer

        Transport._once = asked  # type: ignore[method-assign]

    def __exit__(self, *raised: object) -> None:
        Transport._once = self._once  # type: ignore[method-assign]
