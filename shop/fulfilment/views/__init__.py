"""The pages of fulfilment, one module per audience."""
