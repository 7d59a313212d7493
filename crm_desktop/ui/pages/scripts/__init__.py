"""The library of scripts: to find, to write, to try on a real person, and to see what works."""
