"""Every write of ordering, one module per noun; each verb is a sentence of the trade, and none commits."""
