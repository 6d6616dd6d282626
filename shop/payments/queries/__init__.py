"""Everything that reads money."""
