"""The frame: rail, top bar with the one search box, the stack of pages. No business here."""
