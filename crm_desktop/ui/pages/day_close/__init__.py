"""The day-end close."""
