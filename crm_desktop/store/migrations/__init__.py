"""The migrations of the schema, run by store/migrate.py; one change a file, each with a test on old data."""
