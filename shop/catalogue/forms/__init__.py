"""The forms of the catalogue, one module per noun."""
