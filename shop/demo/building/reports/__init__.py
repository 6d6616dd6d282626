"""What reports show in the demo."""
