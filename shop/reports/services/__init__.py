"""What reports do, one module per noun."""
