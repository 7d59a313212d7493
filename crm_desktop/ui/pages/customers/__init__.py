"""Customers: the list and the archive."""
