"""The encrypted file and the one door to it."""
