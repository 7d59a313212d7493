"""The data file as one laptop's copy of the shop: what `sync.client.session` asks of it, over the real tables."""
