"""Proofs of the money from its sources, for `shop money verify`."""
