"""People: who they are, how to reach them, how they are linked."""
