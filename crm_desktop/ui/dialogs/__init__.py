"""Shared dialogs that belong to no feature."""
