"""Views of the book: the page's overview, the tree, the ledger, statements, what asking yields."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from crm_desktop.base.errors import NotFound
from crm_desktop.base.i18n import _
from crm_desktop.features.referrals.queries.book import asked_facts, book, book_around
from crm_desktop.features.referrals.queries.gifts import gifts
from crm_desktop.features.referrals.records import (
    AskedFact,
    Book,
    GiftLine,
    RewardLine,
    Statement,
    Totals,
    TreeNode,
    Yield,
)
from crm_desktop.features.referrals.rules import rewards
from crm_desktop.features.referrals.rules import statements as report
from crm_desktop.features.referrals.rules import tree as trees
from crm_desktop.features.referrals.rules import yields as counting
from crm_desktop.features.scripts.queries import scripts
from crm_desktop.features.settings.queries import shop_rules
from crm_desktop.features.settings.records import ShopRules
from crm_desktop.features.team.queries import team
from crm_desktop.features.team.rules import owner_shown
from crm_desktop.store.plain import plain

_LISTS = {"situation": "ask_situations", "ring": "rings", "opener": "openers", "occasion": "occasions",
          "source": "sources"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything the page shows, read at once so that all of it agrees."""

    book: Book
    totals: Totals
    tree: tuple[TreeNode, ...]
    gifts: tuple[GiftLine, ...]
    yields: tuple[Yield, ...]
    asks: int
    shop: ShopRules
    names: Mapping[str, str]
    """What everybody is called who was asked or named."""
    owners: Mapping[str, str]
    """What the consultants of the introducers are called, where that is shown."""


def overview(session: Session, *, by: str = "situation", owners: Collection[str] = ()) -> Overview:
    """The whole page, or what belongs to the customers of these consultants."""
    found, asks = book(session), asked_facts(session)
    if owners:
        # Read whole all the same: who named somebody first may be another consultant's customer.
        found, asks = _of(found, owners), tuple(ask for ask in asks if ask.owner in owners)
    known = team(session)
    return Overview(
        found, rewards.totals(found.rewards), trees.tree(found), gifts(session), _yields(session, found, asks, by),
        len(asks), shop_rules(session),
        {ask.contact: ask.name for ask in asks} | {line.contact: line.name for line in found.lines},
        {line.introducer: owner_shown(known, line.owner) for line in found.lines},
    )


def _of(found: Book, owners: Collection[str]) -> Book:
    lines = tuple(line for line in found.lines if line.owner in owners)
    introducers = {line.introducer for line in lines}
    return Book(lines, tuple(one for one in found.rewards if one.introducer in introducers))


def tree(session: Session) -> tuple[TreeNode, ...]:
    """Who brought whom."""
    return trees.tree(book(session))


def ledger_of(session: Session, contact_id: str = "") -> tuple[RewardLine, ...]:
    """The rewards of one introducer, or all."""
    return _book_of(session, contact_id).rewards


def statement_of(session: Session, contact_id: str = "", month: date | None = None) -> Statement:
    """The account of one introducer or of all, of a month or of all time."""
    found = _book_of(session, contact_id)
    name = next((line.introducer_name for line in found.lines if line.introducer == contact_id), "")
    return report.statement(found.rewards, introducer=contact_id, name=name, month=month)


def _book_of(session: Session, contact_id: str) -> Book:
    return book_around(session, {contact_id}) if contact_id else book(session)


def shop_statement(session: Session, month: date) -> tuple[Statement, tuple[Statement, ...]]:
    """The month for the shop: all together, and an account an introducer; what is private is in none of them."""
    shared = tuple(one for one in book(session).rewards if not one.private)
    return report.statement(shared, month=month), report.by_introducer(shared, month)


def accounts(session: Session, contact_ids: Sequence[str]) -> list[Statement]:
    """The accounts of these people from the beginning, in this order; NotFound if one is no longer here."""
    marks = ", ".join(f":id{n}" for n in range(len(contact_ids)))
    named = {f"id{n}": one for n, one in enumerate(contact_ids)}
    living = f"SELECT id, name FROM contact WHERE deleted IS NULL AND id IN ({marks})"
    names = dict(plain(session).rows(living, **named))
    if len(names) < len(set(contact_ids)):
        raise NotFound(_("This person is no longer here: moved to the trash, or merged into another."))
    found = book_around(session, contact_ids)
    return [report.statement(found.rewards, introducer=one, name=names[one]) for one in contact_ids]


def yields(session: Session, by: str = "situation") -> tuple[Yield, ...]:
    """What asking brought, by what the asked people have in common."""
    return _yields(session, book(session), asked_facts(session), by)


def _yields(session: Session, found: Book, asks: tuple[AskedFact, ...], by: str) -> tuple[Yield, ...]:
    shop = shop_rules(session)
    titles = {script.key: script.title for script in scripts(session)} if by == "script" else {}
    names = {ask.contact: ask.name for ask in asks} if by == "introducer" else {}

    def label(code: str) -> str:
        if not code:
            return _("Not noted")
        return titles.get(code) or names.get(code) or shop.label_of(_LISTS.get(by, ""), code)

    return counting.yields(asks, found.lines, by=by, label=label)
