"""Handing customers over to a colleague, and the papers for it."""
