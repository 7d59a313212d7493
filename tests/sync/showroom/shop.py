"""A shop at work: its server, and laptops on which chance does what people do there."""

from __future__ import annotations

import random
import shutil
import traceback
from collections import Counter
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
from tests.sync.showroom import at_server
from tests.sync.showroom.hands import Idle
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
NOT_ENROLLED = "not enrolled"
CUT = 0.08
"""How often a request of a session does not come through, or its answer does not."""


class Hands(WithPeople, WithPlans, WithShop, WithPapers, WithRules, WithSecrets):
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
        self.desks: dict[str, Desk] = {}
        self.hands: dict[str, Hands] = {}
        self.lost_disks = 0
        stick = folder / "stick"
        stick.mkdir()
        for user in USERS:
            desk = self.desks[user] = Desk(folder / user)
            desk.patience = ONCE
            others = [one for one in USERS if one != user]
            dice = random.Random(f"{seed}/{user}")
            hands = self.hands[user] = Hands(partial(self._store_of, user), user, dice, others)
            hands.stick, hands.meanwhile = stick, partial(self.sync, user)
        for user, desk in self.desks.items():
            for _ in range(self.dice.randint(0, 4)):  # he worked alone before
                self.act(user, self.dice.choice(["do_contact", "do_customer", "do_customer"]))
            desk.enrol(code_for(served, user))

    def close(self) -> None:
        for desk in self.desks.values():
            desk.close()

    def run(self, steps: int) -> None:
        """So many things happen."""
        for _ in range(steps):
            user, roll = self.dice.choice(list(USERS)), self.dice.random()
            if roll < 0.82:
                self.act(user, self.dice.choice(self.hands[user].doings()))
            elif roll < 0.97:
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
        ids = [row for (row,) in self.desks[user].rows(mine, user=user)]
        return self.dice.sample(ids, min(3, len(ids)))

    def fault(self, user: str) -> None:
        """The program is ended, or an older image of the disk comes back."""
        desk, image = self.desks[user], self.images / user
        what = self.dice.choice(["again", "again", "image", "restored"])
        self.log.append(f"{user} {what}")
        if what == "image":
            shutil.rmtree(image, ignore_errors=True)
            desk.copy_to(image)
        elif what == "restored" and image.exists():
            desk.restore_from(image)
            self.lost_disks += 1
        else:
            desk.close()
            desk.open()

    def act(self, user: str, name: str) -> None:
        """One thing somebody does; a refusal is an answer."""
        try:
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
            with Cut(self.dice, 0.0 if whole else self.dice.choice([0.0, CUT, 4 * CUT])):
                receipt = self.desks[user].sync()
                if whole or self.dice.random() < FILES:
                    run_files(self.desks[user].store, patience=ONCE)
        except SyncStopped as stopped:
            self.log.append(f"{user} sync: {stopped.kind}")
            if stopped.kind in ("unreachable", "timeout"):
                return False
            if stopped.kind == NOT_ENROLLED:  # a backup from before his enrolment was put back
                self.desks[user].enrol(code_for(self.served, user))
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
