"""What is typed into the tally's pages."""

"""What is typed into the pages of the tally."""
