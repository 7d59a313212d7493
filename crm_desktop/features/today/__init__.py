"""The day at one glance: who is due, what to celebrate, what was promised, who is going cold, what to carry."""
