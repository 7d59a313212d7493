"""Files kept with a person: any kind, encrypted inside the profile; photographs get a thumbnail."""
