"""Settings: who I am, how it looks, the rules of the shop, safety, imports and the trash."""
