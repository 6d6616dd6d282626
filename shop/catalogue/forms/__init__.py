"""What is typed about the catalogue, one module per noun."""

"""The forms of the catalogue, one module per noun."""
