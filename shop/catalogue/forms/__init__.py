"""What is typed about the catalogue, one module per noun."""
