"""Finds people and notes by any scrap of data."""
