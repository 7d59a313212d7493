"""What makes a passphrase good."""
