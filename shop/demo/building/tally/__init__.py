"""The official's side of the demo: what is filed, decided and split."""

"""What the demo knows of targets, rules and figures beside the trade itself."""
