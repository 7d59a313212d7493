"""The shop's paper forms: day plan, register, level table, daily report, owner card, delivery checklist."""
