"""What happened with a person: contacts, their results, and the timeline of everything."""
