"""The register and the rosters as tables to take away."""

from __future__ import annotations

from shop.organisations.tables.register import suppliers_table, units_table

__all__ = ["suppliers_table", "units_table"]
