"""Every write of the tally, one module per noun; none commits."""
