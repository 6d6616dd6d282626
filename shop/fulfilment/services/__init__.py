"""Every write of fulfilment, one module per noun; none commits."""
