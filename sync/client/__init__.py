"""The laptop's side: the loop that pushes and pulls, behind one protocol for the database, one for the wire."""
