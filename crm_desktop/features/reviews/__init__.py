"""What consultants did that the manager looks at: losses, merges, visit reports. Alone nothing is asked."""
