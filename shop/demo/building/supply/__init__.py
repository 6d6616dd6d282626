"""The supply side of the demo, one module per noun."""
