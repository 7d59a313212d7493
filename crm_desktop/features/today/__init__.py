"""Today: what is due, promised, to celebrate, going cold, and what to carry."""
