"""What can still be read of a damaged data file, row by row, into a new one that takes its place."""
