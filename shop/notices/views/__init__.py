"""The pages of notices, one module per audience."""
