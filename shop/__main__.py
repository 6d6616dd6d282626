"""`python -m shop` is the `shop` command."""

from __future__ import annotations

from shop.cli import main

main()
