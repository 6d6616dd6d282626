"""How fast the shop's pages are, measured against a bare page in the same run."""
