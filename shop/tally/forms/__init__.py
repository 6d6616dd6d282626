"""What is typed about the tally, one module per noun."""
