"""Reads the index: `find` answers what was typed."""

from crm_desktop.features.search.queries.find import find, prepare

__all__ = ["find", "prepare"]
