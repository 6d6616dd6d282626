"""The pages of operators, one module per audience."""
