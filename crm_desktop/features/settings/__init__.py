"""The shop's rules as data, who I am, and the shop's own fields."""
