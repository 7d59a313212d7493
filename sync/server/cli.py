"""`crm-sync-server`: serves a shop and looks after it. Runs without any configuration."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from sync.core.handshake import LAST_SAID
from sync.protocol import LEAVER, STOLEN
from sync.server import commands
from sync.server.registry import ROLES
from sync.server.saying import foreseen, said
from sync.server.settings import Settings


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit status: 0 done, 1 refused, 2 wrong usage."""
    options = _parser().parse_args(arguments)
    given = {
        name: value for name, value in vars(options).items() if name in Settings.model_fields and value is not None
    }
    try:
        status = int(options.run(Settings(**given), options) or 0)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read the output had enough (`… | head -1`); Python's own last flush fails too
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 0
    except foreseen() as error:
        told, failed = said(error)
        sys.stderr.write(f"{told}\n")
        return failed
    return status


def _parser() -> argparse.ArgumentParser:
    everywhere = argparse.ArgumentParser(add_help=False)
    everywhere.add_argument("--data", type=Path, help="folder of the data file and the certificate")
    everywhere.add_argument("--database", help="a PostgreSQL URL, instead of the file")
    parser = argparse.ArgumentParser("crm-sync-server", description=__doc__)
    made = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: object, about: str) -> argparse.ArgumentParser:
        one = made.add_parser(name, parents=[everywhere], help=about, description=about)
        one.set_defaults(run=run)
        return one

    _serving(command("serve", commands.serving, "answers laptops until it is stopped"))
    shop = command("shop", commands.shop, "opens a shop: shop add NAME; lists them: shop list")
    shop.add_argument("what", choices=("add", "list"))
    shop.add_argument("name", nargs="?", default="")
    user = command(
        "user", commands.user, "adds somebody to a shop, or changes the role: user add SHOP NAME --role ROLE"
    )
    user.add_argument("what", choices=("add", "list"))
    user.add_argument("shop")
    user.add_argument("name", nargs="?", default="")
    user.add_argument("--role", choices=ROLES, default=ROLES[0])
    enrol = command("enrol", commands.enrol, "prints a code, and its QR, that enrols one laptop within 15 minutes")
    enrol.add_argument("user", help="NAME, or SHOP/NAME")
    enrol.add_argument("--url", help="the address laptops use, when it is not what serve last announced")
    devices = command("devices", commands.devices, "lists the laptops")
    devices.add_argument("--shop", default="")
    revoke = command("revoke", commands.revoke, "turns a laptop away; it delivers its rest and wipes its key")
    revoke.add_argument("device")
    why = revoke.add_mutually_exclusive_group(required=True)
    why.add_argument("--leaver", dest="wipe", action="store_const", const=LEAVER, help="keeps his private contacts")
    why.add_argument("--stolen", dest="wipe", action="store_const", const=STOLEN, help="nothing is kept")
    unlock = command("unlock", commands.unlock, "prints the code that opens a laptop whose time without sync ran out")
    unlock.add_argument("device", help="as its lock page shows it, or its id")
    unlock.add_argument("challenge", nargs="+", help="the number on its lock page")
    rescued = command("rescued", commands.rescued, "what shut-out laptops handed over, with its values; as JSON lines")
    rescued.add_argument("device", nargs="?", default="", help="only of this laptop")
    rescued.add_argument("--shop", default="")
    _looking_after(command)
    return parser


def _number(text: str, least: int, most: int) -> int:
    try:
        number = int(text)
    except ValueError:
        number = least - 1
    if not least <= number <= most:
        raise argparse.ArgumentTypeError(f"{text} is no number from {least} to {most}")
    return number


def _count(text: str) -> int:
    return _number(text, 1, 2**63 - 1)


def _epoch(text: str) -> int:
    return _number(text, 0, LAST_SAID)


def _serving(one: argparse.ArgumentParser) -> None:
    one.add_argument("--host")
    one.add_argument("--port", type=int)
    one.add_argument("--workers", type=int, help="processes; more than one needs PostgreSQL")
    one.add_argument("--url", help="the address laptops use, when it is not this machine's own")
    one.add_argument("--certificate", type=Path, help="instead of the server's own")
    one.add_argument("--key", type=Path)
    one.add_argument("--min-rev", type=int, help="laptops of an older one are told to update")
    one.add_argument("--no-announce", dest="announce", action="store_false", default=None)
    _days(one)


def _days(one: argparse.ArgumentParser) -> None:
    one.add_argument("--compact-days", type=int, help="laptops away for longer are not waited for (180; 0: never)")


def _looking_after(command) -> None:  # type: ignore[no-untyped-def]
    reassign = command("reassign", commands.reassign, "gives customers of one consultant to another")
    reassign.add_argument("before", metavar="FROM")
    reassign.add_argument("after", metavar="TO")
    reassign.add_argument("customers", nargs="*", metavar="ID", help="some of them; without, all")
    reassign.add_argument("--shop", default="")
    audit = command("audit", commands.audit, "who changed what when, newest first; as JSON lines, without the values")
    audit.add_argument("--shop", default="")
    audit.add_argument("--user", default="")
    audit.add_argument("--last", type=_count, default=100)
    backup = command("backup", commands.backup, "copies the data while the server runs")
    backup.add_argument("to", nargs="?", type=Path, help="named *.zst: a copy that a file and PostgreSQL both take")
    restore = command("restore", commands.restore, "puts a copy in the place of the data and begins a new epoch")
    restore.add_argument("source", nargs="?", type=Path, metavar="FILE")
    restore.add_argument("--mark", action="store_true", help="only begin a new epoch: the data was restored otherwise")
    restore.add_argument("--above", type=_epoch, default=0, help="an epoch that laptops say they were in")
    compact = command(
        "compact", commands.compact, "forgets what all laptops of the last 180 days have read; serve does so every hour"
    )
    compact.add_argument("--shop", default="")
    _days(compact)
    views = command("views", commands.views, "prints typed SQL views for reports; --create makes them")
    views.add_argument("--create", action="store_true")
    command("citus-ddl", commands.citus, "prints the statements that make the tables in a Citus cluster")
    schema = command("schema", commands.schema, "accepts a schema document that changes roots, owners or rules")
    schema.add_argument("what", choices=("show", "accept"))
    schema.add_argument("file", nargs="?", type=Path)
    schema.add_argument("--yes", action="store_true", help="accept what is listed")


if __name__ == "__main__":
    sys.exit(main())
