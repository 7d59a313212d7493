"""The follow-up calendar: day, week, month and agenda."""
