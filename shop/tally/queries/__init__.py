"""Every question about the book, the totals and the targets, one module per noun."""
