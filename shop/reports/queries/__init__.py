"""What reports ask, one module per noun."""
