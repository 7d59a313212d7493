"""What the program can do; no Qt. One folder a feature, the same files in each."""
