"""The manager's look at losses, merges and visit reports."""
