"""Where a shop is kept: one description of the tables for SQLite, PostgreSQL and Citus."""
