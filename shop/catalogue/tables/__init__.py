"""What suppliers keep and offices look after, as tables to take away."""
