"""The showroom's register: somebody came in or called in."""
