"""Asking for names (转介绍), what becomes of who is named, and what the introducer gets for it.

What became of a referral and what is owed for it is derived from the records, so that an order that is taken back
takes its reward back too; a reward is a row only once somebody decided about it.
"""
