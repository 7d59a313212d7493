"""The laptop's side: the loop that pushes and pulls, behind a protocol for the database and one for the transport."""
