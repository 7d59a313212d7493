"""People on screen: the list and the archive, shared by the Customers and the Network page."""
