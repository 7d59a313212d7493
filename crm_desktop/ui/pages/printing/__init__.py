"""Printing sheets from anywhere."""
