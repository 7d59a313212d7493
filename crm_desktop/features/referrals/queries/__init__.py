"""Reading asks, referrals, rewards and gifts, in a fixed number of queries however many there are."""

from crm_desktop.features.referrals.queries.book import asked_facts, book, book_around, reward
from crm_desktop.features.referrals.queries.coach import candidates, coaching, facts_of
from crm_desktop.features.referrals.queries.gifts import gifts
from crm_desktop.features.referrals.queries.person import of_person
from crm_desktop.features.referrals.queries.views import (
    Overview,
    accounts,
    ledger_of,
    overview,
    shop_statement,
    statement_of,
    tree,
    yields,
)

__all__ = [
    "Overview", "accounts", "asked_facts", "book", "book_around", "candidates", "coaching", "facts_of", "gifts",
    "ledger_of", "of_person", "overview", "reward", "shop_statement", "statement_of", "tree", "yields",
]  # fmt: skip
