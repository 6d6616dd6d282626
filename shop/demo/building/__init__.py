"""Building the demo: the facts become organisations, shelves and two years of trade, all through the services."""
