"""Reads the index: `find` answers what was typed."""

from crm_desktop.features.search.queries.choosing import people_to_choose
from crm_desktop.features.search.queries.find import find, prepare
from crm_desktop.features.search.queries.people_list import people_ids, people_page

__all__ = ["find", "people_ids", "people_page", "people_to_choose", "prepare"]
