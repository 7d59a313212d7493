"""Follow-ups (回访): who is due when and why. What a rule asks for is derived; only what a person planned is kept."""
