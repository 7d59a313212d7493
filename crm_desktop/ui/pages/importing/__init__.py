"""Importing people from files: choose, look at the columns, look at the verdicts, write."""
