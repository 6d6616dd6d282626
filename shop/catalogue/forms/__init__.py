"""What is typed about listings and their packs."""
