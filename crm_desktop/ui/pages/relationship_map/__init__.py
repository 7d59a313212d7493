"""The relationship map as a page: one painted view, its filters, and what is known about the chosen person."""
