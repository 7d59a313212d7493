"""Every subcommand and its options. Nothing heavy is imported here: help must come at once."""

import argparse
from collections.abc import Callable, Sequence
from datetime import date
from itertools import islice
from typing import Any, NoReturn

from typing_extensions import override

from crm_desktop.base import i18n
from crm_desktop.base.i18n import _

PROGRAM = "crm-desktop"
PRINTED = (
    "visit-sheet", "archive-card", "day-plan", "register", "level-table", "daily-report", "owner-card",
    "delivery-checklist", "referral-statement", "hand-over",
)
Commands = Any  # argparse's own type of this is private
# What argparse itself says, from Python 3.11 to 3.13, so that our catalogue has it.
ARGPARSE = (
    "usage: ",
    "options",
    "positional arguments",
    "show this help message and exit",
    "the following arguments are required: %s",
    "unrecognized arguments: %s",
    "argument %(argument_name)s: %(message)s",
    "invalid choice: %(value)r (choose from %(choices)s)",
    "expected one argument",
    "expected at least one argument",
    "expected at most one argument",
    "expected %s argument",
    "invalid %(type)s value: %(value)r",
    "ignored explicit argument %r",
    "one of the arguments %s is required",
    "not allowed with argument %s",
    "unknown parser %(parser_name)r (choices: %(choices)s)",
)


class WrongUsage(Exception):
    """The command line cannot be understood; `usage` says how it should look."""

    def __init__(self, message: str, usage: str) -> None:
        super().__init__(message)
        self.usage = usage


class Parser(argparse.ArgumentParser):
    """A parser that raises instead of leaving the process."""

    @override
    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """The words of a command may stand on either side of its options."""
        if self._subparsers is None and args is not None:
            args = self._options_first(args)
        return super().parse_known_args(args, namespace)

    def _options_first(self, given: Sequence[str]) -> list[str]:
        """In argparse's own order, which takes words that may be left out to be so once an option has come."""
        options, words, left = list[str](), list[str](), iter(given)
        for one in left:
            if one == "--":
                words += [one, *left]
            elif one in self._option_string_actions:
                takes = 1 if self._option_string_actions[one].nargs is None else 0
                options += [one, *(value := list(islice(left, takes)))]
                if len(value) < takes:
                    return list(given)  # which argparse complains of
            else:
                (options if one.startswith("--") else words).append(one)
        return options + words

    @override
    def error(self, message: str) -> NoReturn:
        raise WrongUsage(_("This command cannot be understood: {what}").format(what=message), self.format_usage())


def parser() -> Parser:
    """The whole command line in the language of the moment."""
    # argparse asks gettext for its own sentences (`ARGPARSE`); ours has them in Chinese too.
    vars(argparse).update({"_": i18n._, "ngettext": i18n.ngettext})
    whole = Parser(
        prog=PROGRAM,
        description=_("Showroom CRM: customers, contacts and follow-ups of a sales consultant."),
        allow_abbrev=False,
    )
    whole.add_argument("--version", action="version", version=_version(), help=_("Print the version and stop."))
    _common(whole, top=True)
    whole.set_defaults(run="window:gui")
    commands = whole.add_subparsers(title=_("Commands"), metavar=_("COMMAND"), parser_class=Parser)
    for add in (
        _window, _filling, _exchange, _catalogue, _people, _duplicates, _team, _referrals, _map, _paper, _sync, _care,
    ):  # fmt: skip
        add(commands)
    return whole


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return f"{PROGRAM} {version(PROGRAM)}"
    except PackageNotFoundError:
        return PROGRAM


def _common(target: argparse.ArgumentParser, *, top: bool) -> None:
    """The global options stand before or after the command."""
    missing: Any = None if top else argparse.SUPPRESS
    group = target.add_argument_group(_("Options of every command"))
    group.add_argument("--profile", metavar=_("FOLDER"), default=missing, help=_("Folder of the profile to work on."))
    group.add_argument(
        "--json", action="store_true", default=False if top else argparse.SUPPRESS, help=_("Print one JSON document.")
    )
    group.add_argument("--lang", choices=tuple(i18n.LANGUAGES), default=missing, help=_("Language of all texts."))


def _command(commands: Commands, name: str, run: str, about: str) -> Parser:
    made: Parser = commands.add_parser(name, help=about, description=about, allow_abbrev=False)
    _common(made, top=False)
    made.set_defaults(run=run)
    return made


def _whole_number(low: int, high: int) -> Callable[[str], int]:
    def whole_number(text: str) -> int:
        try:
            number = int(text)
        except ValueError:
            number = low - 1
        if not low <= number <= high:
            raise argparse.ArgumentTypeError(
                _("{text} is not a whole number from {low} to {high}").format(text=text, low=low, high=high)
            )
        return number

    return whole_number


def _day(text: str) -> date:
    from crm_desktop.base import clock

    if text == "today":
        return clock.today()
    try:
        return _near(date.fromisoformat(text), text)
    except ValueError:
        raise argparse.ArgumentTypeError(_("{text} is not a date like 2026-11-22").format(text=text)) from None


def _month(text: str) -> date:
    try:
        return _near(date.fromisoformat(f"{text}-01"), text)
    except ValueError:
        raise argparse.ArgumentTypeError(_("{text} is not a month like 2026-11").format(text=text)) from None


def _near(day: date, text: str) -> date:
    """Weeks before and months after every day asked for must be days, too."""
    if not 1900 <= day.year <= 2999:
        raise argparse.ArgumentTypeError(_("{text} is too far away: choose a year from 1900 to 2999").format(text=text))
    return day


def _size(text: str) -> tuple[int, int]:
    wide, cross, high = text.casefold().partition("x")
    if (
        not cross
        or not wide.isdigit()
        or not high.isdigit()
        or not (200 <= int(wide) <= 8000 and 200 <= int(high) <= 8000)
    ):
        raise argparse.ArgumentTypeError(_("{text} is not a size like 1360x860").format(text=text))
    return int(wide), int(high)


def _window(commands: Commands) -> None:
    _command(commands, "gui", "window:gui", _("Open the window; the same as no command."))
    tour = _command(commands, "tour", "window:tour", _("Draw every page, dialog and sheet into pictures."))
    tour.add_argument("--out", metavar=_("FOLDER"), required=True, help=_("Where the pictures go."))
    tour.add_argument("--theme", choices=("light", "dark"), default="light", help=_("Light or dark."))
    tour.add_argument("--size", type=_size, default=(1360, 860), metavar="1360x860", help=_("Size of the window."))


def _filling(commands: Commands) -> None:
    demo = _command(commands, "demo", "filling:demo", _("Fill a profile with made-up people."))
    demo.add_argument(
        "--people", type=_whole_number(1, 1_000_000), default=120, metavar="N", help=_("How many people.")
    )
    demo.add_argument(
        "--seed", type=_whole_number(0, 2**63), default=1, metavar="S", help=_("The same seed makes the same people.")
    )
    demo.add_argument("--add", action="store_true", help=_("Add them to the people who are there already."))


def _exchange(commands: Commands) -> None:
    load = _command(commands, "import", "exchange:import_files", _("Import people from files, or take an import back."))
    load.add_argument(
        "files", nargs="*", default=[], metavar=_("FILE"),
        help=_("Excel, CSV, vCard, a calendar (.ics) or a JSON export."),
    )
    load.add_argument("--undo", metavar=_("BATCH"), help=_("Take this import back; what was edited since is kept."))
    load.add_argument("--dry-run", action="store_true", help=_("Only say what would happen."))
    load.add_argument("--as", dest="kind", choices=("customers", "network"), help=_("Import everyone as this."))
    save = _command(
        commands, "export", "exchange:export_people", _("Export people to a file; its ending says the format.")
    )
    save.add_argument(
        "--to", metavar=_("FILE"), required=True, help=_("A file that ends in .xlsx, .csv, .vcf, .ics or .json.")
    )
    save.add_argument(
        "--filter", metavar=_("WORDS"), default="", help=_("Only these people, like “level:H due:today”.")
    )
    save.add_argument("--private", action="store_true", help=_("Private contacts too; else they stay here."))
    save.add_argument("ids", nargs="*", default=[], metavar="ID", help=_("Only these people."))


def _catalogue(commands: Commands) -> None:
    cars = _command(
        commands, "catalogue", "catalogue:catalogue", _("List the cars the shop sells, or import a price list of them.")
    )
    cars.add_argument("deed", nargs="?", choices=("import",), help=_("Import a price list."))
    cars.add_argument("file", nargs="?", metavar=_("FILE"), help=_("A price list: .xlsx, .xls or .csv."))
    cars.add_argument("--dry-run", action="store_true", help=_("Only say what would happen."))
    cars.add_argument("--undo", action="store_true", help=_("Take the last price list back."))


def _people(commands: Commands) -> None:
    search = _command(commands, "search", "people:search", _("Find people by any scrap of what is known."))
    search.add_argument(
        "query", nargs="+", metavar=_("WORDS"), help=_("Name, pinyin, phone, plate, a word of a note …")
    )
    search.add_argument("--limit", type=_whole_number(1, 100_000), default=20, metavar="N", help=_("At most so many."))
    show = _command(commands, "show", "people:show", _("Show everything about one person."))
    show.add_argument("id", metavar="ID", help=_("The id, or its beginning."))
    due = _command(commands, "due", "due:due", _("List who is due or overdue on a day."))
    due.add_argument(
        "--date", type=_day, default=None, metavar="D", help=_("The day, like 2026-11-22; today if not said.")
    )
    network = _command(
        commands, "network", "network:network",
        _("Tell the rings, the week's steps, what came of them, groups and tips."),
    )
    network.add_argument(
        "--date", type=_day, default=None, metavar="D", help=_("A day of the week to tell of; today if not said.")
    )
    about = _("List the scripts, what came of them, and words that promise too much.")
    _command(commands, "scripts", "scripts:scripts", about)
    close = _command(
        commands, "close-day", "day:close_day", _("Close the day: what changed, what is unlogged, tomorrow.")
    )
    close.add_argument(
        "--date", type=_day, default=None, metavar="D", help=_("The day, like 2026-11-22; today if not said.")
    )
    close.add_argument("--note", metavar=_("WORDS"), default=None, help=_("A note to keep with the day."))
    close.add_argument("--dry-run", action="store_true", help=_("Only say what would happen."))


def _duplicates(commands: Commands) -> None:
    _command(commands, "duplicates", "twins:duplicates", _("List people who may be the same person."))
    merge = _command(commands, "merge", "twins:merge", _("Merge two people into one; “undo” takes it back."))
    merge.add_argument("keep", metavar="KEEP", help=_("The id of the person to keep."))
    merge.add_argument("other", metavar="OTHER", help=_("The id of the person to merge into it."))


def _team(commands: Commands) -> None:
    give = _command(commands, "reassign", "team:reassign",
                    _("Give customers to a colleague of the shop; “undo” takes it back."))  # fmt: skip
    give.add_argument("to", metavar=_("USER"), help=_("The user who gets them."))
    give.add_argument("ids", nargs="+", metavar="ID", help=_("The customers, by id or its beginning."))
    give.add_argument("--dry-run", action="store_true", help=_("Only say what would happen."))


def _referrals(commands: Commands) -> None:
    ask = _command(
        commands, "ask", "referral:ask", _("Note an ask for a referral; without a result, show how to ask.")
    )
    ask.add_argument("id", metavar="ID", help=_("The id, or its beginning."))
    ask.add_argument(
        "--situation", choices=("owner", "just_closed", "strong", "weak"), help=_("If not said, the one that applies.")
    )
    ask.add_argument("--result", choices=("named", "will_think", "later", "refused"), help=_("How it ended."))
    ask.add_argument("--channel", metavar=_("KIND"), default="call", help=_("How: call, wechat, visit …"))
    ask.add_argument("--script", metavar=_("KEY"), help=_("The script that was used."))
    ask.add_argument("--note", metavar=_("WORDS"), help=_("What was said."))
    ask.add_argument("--name", metavar=_("NAME"), help=_("Who was named."))
    ask.add_argument("--phone", metavar=_("NUMBER"), help=_("The phone of who was named."))
    ask.add_argument("--relation", metavar=_("KIND"), help=_("What they are to each other: friend, colleague …"))
    all_ = _command(commands, "referrals", "referral:referrals", _("List who was named, what came of it and is owed."))
    groups = ("situation", "script", "ring", "opener", "occasion", "source", "introducer")
    all_.add_argument("--by", choices=groups, default="situation", help=_("What the yields are grouped by."))
    all_.add_argument("--limit", type=_whole_number(1, 1000), default=20, metavar="N", help=_("At most so many."))


def _map(commands: Commands) -> None:
    drawn = _command(
        commands, "map", "relationship_map:save_map", _("Write the relationship map as a picture or a PDF.")
    )
    drawn.add_argument("--to", metavar=_("FILE"), required=True, help=_("A file that ends in .png or .pdf."))
    drawn.add_argument("--around", metavar="ID", default=None, help=_("Only who stands around this person."))


def _paper(commands: Commands) -> None:
    sheet = _command(commands, "print", "paper:print_sheets", _("Write sheets and forms as PDF or as a workbook."))
    sheet.add_argument("form", choices=PRINTED, help=_("What to print."))
    sheet.add_argument("ids", nargs="*", default=[], metavar="ID", help=_("The people, in this order."))
    where = _("The file to write: .pdf, of forms also .xlsx.")
    sheet.add_argument("--to", metavar=_("FILE"), required=True, help=where)
    sheet.add_argument("--paper", choices=("A4", "A5"), type=str.upper, default="A4", help=_("Size of the paper."))
    when = sheet.add_mutually_exclusive_group()
    when.add_argument("--date", type=_day, metavar="D", help=_("The day, like 2026-11-22; today if not said."))
    when.add_argument("--month", type=_month, metavar="M", help=_("The month, like 2026-11; this month if not said."))


def _sync(commands: Commands) -> None:
    enrol = _command(commands, "enrol", "sync:enrol", _("Connect the profile to a shop with the manager's code."))
    enrol.add_argument("code", metavar=_("CODE"), help=_("The enrolment code; it works once, for 15 minutes."))
    enrol.add_argument("--device", metavar=_("NAME"), default="", help=_("What the manager sees this laptop as."))
    enrol.add_argument("--demo", action="store_true", help=_("Connect it though its people are made up."))
    sync = _command(commands, "sync", "sync:sync", _("Exchange changes with the shop's server and print the receipt."))
    sync.add_argument("--confirm", action="store_true", help=_("Also when much of what is here would go."))
    about = _("Open a laptop that is locked because it was not synced for long, by the manager's code.")
    unlock = _command(commands, "unlock", "sync:unlock", about)
    unlock.add_argument(
        "code", metavar=_("CODE"), nargs="*", default=[],
        help=_("What the manager reads out; without it, what to tell him."),
    )
    conflicts = _command(
        commands, "conflicts", "sync:conflicts", _("What waits for a decision after a sync: both values, who, when.")
    )
    which = conflicts.add_mutually_exclusive_group()
    which.add_argument("--take", metavar="ID", help=_("Let the value hold that came second."))
    which.add_argument("--keep", metavar="ID", help=_("Let the value hold that came first."))
    which.add_argument("--decided", action="store_true", help=_("What was decided already, to bring a value back."))
    conflicts.add_argument(
        "--limit", type=_whole_number(1, 10_000), metavar="N", default=100, help=_("Show at most so many.")
    )


def _care(commands: Commands) -> None:
    _command(commands, "undo", "care:undo", _("Take the last change back."))
    check = _command(commands, "check", "care:check", _("Check file, search index and journal."))
    check.add_argument("--rebuild", action="store_true", help=_("Compute lists and search index anew first."))
    about = _("Save what can still be read of a damaged profile into a new file.")
    _command(commands, "salvage", "care:salvage", about)
    _command(
        commands, "passphrase", "care:passphrase", _("Change the passphrase, given as CRM_NEW_PASSPHRASE or asked for.")
    )
