"""Promises given to people (承诺本): kept in sight until they are kept."""
