"""What a unit bought elsewhere, decided purely: its life, what it writes into the book, and what a sheet of it says."""
