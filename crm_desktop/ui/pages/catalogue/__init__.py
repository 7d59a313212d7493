"""Price lists of cars on their way into the catalogue."""
