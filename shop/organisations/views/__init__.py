"""The pages of organisations, one module per audience."""
