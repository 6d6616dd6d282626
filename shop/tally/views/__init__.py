"""The pages of tally, one module per audience."""
