"""What to say: the shop's scripts and which one fits."""
