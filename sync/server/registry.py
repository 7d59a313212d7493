"""Who may come in: shops, their users, the laptops enrolled for them, and the codes that enrol."""

import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from sync import protocol
from sync.core import orders, sealing
from sync.core.lease import short_name, unlock_code
from sync.server.storage.engine import Engine, Link

ROLES = ("consultant", "manager")
SERVER = ""
"""The shop under which the server keeps what belongs to no shop."""


class BadCode(Exception):
    """An enrolment code that enrols nobody, with the error's name."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Unknown(LookupError):
    """There is no such shop, user or device."""


@dataclass(frozen=True, slots=True)
class Device:
    """One enrolled laptop."""

    shop: str
    id: str
    user: str
    name: str
    public_key: str
    state: str
    wipe: str
    made: str
    seen: str
    replaced_by: str = ""
    """The same laptop, enrolled again later; it has shown that it has the key, which is in no copy of a profile."""

    @property
    def is_replaced(self) -> bool:
        """Whether it may come in and does so under another name."""
        return bool(self.replaced_by) and self.state == "active"

    @property
    def short(self) -> str:
        """What tells it from the others over the phone."""
        return short_name(self.id)


_DEVICE = "shop, id, usr, name, public_key, state, wipe, made, seen"


class Registry:
    """What the command line and the enrolment write, and every signed request reads."""

    def __init__(self, engine: Engine, now: Callable[[], str], seconds: Callable[[], float]) -> None:
        self.engine, self._now, self._seconds = engine, now, seconds

    # The server ------------------------------------------------------------------------------------------------------

    def kept(self, name: str, make: Callable[[], bytes], shop: str = SERVER) -> bytes:
        """A value of the server, or of a shop, made once and the same for every process."""
        found = self.setting(name, shop)
        if found is not None:
            return found
        with self.engine.writing() as link:
            rows = [(shop, name, make())]
            if not link.rows("SELECT 1 FROM setting WHERE shop = ? AND name = ?", shop, name):
                link.upsert("setting", rows)
        return self.setting(name, shop) or b""

    def setting(self, name: str, shop: str = SERVER) -> bytes | None:
        """A value that was kept."""
        with self.engine.reading() as link:
            found = link.rows("SELECT value FROM setting WHERE shop = ? AND name = ?", shop, name)
        return bytes(found[0][0]) if found else None

    def keep(self, name: str, value: bytes, shop: str = SERVER) -> None:
        """Keep a value."""
        with self.engine.writing() as link:
            link.upsert("setting", [(shop, name, value)])

    def server_id(self) -> str:
        """By which a laptop knows its server again."""
        return self.kept("server_id", lambda: secrets.token_hex(16).encode()).decode()

    def token_key(self) -> bytes:
        """What access tokens are sealed with."""
        return self.kept("token_key", lambda: secrets.token_bytes(32))

    def seal_key(self, shop: str) -> bytes:
        """The private half of the key for which a shut-out laptop seals its rest."""
        return self.kept("seal_key", sealing.new_key, shop)

    def order_key(self, shop: str) -> bytes:
        """The private half of the key that signs the order to end a laptop."""
        return self.kept("order_key", orders.new_key, shop)

    # Shops and users -------------------------------------------------------------------------------------------------

    def add_shop(self, name: str) -> str:
        """Open a shop; its id."""
        _must_be_name(name)
        shop = f"s{secrets.token_hex(4)}"
        with self.engine.writing() as link:
            if link.rows("SELECT 1 FROM shop WHERE name = ?", name):
                raise ValueError(f"there is a shop {name} already")
            link.upsert("shop", [(shop, name, 1, 0, self._now())])
            # From the start: a backup without it would be a shop whose laptops take no order from it.
            link.upsert("setting", [(shop, "order_key", orders.new_key())])
        return shop

    def shops(self) -> list[tuple[str, str]]:
        """Ids and names."""
        with self.engine.reading() as link:
            return [(row[0], row[1]) for row in link.rows("SELECT shop, name FROM shop ORDER BY made, name")]

    def shop(self, name: str = "") -> str:
        """The id of a shop by its name or id; of the only one without."""
        known = self.shops()
        if not known:
            raise ValueError("There is no shop yet: crm-sync-server shop add NAME")
        if not name and len(known) > 1:
            raise ValueError(f"There is more than one shop. Which? --shop {', --shop '.join(one for _, one in known)}")
        found = [shop for shop, called in known if name in ("", shop, called)]
        if not found:
            raise Unknown(name)
        return found[0]

    def add_user(self, shop: str, name: str, role: str) -> None:
        """A consultant or a manager; one who is there gets the role."""
        if role not in ROLES:
            raise ValueError(role)
        _must_be_name(name)
        if "/" in name:
            raise ValueError(f"{name} is no name of a user: it stands between the shop and the user in SHOP/NAME")
        with self.engine.writing() as link:
            link.upsert("usr", [(shop, name, role, self._now())])

    def users(self, shop: str) -> dict[str, str]:
        """Role by name."""
        with self.engine.reading() as link:
            return dict(link.rows("SELECT name, role FROM usr WHERE shop = ? ORDER BY name", shop))

    # Enrolment -------------------------------------------------------------------------------------------------------

    def code(self, shop: str, user: str) -> str:
        """A secret that enrols one laptop of a user, once, for a quarter of an hour."""
        if user not in self.users(shop):
            raise Unknown(user)
        secret = f"{shop}.{secrets.token_urlsafe(24)}"
        with self.engine.writing() as link:
            link.upsert("code", [(shop, _hashed(secret), user, int(self._seconds()) + protocol.CODE_SECONDS, 0)])
        return secret

    def enroll(self, secret: str, public_key: str, name: str) -> dict[str, Any]:
        """Exchange a code for a place in the shop. Asked again with the same key, the answer is the same."""
        shop = secret.partition(".")[0]
        with self.engine.writing() as link:
            found = link.rows(
                "SELECT c.usr, c.expires, c.used, s.name, s.epoch, u.role FROM code c JOIN shop s ON s.shop = c.shop"
                " JOIN usr u ON u.shop = c.shop AND u.name = c.usr WHERE c.shop = ? AND c.secret = ?",
                shop, _hashed(secret),
            )  # fmt: skip
            if not found:
                raise BadCode(protocol.UNKNOWN_CODE)
            user, expires, used, shop_name, epoch, role = found[0]
            device = f"{shop}.{_hashed(f'{secret}/{public_key}')[:20]}"
            if used and not link.rows("SELECT 1 FROM device WHERE shop = ? AND id = ?", shop, device):
                raise BadCode(protocol.USED_CODE)
            if not used and expires < self._seconds():
                raise BadCode(protocol.EXPIRED_CODE)
            if not used:
                self._admit(link, Device(shop, device, user, name, public_key, "active", "", self._now(), ""))
                link.run("UPDATE code SET used = 1 WHERE shop = ? AND secret = ?", shop, _hashed(secret))
        return {
            "device": device, "user": user, "role": role, "shop": shop, "shop_name": shop_name, "epoch": epoch,
            "unlock": self.unlock_secret(device), "order_key": orders.public_of(self.order_key(shop)),
        }  # fmt: skip

    def _admit(self, link: Link, one: Device) -> None:
        link.upsert(
            "device",
            [(one.shop, one.id, one.user, one.name, one.public_key, one.state, one.wipe, one.made, one.seen)],
        )

    # Devices ---------------------------------------------------------------------------------------------------------

    def devices(self, shop: str) -> list[Device]:
        """Every laptop that was ever enrolled."""
        with self.engine.reading() as link:
            rows = link.rows(f"SELECT {_DEVICE} FROM device WHERE shop = ? ORDER BY made, name, id", shop)
        return _with_successors([Device(*row) for row in rows])

    def successor(self, name: str) -> Device | None:
        """As which a laptop comes that was enrolled again."""
        known = {one.id: one for one in self.devices(name.partition(".")[0])}
        return known.get(known[name].replaced_by) if name in known else None

    def device(self, name: str) -> Device:
        """A laptop by its id, which begins with its shop."""
        with self.engine.reading() as link:
            rows = link.rows(
                f"SELECT {_DEVICE} FROM device WHERE shop = ? AND id = ?", name.partition(".")[0], name
            )  # fmt: skip
        if not rows:
            raise Unknown(name)
        return Device(*rows[0])

    def unlock_secret(self, name: str) -> str:
        """What a laptop and the server both know, so that a code read over the phone opens a locked one."""
        key = self.kept("unlock_key", lambda: secrets.token_bytes(32))
        return hmac.digest(key, name.encode(), "sha256").hex()

    def found(self, told: str) -> Device:
        """A laptop as somebody tells it over the phone: its whole id, or what its lock page shows of it."""
        named = [one for shop, _ in self.shops() for one in self.devices(shop)]
        found = [one for one in named if told == one.id] or [one for one in named if one.short.startswith(told)]
        if not told or not found:
            raise Unknown(told)
        if len(found) > 1:
            raise ValueError(f"{told} fits more than one laptop: give its whole id")
        return found[0]

    def unlock(self, told: str, challenge: str) -> tuple[Device, str]:
        """The laptop, and the code that opens it in answer to the number on its screen; not one that was shut out."""
        one = self.found(told)
        if one.state != "active":
            raise ValueError(f"{one.id} was shut out; no code opens it")
        return one, unlock_code(self.unlock_secret(one.id), one.id, challenge)

    def revoke(self, name: str, wipe: str) -> list[str]:
        """Turn a laptop away from now on: a leaver keeps his private contacts, a thief keeps nothing. Its names: those
        it had before it was enrolled again would open to its key as well.
        """
        one = self.device(name)
        former = [other.id for other in self.devices(one.shop) if other.is_replaced and _is_later(one, other)]
        with self.engine.writing() as link:
            for device in (name, *former):
                sql = "UPDATE device SET state = ?, wipe = ? WHERE shop = ? AND id = ?"
                link.run(sql, "revoked", wipe, one.shop, device)
        return [name, *former]


def _is_later(one: Device, other: Device) -> bool:
    """Whether one is the other, enrolled again: who only named its key has never been here."""
    return one.public_key == other.public_key and one.made > other.made and bool(one.seen)


def _with_successors(known: list[Device]) -> list[Device]:
    """In the order in which they were made, each with the last that replaced it."""
    latest = {one.public_key: one for one in known if one.seen}
    pairs = [(one, latest.get(one.public_key, one)) for one in known]
    return [replace(one, replaced_by=after.id) if _is_later(after, one) else one for one, after in pairs]


def _must_be_name(name: str) -> None:
    """Of one line, neither empty nor endless: it is read in lists, and somebody has to type it again."""
    most = protocol.LONGEST_NAME // 2
    if not name.isprintable() or name != name.strip() or not 0 < len(name) <= most:
        shown = name.encode("utf-8", "replace").decode()
        raise ValueError(f"{shown[:most]!r} is no name: one line, up to {most} characters, no space before or after it")


def _hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
