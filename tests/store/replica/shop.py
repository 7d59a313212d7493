"""A shop's server without a wire, and laptops with real profiles."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from sqlalchemy import text

from crm_desktop.store.replica.enrolment import Enrolment
from crm_desktop.store.replica.replica import Options, Replica, known_schema
from crm_desktop.store.store import Store
from sync.client.session import sync
from sync.core import digest, handshake, pages, push
from sync.core.digest import Range, Sum
from sync.core.handshake import Hello, Welcome
from sync.core.mutations import Mutation, Op, Outcome, sealed
from sync.core.pages import Page
from sync.core.portions import Fetched
from sync.core.shop import Author, Incarnation, Shop
from sync.core.values import Key, Patch

USERS = {"ann": "consultant", "bo": "consultant", "meg": "manager"}


class Server:
    """The core behind plain calls."""

    def __init__(self) -> None:
        self.shop = Shop(known_schema(), dict(USERS), {f"{user}-pc": user for user in USERS})
        self._lsn = 0
        self._pages: list[Page] = []

    def watch(self) -> list[Page]:
        """From now on every page that was asked for."""
        self._pages = []
        return self._pages

    def hello(self, said: Hello) -> Welcome:
        return handshake.hello(self.shop, said)

    def push(self, author: Author, epoch: int, batch: Sequence[Mutation]) -> Sequence[Outcome]:
        return push.push(self.shop, author, epoch, batch)

    def pull(self, author: Author, epoch: int, cursors: Mapping[str, int]) -> Page:
        push.check(self.shop, author, epoch)
        self._pages.append(pages.pull(self.shop, author.user, cursors, inc=author.inc))
        return self._pages[-1]

    def digest(self, author: Author, epoch: int, ranges: Sequence[Range]) -> Sequence[tuple[Range, Sum]]:
        held = digest.by_table(pages.inventory(self.shop, author.user))
        return [(one, digest.sum_of(held, one)) for one in ranges]

    def inventory(self, author: Author, epoch: int, ranges: Sequence[Range]) -> Mapping[Key, int]:
        held = digest.by_table(pages.inventory(self.shop, author.user))
        return {(one[0], row): seq for one in ranges for row, seq in digest.within(held, one).items()}

    def fetch(self, author: Author, epoch: int, keys: Sequence[Key]) -> Fetched:
        return pages.fetch(self.shop, author.user, keys)

    def meg(self, op: Op, table: str, row: str, patch: Patch | None = None, base: int = 0) -> Outcome:
        """The manager writes something on a laptop of hers."""
        self.shop.incarnations.setdefault("meg-1", Incarnation("meg-pc"))
        self._lsn += 1
        bases = dict.fromkeys(patch or {}, base)
        uid = f"{self._lsn:032x}"
        made = sealed(Mutation("meg-1", self._lsn, uid, table, row, op, dict(patch or {}), bases, at="2026-01-02"))
        return push.push(self.shop, Author("meg", "meg-pc", "meg-1"), self.shop.epoch, [made])[0]


class Laptop:
    """A real profile, enrolled."""

    def __init__(self, store: Store, server: Server, user: str = "ann", options: Options | None = None) -> None:
        self.store, self.server, self.token = store, server, ""
        store.enrol(Enrolment(user, user, USERS[user], f"{user}-pc", "shop", "Shop", "server"))
        self.replica: Replica = store.replica(self, options)

    def load(self) -> str:
        return self.token

    def save(self, token: str) -> None:
        self.token = token

    def sync(self) -> bool:
        return sync(self.replica, self.server)

    def rows(self, sql: str, **values: object) -> list[tuple[object, ...]]:
        return self.store.look(lambda source: source.rows(sql, **values))

    def value(self, sql: str, **values: object) -> object:
        return self.rows(sql, **values)[0][0]


def opened(folder: Path) -> Store:
    """A new profile with nothing derived."""
    return Store.create(folder, passphrase=None, derivers=())


def put(laptop: Laptop, table: str, row: str, **values: object) -> None:
    """A change of one row, made by hand."""
    written = ", ".join(f"{column} = :{column}" for column in values)

    laptop.store.write(
        "Change", lambda s: s.execute(text(f"UPDATE {table} SET {written} WHERE id = :row"), {**values, "row": row})
    )


CONTACT: Patch = {"name": "王芳", "owner": "ann", "private": 0, "created": "2026-01-01 00:00:00.000000"}
