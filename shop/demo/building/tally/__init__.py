"""The official's side of the demo: what is filed, decided and split."""
