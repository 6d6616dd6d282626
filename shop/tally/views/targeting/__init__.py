"""Pages of setting targets: a unit's own, what is filed and decided, and how a parent's is split."""
