"""Visits: what is taken along on paper."""
