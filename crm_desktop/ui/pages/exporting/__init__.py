"""Exporting people to files."""
