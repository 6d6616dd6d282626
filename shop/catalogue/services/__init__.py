"""Every write of the catalogue: listings, stock, certificates, and what tells the shop window to look again."""
