"""The Sync page: the shop this laptop is connected to, what went and came, and what waits for a decision."""
