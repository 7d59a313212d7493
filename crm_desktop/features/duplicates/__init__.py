"""Finds people who are in the book twice, and makes one of two."""
