"""Reminders: what the desktop says while the program runs. Computed here, on this laptop, never twice."""
