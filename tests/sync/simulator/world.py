"""One seeded history: a shop, its laptops, what their users do, and what goes wrong."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Callable

from sync.client.errors import Braked
from sync.client.session import Answer, Meanwhile, at_once, pulled, sync
from sync.core import compaction, push
from sync.core.schema import ENDLESS
from sync.core.shop import Shop
from tests.sync.simulator.acts import Acts, Form
from tests.sync.simulator.desk import File
from tests.sync.simulator.net import Interrupted, Net
from tests.sync.simulator.replica import Laptop
from tests.sync.simulator.setting import SCHEMA, USERS, Faults, copied
from tests.sync.simulator.shadow import Shadow

BACKUPS = 2
LEAF = 1
AGES, AWAY, COMES = 0.06, 0.5, 0.8
"""How often a long time goes by, how many are away for so long, and how often the others sync then."""
WIRE = ("lost request", "lost answer", "duplicate", "late duplicate", "meanwhile")


def at_last(ask: Callable[[], Answer], /) -> Callable[[], Answer]:
    """The server is reached after what goes on meanwhile: a request in a thread may be as late as that."""
    return ask


class World(Acts):
    """Everything a history needs; the seed decides all of it."""

    most = ENDLESS
    """How many bytes of rows go into an answer."""

    def __init__(self, seed: int, faults: Faults, *, clock: int = 0) -> None:
        self.chance = random.Random(seed)
        self.faults = faults
        self.wire, self.kill = self.chance.choice(faults.wire), self.chance.choice(faults.kill)
        self.asked: Meanwhile = at_once if seed % 2 else at_last
        self.shop = Shop(SCHEMA, dict(USERS), {f"{user}-pc": user for user in USERS})
        self.shadow = Shadow()
        self.clock = random.Random(clock)
        self.late: list[Callable[[], object]] = []
        self.laptops = {user: self.laptop_of(user, random.Random(f"{seed}/{user}")) for user in USERS}
        for user, laptop in self.laptops.items():
            laptop.interrupt = lambda: self._maybe_kill()
            laptop.file.scopes = ()
            assert user
        self.nets = {user: Net(self, user) for user in USERS}
        self.wiped: set[str] = set()
        self.images: dict[str, tuple[File, set[str]]] = {}
        self.backups: list[Shop] = []
        self.away: set[str] = set()
        """Who said no hello for so long that the server counts on his laptop no more."""
        self.unheard: set[str] = set()
        """Who, besides, may know less than the server was told of him: he came back from an image of his disk."""
        self.busy: list[str] = []
        self.highest_epoch = 1
        self.forms: dict[str, Form] = {}
        self.healing = False
        self.nested = False
        self.log: list[str] = []

    def laptop_of(self, user: str, chance: random.Random) -> Laptop:
        """A new laptop; the real one is another."""
        return Laptop(SCHEMA, user, f"{user}-pc", chance)

    def close(self) -> None:
        """Real laptops have files to close."""

    # Time and faults ---------------------------------------------------------------------------------------------

    def at(self) -> str:
        """What a laptop's clock says: anything. Nothing may depend on it (I6)."""
        return f"{self.clock.randint(1990, 2060)}-{self.clock.randint(1, 12):02}"

    def fault(self) -> str:
        if self.healing or self.chance.random() >= self.wire:
            return ""
        return self.chance.choice(WIRE)

    def _maybe_kill(self) -> None:
        if not self.healing and self.chance.random() < self.kill:
            raise Interrupted("killed")

    def meanwhile(self, user: str) -> None:
        """Something happens between two requests of a session: an edit of its user, a session of somebody else."""
        if self.nested:
            return
        self.nested = True
        try:
            roll = self.chance.random()
            if roll < 0.5:
                self.act(user)
            elif roll < 0.6 and self.faults.server:
                self.server_fault()
            else:
                self.step(besides=user)
        finally:
            self.nested = False

    # Steps -------------------------------------------------------------------------------------------------------

    def run(self, steps: int) -> None:
        for _ in range(steps):
            self.step()

    def step(self, besides: str = "") -> None:
        self.time_goes_by()
        users = [user for user in USERS if user != besides and user not in self.wiped]
        if not users:
            return
        user = self.chance.choice(users)
        roll = self.chance.random()
        if roll < 0.60:
            self.act(user)
        elif roll < 0.85:
            self.sync(user)
        elif roll < 0.90:
            self.peek(user)
        elif roll < 0.93 and self.late:
            with contextlib.suppress(push.Refusal):
                self.late.pop(self.chance.randrange(len(self.late)))()
        elif roll < 0.96 and self.faults.laptops:
            self.laptop_fault(user)
        elif roll < 0.99 and self.faults.server:
            self.server_fault()
        elif 0.99 <= roll < 0.995 and user != "meg":
            self.change_role(user)
        elif roll > 0.995 and self.faults.laptops and len(users) > 3 and user != "meg":
            self.shop.revoked.add(f"{user}-pc")
            self.log.append(f"{user} revoked")

    def change_role(self, user: str) -> None:
        """A consultant becomes a manager, or one again."""
        role = "consultant" if self.shop.roles[user] == "manager" else "manager"
        self.shop.roles[user] = role
        self.log.append(f"{user} is {role} now")

    def sync(self, user: str) -> bool:
        laptop = self.laptops[user]
        self.busy.append(user)
        try:
            quiet = self._session(user, laptop)
        except Interrupted as why:
            self.log.append(f"{user} sync: {why}")
            return False
        except push.Revoked:
            self.wipe(user)
            return True
        finally:
            self.busy.remove(user)
        self.log.append(f"{user} sync: {'quiet' if quiet else 'not quiet'}")
        return quiet

    def _session(self, user: str, laptop: Laptop) -> bool:
        """A session; where it stops and asks, the user lets it go on."""
        try:
            return sync(laptop, self.nets[user], LEAF, meanwhile=self.asked)
        except Braked as why:
            self.log.append(f"{user} is asked: {why.brake}")
            return sync(laptop, self.nets[user], LEAF, confirmed=True, meanwhile=self.asked)

    def peek(self, user: str) -> None:
        """Pull without pushing first: a client may show what is new before it can send."""
        laptop = self.laptops[user]
        if not laptop.file.compare and user not in self.away | self.unheard:  # its token is good for a session
            self.busy.append(user)
            with contextlib.suppress(Interrupted, push.Refusal):
                laptop.apply(pulled(laptop, self.nets[user]))
                self.log.append(f"{user} peeks")
            self.busy.remove(user)

    def wipe(self, user: str) -> None:
        """A revoked laptop hands over what it has not sent, and is no more."""
        laptop = self.laptops[user]
        with contextlib.suppress(Interrupted):
            while laptop.freeze():
                pass
            push.rescue(self.shop, laptop.author(), list(laptop.file.outbox.values()))
            self.wiped.add(user)
            self.shadow.risky |= {value for value, typed in self.shadow.typed.items() if typed.user == user}
            self.log.append(f"{user} wiped")

    def laptop_fault(self, user: str) -> None:
        """An image of the disk is made, or brought back; sometimes the key store is older too."""
        laptop = self.laptops[user]
        if user not in self.images or self.chance.random() < 0.5:
            self.images[user] = (laptop.file.copy(), set(self.shadow.typed))
            self.log.append(f"{user} image")
            return
        image, known = self.images[user]
        laptop.file = image.copy()
        if self.chance.random() < 0.5:
            laptop.keystore = laptop.file.token
        self.forms.pop(user, None)
        if self.faults.aged:
            self.unheard.add(user)
        self.shadow.lose_disk(user, known)
        self.log.append(f"{user} restored")

    def time_goes_by(self) -> None:
        """Sometimes so much that the server stops counting on some laptops, and compacts."""
        if not self.faults.aged or self.chance.random() >= AGES:
            return
        self.away |= {user for user in USERS if user not in self.busy and self.chance.random() < AWAY}
        for user in list(USERS) * 2:  # the others sync as ever: the second hello tells what was read after the first
            if user not in (*self.away, *self.busy, *self.wiped) and self.chance.random() < COMES:
                self.sync(user)
        cut = self.compact()
        self.log.append(f"{sorted(self.away)} away, floor {self.shop.floor}, cut {cut}")

    def compact(self) -> compaction.Cut:
        """As the server does it from time to time."""
        return compaction.compact(self.shop, self.in_use())

    def in_use(self) -> list[int]:
        """How far the laptops in use have read."""
        gone = {f"{user}-pc" for user in self.away} | self.shop.revoked
        return [seq for device, seq in self.shop.reached.items() if device not in gone]

    def is_heard(self, user: str) -> None:
        """He says hello."""
        self.away.discard(user)
        self.unheard.discard(user)

    def server_fault(self) -> None:
        if not self.backups or self.chance.random() < 0.5:
            self.back_up()
        else:
            self.restore(self.chance.choice(self.backups[-BACKUPS:]))

    def back_up(self) -> Shop:
        """Keep the server as it is."""
        self.backups.append(copied(self.shop))
        self.log.append("server backup")
        return self.backups[-1]

    def restore(self, backup: Shop) -> None:
        """Bring a backup back, not always the newest: the server is what it was then, under a new epoch."""
        revoked = self.shop.revoked
        self.highest_epoch = max(self.highest_epoch, self.shop.epoch)
        self.shop = copied(backup)
        self.shop.revoked = revoked
        self.shop.begin_epoch(above=self.highest_epoch)
        self.highest_epoch = self.shop.epoch
        self.shadow.server_restored = True
        self.log.append(f"server restored, epoch {self.shop.epoch}")
