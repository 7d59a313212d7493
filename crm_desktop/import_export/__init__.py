"""Files to records and back: always read, preview, apply."""
