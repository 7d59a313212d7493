"""Logging a contact event from anywhere."""
