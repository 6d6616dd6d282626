"""What is typed for reports."""
