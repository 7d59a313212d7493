"""Sync with the shop's server: enrolment, sessions, and what waits for a decision after them."""
