"""The search index, kept in the same transaction as the rows, and all derivers in the order they need each other."""

from crm_desktop.features.milestones.derived import Proposals
from crm_desktop.features.search.derived.index import SearchIndex
from crm_desktop.features.search.derived.people_list import DueItems, PeopleList
from crm_desktop.store.derived import Deriver

DERIVERS: tuple[Deriver, ...] = (PeopleList(), Proposals(), SearchIndex(), DueItems())
"""What the store is opened with: the list cache first, for the index numbers people by it."""

__all__ = ["DERIVERS", "PeopleList", "SearchIndex"]
