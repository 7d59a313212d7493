"""Visits (拜访): planned with a purpose, taken along on paper, reported back, reviewed."""
