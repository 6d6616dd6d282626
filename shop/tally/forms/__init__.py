"""What is typed into the tally’s pages."""

"""What is typed into the tally's pages."""
