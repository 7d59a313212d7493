"""What the commands of `crm-sync-server` do."""

import argparse
import base64
import contextlib
import json
import sys
import time
from collections.abc import Iterator

import segno

from sync.core.addresses import UNSAFE_URL, is_safe
from sync.core.document import schema_from
from sync.core.lease import DIGITS, digits_of
from sync.core.packing import read
from sync.core.parking import REVOKED
from sync.core.wire import wired
from sync.server import backup as copies
from sync.server import compacting
from sync.server import reassign as moving
from sync.server.opening import SCHEMA, SHIPPED, NotPossible, Opened, document_of, must_be_there, opened, wall
from sync.server.registry import Unknown
from sync.server.serve import FINGERPRINT, URL, serve
from sync.server.settings import Settings
from sync.server.storage.coding import ENTRY, entry_of
from sync.server.storage.tables import citus_ddl
from sync.server.views import views as views_of

Options = argparse.Namespace


def say(line: str) -> None:
    """A line for whoever typed the command."""
    sys.stdout.write(f"{line}\n")


@contextlib.contextmanager
def parts_of(settings: Settings, *, begins: bool = False) -> Iterator[Opened]:
    """The database, for one command; for who begins with it, made if it is not there."""
    if not begins:
        must_be_there(settings)
    parts = opened(settings)
    try:
        yield parts
    finally:
        parts.close()


def serving(settings: Settings, _: Options) -> None:
    """Serve."""
    serve(settings)


def shop(settings: Settings, options: Options) -> None:
    """Open a shop, or list them."""
    with parts_of(settings, begins=options.what == "add") as parts:
        if options.what == "list":
            for one, name in parts.registry.shops():
                say(f"{one}\t{name}")
            return
        if not options.name:
            raise ValueError("What is the shop's name? crm-sync-server shop add NAME")
        say(f"{parts.registry.add_shop(options.name)}\t{options.name}")


def user(settings: Settings, options: Options) -> None:
    """Add somebody, or list who is there."""
    with parts_of(settings) as parts:
        where = parts.registry.shop(options.shop)
        if options.what == "add":
            if not options.name:
                raise ValueError("Who? crm-sync-server user add SHOP NAME --role consultant|manager")
            parts.registry.add_user(where, options.name, options.role)
        for name, role in parts.registry.users(where).items():
            if options.what == "list" or name == options.name:
                say(f"{name}\t{role}")


def enrol(settings: Settings, options: Options) -> None:
    """Print a code, and its QR."""
    with parts_of(settings) as parts:
        registry = parts.registry
        url = options.url or (registry.setting(URL) or b"").decode()
        if not url:
            raise NotPossible("Nobody knows yet where laptops reach the server: run serve once, or give --url")
        if not is_safe(url):
            raise NotPossible(UNSAFE_URL.format(url))
        where, name = _user(parts, options.user)
        code = {
            "url": url, "fingerprint": (registry.setting(FINGERPRINT) or b"").decode(),
            "secret": registry.code(where, name), "shop": dict(registry.shops())[where], "user": name,
        }  # fmt: skip
    token = base64.urlsafe_b64encode(json.dumps(code, ensure_ascii=False, separators=(",", ":")).encode()).decode()
    say(token.rstrip("="))
    say("")
    segno.make(token.rstrip("="), error="l", micro=False).terminal(out=sys.stdout, compact=True)


def _user(parts: Opened, name: str) -> tuple[str, str]:
    where, _, called = name.rpartition("/")
    shops = [parts.registry.shop(where)] if where else [one for one, _ in parts.registry.shops()]
    found = [one for one in shops if called in parts.registry.users(one)]
    if not found:
        raise Unknown(name)
    if len(found) > 1:
        raise ValueError(f"{called} works in several shops: say SHOP/{called}")
    return found[0], called


def devices(settings: Settings, options: Options) -> None:
    """List the laptops."""
    with parts_of(settings) as parts:
        names = dict(parts.registry.shops())
        for where in [parts.registry.shop(options.shop)] if options.shop else list(names):
            for one in parts.registry.devices(where):
                state, after = ("replaced", [one.replaced_by]) if one.is_replaced else (one.state, [])
                say("\t".join([one.id, names[where], one.user, one.name, state, one.made, one.seen or "-", *after]))


def revoke(settings: Settings, options: Options) -> None:
    """Turn a laptop away."""
    with parts_of(settings) as parts:
        told = parts.registry.revoke(options.device, options.wipe)
        still = parts.registry.successor(options.device)
    for one in told:
        say(f"{one}\trevoked\t{options.wipe}")
    if still is not None and still.state == "active":
        say(f"It was enrolled again: it comes as {still.id} now, and may go on.")


def rescued(settings: Settings, options: Options) -> None:
    """What shut-out laptops had not sent, oldest first: for the manager to read, or to enter again."""
    with parts_of(settings) as parts:
        device = parts.registry.found(options.device).id if options.device else ""
        where = device.partition(".")[0] or parts.registry.shop(options.shop)
        with parts.engine.reading() as link:
            rows = link.rows(
                f"SELECT {ENTRY}, at FROM history WHERE shop = ? AND reason = ? ORDER BY seq", where, REVOKED
            )
    for *entry, at in rows:
        told = entry_of(tuple(entry))
        if device in ("", told.author.device):
            one = told.mutation
            said = {
                "at": at, "user": told.author.user, "device": told.author.device, "op": one.op.value,
                "table": one.table, "id": one.id, "written": one.at, "values": wired(one.patch),
            }  # fmt: skip
            say(json.dumps(said, ensure_ascii=False))


def unlock(settings: Settings, options: Options) -> None:
    """Print the code for a locked laptop. It fits one number, once."""
    challenge = digits_of("".join(options.challenge))
    if len(challenge) != DIGITS:
        raise ValueError(f"The number on the lock page has {DIGITS} digits.")
    with parts_of(settings) as parts:
        one, code = parts.registry.unlock(options.device, challenge)
    say(f"{code[:4]} {code[4:]}\t{one.user}\t{one.name}")


def reassign(settings: Settings, options: Options) -> int:
    """Give customers away."""
    with parts_of(settings) as parts:
        where = parts.registry.shop(options.shop)
        moved, left = moving.reassign(parts, where, (options.before, options.after), options.customers)
    say(f"{moved} moved" + (f", {left} not" if left else ""))
    return 1 if left else 0


def audit(settings: Settings, options: Options) -> None:
    """Who changed what when."""
    with parts_of(settings) as parts, parts.engine.reading() as link:
        where = parts.registry.shop(options.shop)
        sql = "SELECT seq, at, usr, device, op, tbl, id, result, reason FROM history WHERE shop = ?"
        values: list[object] = [where]
        if options.user:
            sql, values = f"{sql} AND usr = ?", [where, options.user]
        names = ("seq", "at", "user", "device", "op", "table", "id", "outcome", "reason")
        for row in link.rows(f"{sql} ORDER BY seq DESC LIMIT ?", *values, options.last):
            say(json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False))


def backup(settings: Settings, options: Options) -> None:
    """Copy the data."""
    say(str(copies.back_up(settings, options.to)))


def restore(settings: Settings, options: Options) -> None:
    """Put a copy back."""
    if bool(options.source) == options.mark:
        raise ValueError("Either restore FILE, or restore --mark")
    above = options.above
    if options.mark:
        must_be_there(settings)
    begun = copies.mark(settings, above=above) if options.mark else copies.restore(settings, options.source, above)
    for name, epoch in begun.items():
        say(f"{name}\tepoch {epoch}")


def compact(settings: Settings, options: Options) -> None:
    """Forget what the laptops in use have read."""
    if settings.compact_days < 1:
        raise ValueError("How many days may a laptop have been away? --compact-days N, 1 or more")
    with parts_of(settings) as parts:
        where = parts.registry.shop(options.shop)
        spans = compacting.spans(time.time(), settings.compact_days)
        done = compacting.compact(parts.engine, parts.service.schema, where, *spans)
        compacting.note(parts.engine, where, done, wall())
    say(f"floor {done.floor}\t{done.rows} rows\t{done.exits} exits")


def views(settings: Settings, options: Options) -> None:
    """Typed views."""
    with parts_of(settings) as parts:
        statements = views_of(document_of(parts.registry), postgres=bool(settings.database))
        for statement in statements:
            say(f"{statement};")
        if options.create:
            with parts.engine.writing() as link:
                for statement in statements:
                    link.run(statement)


def citus(_: Settings, __: Options) -> None:
    """The tables of a cluster."""
    for statement in citus_ddl():
        say(f"{statement};")


def schema(settings: Settings, options: Options) -> int:
    """Accept a schema document."""
    with parts_of(settings) as parts:
        now = document_of(parts.registry)
        if options.what == "show":
            say(json.dumps(now, ensure_ascii=False, indent=1))
            return 0
        body = (options.file or SHIPPED).read_bytes()
        changes = _changes(now, _understood(body))
        for change in changes:
            say(change)
        if changes and not options.yes:
            say("Nothing was changed. To accept this: --yes")
            return 1
        parts.registry.keep(SCHEMA, body)
    return 0


def _understood(body: bytes) -> dict[str, object]:
    """A document this program can serve with; kept otherwise, no command would open the data again."""
    try:
        document = read(body)
        schema_from(document)
        views_of(document, postgres=False)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise NotPossible(f"This is no schema document: {type(error).__name__} {error}") from error
    return document  # type: ignore[no-any-return]


def _changes(now: dict[str, object], then: dict[str, object]) -> list[str]:
    """What is different, table by table."""
    before = {one["name"]: one for one in now["tables"]}  # type: ignore[attr-defined]
    after = {one["name"]: one for one in then["tables"]}  # type: ignore[attr-defined]
    changes = [f"{name}: not there any more" for name in before.keys() - after.keys()]
    changes += [f"{name}: new" for name in after.keys() - before.keys()]
    changes += [
        f"{name}: {key} was {before[name].get(key)}, is {after[name].get(key)}"
        for name in before.keys() & after.keys()
        for key in sorted(before[name].keys() | after[name].keys())
        if before[name].get(key) != after[name].get(key)
    ]
    return sorted(changes)
