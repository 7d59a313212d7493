"""Reads the index: `find` answers what was typed."""

from crm_desktop.features.search.queries.find import find

__all__ = ["find"]
