"""What is typed into the tally’s pages."""
