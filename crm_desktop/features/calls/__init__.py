"""What stands beside a contact while it is made: why now, the last words, the script, the next day."""
