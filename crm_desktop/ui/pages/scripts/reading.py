"""What the library shows, read off the GUI thread: every script with its findings, and who is listening."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from crm_desktop.base import clock
from crm_desktop.features.contacts.queries import exists
from crm_desktop.features.customers.queries import matching_ids
from crm_desktop.features.customers.records import Filter, Sort
from crm_desktop.features.scripts import queries, rules
from crm_desktop.features.scripts.records import Script
from crm_desktop.features.settings.queries import shop_rules
from crm_desktop.features.settings.records import Choice, ShopRules

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True)
class Entry:
    """A script of the list."""

    script: Script
    words: str
    """What it is found by."""
    findings: int


@dataclass(frozen=True)
class Shelf:
    """The whole library, and what its codes are called."""

    entries: tuple[Entry, ...]
    shop: ShopRules
    situations: tuple[Choice, ...]

    def situation(self, code: str) -> str:
        """What a situation is called."""
        return next((one.label for one in self.situations if one.code == code), code)

    def script(self, key: str) -> Script | None:
        """The script of this key."""
        return next((entry.script for entry in self.entries if entry.script.key == key), None)


@dataclass(frozen=True)
class Listener:
    """The person a script is tried on, "" for nobody, and what is known for it."""

    id: str = ""
    name: str = ""
    variables: Mapping[str, str] = field(default_factory=dict)


def read_shelf(session: "Session") -> Shelf:
    """Every script there is."""
    shop = shop_rules(session)
    entries = tuple(
        Entry(one, rules.search_words(one), len(rules.findings_of(one.title, one.beats, shop.doubtful_words)))
        for one in queries.every_script(session)
    )
    return Shelf(entries, shop, queries.situations())


def read_listener(session: "Session", contact_id: str, statuses: tuple[str, ...], levels: tuple[str, ...]) -> Listener:
    """This person; without one, somebody a script for these statuses and levels is meant for."""
    found = contact_id if contact_id and exists(session, [contact_id]) else _somebody(session, statuses, levels)
    variables = queries.variables_of(session, found, clock.today())
    return Listener(found, variables.get("name", ""), variables)


def _somebody(session: "Session", statuses: tuple[str, ...], levels: tuple[str, ...]) -> str:
    """Whoever is due next of those it is meant for; else any customer, else anybody."""
    meant = Filter(statuses=frozenset(filter(None, statuses)), levels=frozenset(filter(None, levels)))
    network_only = statuses == ("",)
    tries = [(Filter(), False)] if network_only else [(meant, True), (Filter(), True), (Filter(), False)]
    for wanted, is_customer in tries:
        if ids := matching_ids(session, wanted, sort=Sort.DUE, is_customer=is_customer, limit=1):
            return ids[0]
    return ""
