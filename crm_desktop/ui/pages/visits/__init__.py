"""Visits: planning one, the route of the day, keying the report back."""
