"""What decides about asks, referrals and rewards; pure."""
