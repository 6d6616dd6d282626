"""The pages of the money. One blueprint; each audience's module adds its own pages to it."""
