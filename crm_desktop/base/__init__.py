"""Small things that depend on nothing else of the program."""
