"""Customers go from one consultant to a colleague: what goes along, the deed, and the papers for whoever takes over.

A customer's consultant stands on the contact alone; everything that hangs on it follows by its root. Private contacts
and private touches never change hands.
"""
