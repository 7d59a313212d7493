"""The cars the shop sells (车型库): what completes typing, what they cost, when they are serviced first."""
