"""The pages of audit, one module per audience."""
