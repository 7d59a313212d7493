"""The personal network: the list and the archive of people who are not customers yet."""
