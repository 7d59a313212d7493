"""The laptop's side: the loop that pushes and pulls, behind protocols for the database and the wire."""
